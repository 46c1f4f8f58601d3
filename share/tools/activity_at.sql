-- description: How busy the server was at a moment: sessions, top wait events, what was blocked, vacuums.
-- parameter: at timestamptz required: the moment: ISO 8601, or -2h
SELECT sample_captured_at, sample_offset_seconds, active_sessions, waiting_sessions, idle_in_transaction, top_wait_event_1, top_wait_count_1,
	top_wait_event_2, top_wait_count_2, top_wait_event_3, top_wait_count_3, blocked_pids,
	extract(epoch FROM longest_blocked_duration) AS longest_blocked_seconds, vacuums_running, snapshot_captured_at, autovacuum_workers,
	checkpoint_occurred
FROM flight_recorder.activity_at($1::timestamptz)
