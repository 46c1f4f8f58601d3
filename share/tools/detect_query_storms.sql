-- description: Statements that run far more often than they use to.
SELECT queryid::text AS queryid, query_fingerprint AS query_preview, storm_type, severity, recent_count, baseline_count, multiplier FROM flight_recorder.detect_query_storms()
