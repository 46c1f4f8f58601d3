-- description: What the recorder makes of a moment: load, contention, confidence and advice.
-- parameter: at timestamptz required: the moment: ISO 8601, or -2h
SELECT requested_time, sample_before, sample_after, est_connections_active, est_connections_total, est_xact_rate, est_blks_hit_ratio,
	sessions_active, long_running_queries, longest_query_secs AS longest_query_seconds, lock_contention_detected, blocked_sessions, confidence,
	confidence_score
FROM flight_recorder.what_happened_at($1::timestamptz)
