-- description: Who blocked whom in the last samples.
SELECT captured_at, blocked_pid, blocked_user, blocked_app, extract(epoch FROM blocked_duration) AS blocked_seconds, blocking_pid,
	blocking_user, blocking_app, lock_type, locked_relation, blocked_query_preview, blocking_query_preview
FROM flight_recorder.recent_locks_current()
