-- description: The sessions of the last samples, with what they ran.
SELECT captured_at, pid, usename, application_name, backend_type, state, wait_event_type, wait_event, query_start,
	extract(epoch FROM running_for) AS running_seconds, query_preview
FROM flight_recorder.recent_activity_current()
