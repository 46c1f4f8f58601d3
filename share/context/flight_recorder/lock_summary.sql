-- lock_summary: who blocked whom: a row a blocking session. Sessions that nobody blocked come first (is_root), counting everybody who
-- waited behind them, through others as well; then sessions that blocked others while they waited themselves, counting those
-- directly behind. Samples come from the ring and, where that has forgotten, from the archive; one that is in both counts once.
-- blocking_xact_seconds is the age of the transaction, or of its last statement in recorder 2.0, which does not keep the former;
-- blocked durations are the recorder's: since the blocked statement began.
-- needs: samples
-- parameters: $1 start timestamptz, $2 end timestamptz, $3 limit integer
WITH RECURSIVE ring AS (
	SELECT slot_id, captured_at FROM flight_recorder.samples_ring
	WHERE captured_at BETWEEN $1::timestamptz AND $2::timestamptz
), locks AS MATERIALIZED (
	SELECT captured_at, blocked_pid, blocked_query_preview, blocked_duration, blocking_pid, blocking_user, blocking_app,
		blocking_query_preview, lock_type, locked_relation_oid
	FROM ring JOIN flight_recorder.lock_samples_ring USING (slot_id)
	WHERE blocked_pid IS NOT NULL
	UNION ALL
	SELECT captured_at, blocked_pid, blocked_query_preview, blocked_duration, blocking_pid, blocking_user, blocking_app,
		blocking_query_preview, lock_type, locked_relation_oid
	FROM flight_recorder.lock_samples_archive
	WHERE captured_at BETWEEN $1::timestamptz AND $2::timestamptz AND captured_at NOT IN (SELECT captured_at FROM ring)
), pairs AS (
	SELECT captured_at, blocking_pid, blocked_pid,
		NOT EXISTS (SELECT FROM locks AS b WHERE b.captured_at = a.captured_at AND b.blocked_pid = a.blocking_pid) AS is_root
	FROM locks AS a
), behind AS (
	SELECT captured_at, blocking_pid, blocked_pid FROM pairs WHERE is_root
	UNION
	SELECT b.captured_at, b.blocking_pid, l.blocked_pid
	FROM behind AS b JOIN locks AS l ON l.captured_at = b.captured_at AND l.blocking_pid = b.blocked_pid
), counted AS (
	SELECT captured_at, blocking_pid, blocked_pid, true AS is_root FROM behind
	UNION ALL
	SELECT captured_at, blocking_pid, blocked_pid, false FROM pairs WHERE NOT is_root
), waited AS (
	SELECT captured_at, blocked_pid, max(blocked_duration) AS blocked_duration, min(blocked_query_preview) AS blocked_query_preview
	FROM locks GROUP BY captured_at, blocked_pid
), blockers AS (
	SELECT
		blocking_pid,
		bool_or(is_root) AS is_root,
		count(DISTINCT blocked_pid) AS blocked_count,
		greatest(extract(epoch FROM max(blocked_duration)), 0) AS max_block_duration_seconds,
		min(captured_at) AS first_seen,
		max(captured_at) AS last_seen,
		(array_agg(blocked_query_preview ORDER BY blocked_duration DESC))[1] AS blocked_query_preview
	FROM counted JOIN waited USING (captured_at, blocked_pid)
	GROUP BY blocking_pid
), described AS (
	SELECT
		blocking_pid,
		mode() WITHIN GROUP (ORDER BY blocking_user) AS blocking_user,
		mode() WITHIN GROUP (ORDER BY blocking_app) AS blocking_app,
		mode() WITHIN GROUP (ORDER BY blocking_query_preview) AS blocking_query_preview,
		mode() WITHIN GROUP (ORDER BY lock_type) AS lock_type,
		mode() WITHIN GROUP (ORDER BY locked_relation_oid) AS locked_relation_oid
	FROM locks GROUP BY blocking_pid
), activity AS (
	SELECT captured_at, pid, state, COALESCE((to_jsonb(a) ->> 'xact_start')::timestamptz, query_start) AS xact_start
	FROM ring JOIN flight_recorder.activity_samples_ring AS a USING (slot_id)
	WHERE pid IN (SELECT blocking_pid FROM locks)
	UNION ALL
	SELECT captured_at, pid, state, COALESCE((to_jsonb(a) ->> 'xact_start')::timestamptz, query_start)
	FROM flight_recorder.activity_samples_archive AS a
	WHERE pid IN (SELECT blocking_pid FROM locks) AND captured_at BETWEEN $1::timestamptz AND $2::timestamptz
		AND captured_at NOT IN (SELECT captured_at FROM ring)
), doing AS (
	SELECT
		pid AS blocking_pid,
		mode() WITHIN GROUP (ORDER BY state) AS blocking_state,
		greatest(extract(epoch FROM max(captured_at - xact_start)), 0) AS blocking_xact_seconds
	FROM activity
	WHERE EXISTS (SELECT FROM locks AS l WHERE l.captured_at = activity.captured_at AND l.blocking_pid = activity.pid)
	GROUP BY pid
)
SELECT
	blocking_pid,
	blocking_user,
	blocking_app,
	blocking_query_preview,
	blocking_state,
	blocking_xact_seconds,
	lock_type,
	COALESCE(NULLIF(locked_relation_oid::regclass::text, locked_relation_oid::text), 'OID:' || locked_relation_oid) AS locked_relation,
	blocked_count,
	max_block_duration_seconds,
	first_seen,
	last_seen,
	blocked_query_preview,
	is_root,
	(SELECT count(DISTINCT blocked_pid) FROM locks) AS blocked_total_sessions,
	count(*) OVER () AS fr_total
FROM blockers
JOIN described USING (blocking_pid)
LEFT JOIN doing USING (blocking_pid)
ORDER BY is_root DESC, blocked_count DESC, max_block_duration_seconds DESC, blocking_pid
LIMIT $3::integer
