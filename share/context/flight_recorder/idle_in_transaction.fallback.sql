-- idle_in_transaction, where the recorder's ring is missing or closed to this role: from the archive alone.
-- parameters: $1 start timestamptz, $2 end timestamptz, $3 limit integer
SELECT
	pid,
	usename,
	application_name,
	(array_agg(state ORDER BY captured_at DESC))[1] AS state,
	greatest(extract(epoch FROM max(captured_at - COALESCE((to_jsonb(a) ->> 'xact_start')::timestamptz, query_start))), 0) AS xact_seconds,
	greatest(extract(epoch FROM max(captured_at - state_change)), 0) AS idle_seconds,
	(array_agg(query_preview ORDER BY captured_at - state_change DESC))[1] AS query_preview,
	count(*) AS samples,
	min(captured_at) AS first_seen,
	max(captured_at) AS last_seen,
	(array_agg((to_jsonb(a) ->> 'backend_start')::timestamptz ORDER BY captured_at DESC))[1] AS backend_start,
	(array_agg(query_start ORDER BY captured_at DESC))[1] AS query_start,
	count(*) OVER () AS fr_total
FROM flight_recorder.activity_samples_archive AS a
WHERE state LIKE 'idle in transaction%' AND captured_at BETWEEN $1::timestamptz AND $2::timestamptz
GROUP BY pid, usename, application_name
ORDER BY xact_seconds DESC NULLS LAST, idle_seconds DESC, pid
LIMIT $3::integer
