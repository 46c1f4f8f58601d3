-- description: Whom an incident hit: sessions, statements and applications, before and in it.
-- parameter: start_time timestamptz required: where the window starts: ISO 8601, or -2h
-- parameter: end_time timestamptz required: where it ends: ISO 8601, or now
SELECT duration_seconds, blocked_sessions_total, blocked_sessions_max_concurrent, extract(epoch FROM max_block_duration) AS max_block_seconds,
	degraded_queries_count, connections_before, connections_during_avg, connections_during_max, connection_increase_pct,
	tps_before, tps_during, tps_change_pct, severity
FROM flight_recorder.blast_radius($1::timestamptz, $2::timestamptz)
