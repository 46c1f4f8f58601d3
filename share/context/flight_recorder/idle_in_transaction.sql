-- idle_in_transaction: sessions seen with a transaction open and nothing to do, by the oldest transaction. The recorder keeps 25 sessions a
-- sample, those with the oldest statements. Recorder 2.0 does not keep when a transaction or a session began: xact_seconds then counts from
-- its last statement. backend_start and query_start tell the session, and what it ran last, from others with its pid.
-- needs: samples
-- parameters: $1 start timestamptz, $2 end timestamptz, $3 limit integer
WITH ring AS (
	SELECT slot_id, captured_at FROM flight_recorder.samples_ring
	WHERE captured_at BETWEEN $1::timestamptz AND $2::timestamptz
), activity AS (
	SELECT captured_at, pid, usename, application_name, state, state_change, query_preview,
		COALESCE((to_jsonb(a) ->> 'xact_start')::timestamptz, query_start) AS xact_start,
		(to_jsonb(a) ->> 'backend_start')::timestamptz AS backend_start, query_start
	FROM ring JOIN flight_recorder.activity_samples_ring AS a USING (slot_id)
	WHERE state LIKE 'idle in transaction%'
	UNION ALL
	SELECT captured_at, pid, usename, application_name, state, state_change, query_preview,
		COALESCE((to_jsonb(a) ->> 'xact_start')::timestamptz, query_start),
		(to_jsonb(a) ->> 'backend_start')::timestamptz, query_start
	FROM flight_recorder.activity_samples_archive AS a
	WHERE state LIKE 'idle in transaction%' AND captured_at BETWEEN $1::timestamptz AND $2::timestamptz
		AND captured_at NOT IN (SELECT captured_at FROM ring)
)
SELECT
	pid,
	usename,
	application_name,
	(array_agg(state ORDER BY captured_at DESC))[1] AS state,
	greatest(extract(epoch FROM max(captured_at - xact_start)), 0) AS xact_seconds,
	greatest(extract(epoch FROM max(captured_at - state_change)), 0) AS idle_seconds,
	(array_agg(query_preview ORDER BY captured_at - state_change DESC))[1] AS query_preview,
	count(*) AS samples,
	min(captured_at) AS first_seen,
	max(captured_at) AS last_seen,
	(array_agg(backend_start ORDER BY captured_at DESC))[1] AS backend_start,
	(array_agg(query_start ORDER BY captured_at DESC))[1] AS query_start,
	count(*) OVER () AS fr_total
FROM activity
GROUP BY pid, usename, application_name
ORDER BY xact_seconds DESC NULLS LAST, idle_seconds DESC, pid
LIMIT $3::integer
