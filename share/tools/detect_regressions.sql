-- description: Statements that have become slower.
SELECT queryid::text AS queryid, query_fingerprint AS query_preview, severity, baseline_avg_ms, current_avg_ms, change_pct FROM flight_recorder.detect_regressions()
