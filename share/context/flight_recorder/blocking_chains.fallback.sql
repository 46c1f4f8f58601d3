-- blocking_chains, where the recorder's ring or activity samples are missing or closed to this role: those of the archive that waited for
-- nobody, and who was directly behind them.
-- parameters: $1 start timestamptz, $2 end timestamptz, $3 limit integer
WITH locks AS MATERIALIZED (
	SELECT * FROM flight_recorder.lock_samples_archive WHERE captured_at BETWEEN $1::timestamptz AND $2::timestamptz
)
SELECT
	blocking_pid AS root_pid,
	mode() WITHIN GROUP (ORDER BY blocking_user) AS root_user,
	mode() WITHIN GROUP (ORDER BY blocking_app) AS root_app,
	NULL::text AS root_state,
	NULL::numeric AS root_xact_seconds,
	NULL::timestamptz AS root_backend_start,
	NULL::timestamptz AS root_query_start,
	mode() WITHIN GROUP (ORDER BY blocking_query_preview) AS root_query_preview,
	NULL::integer AS depth,
	count(DISTINCT blocked_pid) AS victims,
	min(captured_at) AS first_seen,
	max(captured_at) AS last_seen,
	greatest(extract(epoch FROM max(blocked_duration)), 0) AS blocked_seconds_max,
	(mode() WITHIN GROUP (ORDER BY locked_relation_oid))::regclass::text AS locked_relation,
	count(DISTINCT captured_at) AS samples,
	count(*) OVER () AS fr_total
FROM locks AS a
WHERE NOT EXISTS (SELECT FROM locks AS b WHERE b.captured_at = a.captured_at AND b.blocked_pid = a.blocking_pid)
GROUP BY blocking_pid
ORDER BY victims DESC, blocked_seconds_max DESC, root_pid
LIMIT $3::integer
