-- lock_summary, where the recorder's ring or activity samples are missing or closed to this role: pairs of the archive alone.
-- parameters: $1 start timestamptz, $2 end timestamptz, $3 limit integer
WITH locks AS MATERIALIZED (
	SELECT * FROM flight_recorder.lock_samples_archive WHERE captured_at BETWEEN $1::timestamptz AND $2::timestamptz
)
SELECT
	blocking_pid,
	mode() WITHIN GROUP (ORDER BY blocking_user) AS blocking_user,
	mode() WITHIN GROUP (ORDER BY blocking_app) AS blocking_app,
	mode() WITHIN GROUP (ORDER BY blocking_query_preview) AS blocking_query_preview,
	NULL::text AS blocking_state,
	NULL::numeric AS blocking_xact_seconds,
	NULL::timestamptz AS blocking_backend_start,
	NULL::timestamptz AS blocking_query_start,
	mode() WITHIN GROUP (ORDER BY lock_type) AS lock_type,
	(mode() WITHIN GROUP (ORDER BY locked_relation_oid))::regclass::text AS locked_relation,
	count(DISTINCT blocked_pid) AS blocked_count,
	greatest(extract(epoch FROM max(blocked_duration)), 0) AS max_block_duration_seconds,
	min(captured_at) AS first_seen,
	max(captured_at) AS last_seen,
	(array_agg(blocked_query_preview ORDER BY blocked_duration DESC))[1] AS blocked_query_preview,
	bool_or(NOT EXISTS (SELECT FROM locks AS b WHERE b.captured_at = a.captured_at AND b.blocked_pid = a.blocking_pid)) AS is_root,
	(SELECT count(DISTINCT blocked_pid) FROM locks) AS blocked_total_sessions,
	count(*) OVER () AS fr_total
FROM locks AS a
GROUP BY blocking_pid
ORDER BY is_root DESC, blocked_count DESC, max_block_duration_seconds DESC, blocking_pid
LIMIT $3::integer
