-- lock_summary: who blocked whom: a row a blocking session. Sessions that nobody blocked come first (is_root), counting everybody who
-- waited behind them, through others as well; then sessions that blocked others while they waited themselves, counting those
-- directly behind. Samples come from the ring and, where that has forgotten, from the archive; one that is in both counts once.
-- blocking_xact_seconds is the age of the transaction, or of its last statement in recorder 2.0, which does not keep the former;
-- blocked durations are the recorder's: since the blocked statement began.
--
-- A queue stands for long and a week has many samples: who stands behind whom is followed once for all samples with the same pairs,
-- level by level, and a pair that was followed is taken out, so that a circle ends; texts are read for the rows that are shown.
-- needs: samples
-- parameters: $1 start timestamptz, $2 end timestamptz, $3 limit integer
WITH RECURSIVE ring AS (
	SELECT slot_id, captured_at FROM flight_recorder.samples_ring
	WHERE captured_at BETWEEN $1::timestamptz AND $2::timestamptz
), locks AS (
	SELECT captured_at, blocked_pid, blocking_pid, blocked_duration
	FROM ring JOIN flight_recorder.lock_samples_ring USING (slot_id)
	WHERE blocked_pid IS NOT NULL
	UNION ALL
	SELECT captured_at, blocked_pid, blocking_pid, blocked_duration
	FROM flight_recorder.lock_samples_archive
	WHERE captured_at BETWEEN $1::timestamptz AND $2::timestamptz AND captured_at NOT IN (SELECT captured_at FROM ring)
), sampled AS MATERIALIZED (
	SELECT captured_at, array_agg(blocked_pid) AS blocked, array_agg(blocking_pid) AS blocking, array_agg(blocked_duration) AS durations
	FROM (SELECT * FROM locks ORDER BY captured_at, blocked_pid, blocking_pid) AS l
	GROUP BY captured_at
), graphs AS MATERIALIZED (
	SELECT blocked, blocking, row_number() OVER () AS graph FROM sampled GROUP BY blocked, blocking
), edges AS MATERIALIZED (
	SELECT graph, e.*, blocking_pid <> ALL (blocked) AS is_root
	FROM graphs, unnest(blocked, blocking) AS e (blocked_pid, blocking_pid)
), waited AS MATERIALIZED (
	SELECT graph, blocked_pid, max(blocked_duration) AS blocked_duration, min(captured_at) AS first_seen, max(captured_at) AS last_seen
	FROM sampled JOIN graphs USING (blocked, blocking), unnest(sampled.blocked, durations) AS e (blocked_pid, blocked_duration)
	GROUP BY graph, blocked_pid
), behind AS (
	SELECT graph, blocking_pid AS root, ARRAY[blocking_pid] AS reached, blocked, blocking
	FROM (SELECT DISTINCT graph, blocking_pid FROM edges WHERE is_root) AS roots JOIN graphs USING (graph)
	UNION ALL
	SELECT graph, root, next.*
	FROM behind, LATERAL (
		SELECT array_agg(b) FILTER (WHERE a = ANY (reached)), array_agg(b) FILTER (WHERE a <> ALL (reached)),
			array_agg(a) FILTER (WHERE a <> ALL (reached))
		FROM unnest(blocked, blocking) AS e (b, a)) AS next
	WHERE reached IS NOT NULL
), counted AS (
	SELECT graph, root AS blocking_pid, true AS is_root, unnest(reached) AS blocked_pid FROM behind WHERE reached <> ARRAY[root]
	UNION ALL
	SELECT graph, blocking_pid, false, blocked_pid FROM edges WHERE NOT is_root
), blockers AS MATERIALIZED (
	SELECT
		blocking_pid,
		bool_or(is_root) AS is_root,
		count(DISTINCT blocked_pid) AS blocked_count,
		greatest(extract(epoch FROM max(blocked_duration)), 0) AS max_block_duration_seconds,
		min(first_seen) AS first_seen,
		max(last_seen) AS last_seen,
		(array_agg(blocked_pid ORDER BY blocked_duration DESC))[1] AS longest_pid,
		(array_agg(last_seen ORDER BY blocked_duration DESC))[1] AS longest_at,
		count(*) OVER () AS fr_total
	FROM counted JOIN waited USING (graph, blocked_pid)
	GROUP BY blocking_pid
	ORDER BY is_root DESC, blocked_count DESC, max_block_duration_seconds DESC, blocking_pid
	LIMIT $3::integer
), texts AS MATERIALIZED (
	SELECT captured_at, blocked_pid, blocked_query_preview, blocking_pid, blocking_user, blocking_app, blocking_query_preview, lock_type,
		locked_relation_oid
	FROM ring JOIN flight_recorder.lock_samples_ring USING (slot_id)
	WHERE blocking_pid IN (SELECT blocking_pid FROM blockers)
	UNION ALL
	SELECT captured_at, blocked_pid, blocked_query_preview, blocking_pid, blocking_user, blocking_app, blocking_query_preview, lock_type,
		locked_relation_oid
	FROM flight_recorder.lock_samples_archive
	WHERE blocking_pid IN (SELECT blocking_pid FROM blockers) AND captured_at BETWEEN $1::timestamptz AND $2::timestamptz
		AND captured_at NOT IN (SELECT captured_at FROM ring)
), described AS (
	SELECT
		blocking_pid,
		mode() WITHIN GROUP (ORDER BY blocking_user) AS blocking_user,
		mode() WITHIN GROUP (ORDER BY blocking_app) AS blocking_app,
		mode() WITHIN GROUP (ORDER BY blocking_query_preview) AS blocking_query_preview,
		mode() WITHIN GROUP (ORDER BY lock_type) AS lock_type,
		mode() WITHIN GROUP (ORDER BY locked_relation_oid) AS locked_relation_oid
	FROM texts GROUP BY blocking_pid
), activity AS (
	SELECT captured_at, pid, state, COALESCE((to_jsonb(a) ->> 'xact_start')::timestamptz, query_start) AS xact_start,
		(to_jsonb(a) ->> 'backend_start')::timestamptz AS backend_start, query_start
	FROM ring JOIN flight_recorder.activity_samples_ring AS a USING (slot_id)
	WHERE pid IN (SELECT blocking_pid FROM blockers)
	UNION ALL
	SELECT captured_at, pid, state, COALESCE((to_jsonb(a) ->> 'xact_start')::timestamptz, query_start),
		(to_jsonb(a) ->> 'backend_start')::timestamptz, query_start
	FROM flight_recorder.activity_samples_archive AS a
	WHERE pid IN (SELECT blocking_pid FROM blockers) AND captured_at BETWEEN $1::timestamptz AND $2::timestamptz
		AND captured_at NOT IN (SELECT captured_at FROM ring)
), doing AS (
	SELECT
		pid AS blocking_pid,
		mode() WITHIN GROUP (ORDER BY state) AS blocking_state,
		greatest(extract(epoch FROM max(captured_at - xact_start)), 0) AS blocking_xact_seconds,
		(array_agg(backend_start ORDER BY captured_at DESC))[1] AS blocking_backend_start,
		(array_agg(query_start ORDER BY captured_at DESC))[1] AS blocking_query_start
	FROM activity
	WHERE EXISTS (SELECT FROM texts AS l WHERE l.captured_at = activity.captured_at AND l.blocking_pid = activity.pid)
	GROUP BY pid
)
SELECT
	blocking_pid,
	blocking_user,
	blocking_app,
	blocking_query_preview,
	blocking_state,
	blocking_xact_seconds,
	blocking_backend_start,
	blocking_query_start,
	lock_type,
	COALESCE(NULLIF(locked_relation_oid::regclass::text, locked_relation_oid::text), 'OID:' || locked_relation_oid) AS locked_relation,
	blocked_count,
	max_block_duration_seconds,
	first_seen,
	last_seen,
	COALESCE(
		(SELECT min(blocked_query_preview) FROM ring JOIN flight_recorder.lock_samples_ring USING (slot_id)
		WHERE captured_at = longest_at AND blocked_pid = longest_pid),
		(SELECT min(blocked_query_preview) FROM flight_recorder.lock_samples_archive
		WHERE captured_at = longest_at AND blocked_pid = longest_pid)) AS blocked_query_preview,
	is_root,
	(SELECT count(DISTINCT blocked_pid) FROM waited) AS blocked_total_sessions,
	fr_total
FROM blockers
JOIN described USING (blocking_pid)
LEFT JOIN doing USING (blocking_pid)
ORDER BY is_root DESC, blocked_count DESC, max_block_duration_seconds DESC, blocking_pid
