-- blocking_chains: sessions that others waited for while they waited for nobody, over all samples in which they did: how many stood
-- behind them (victims), through how many others (depth 1: directly), what they ran and what they were in the middle of. Most victims first.
-- How it is counted: see lock_summary. root_xact_seconds is the age of the transaction, or of its last statement in recorder 2.0.
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
	SELECT graph, blocking_pid AS root, 0 AS depth, ARRAY[blocking_pid] AS reached, blocked, blocking
	FROM (SELECT DISTINCT graph, blocking_pid FROM edges WHERE is_root) AS roots JOIN graphs USING (graph)
	UNION ALL
	SELECT graph, root, depth + 1, next.*
	FROM behind, LATERAL (
		SELECT array_agg(b) FILTER (WHERE a = ANY (reached)), array_agg(b) FILTER (WHERE a <> ALL (reached)),
			array_agg(a) FILTER (WHERE a <> ALL (reached))
		FROM unnest(blocked, blocking) AS e (b, a)) AS next
	WHERE reached IS NOT NULL
), counted AS (
	SELECT graph, root AS root_pid, depth, unnest(reached) AS blocked_pid FROM behind WHERE depth > 0
), roots AS MATERIALIZED (
	SELECT
		root_pid,
		max(depth) AS depth,
		count(DISTINCT blocked_pid) AS victims,
		min(first_seen) AS first_seen,
		max(last_seen) AS last_seen,
		greatest(extract(epoch FROM max(blocked_duration)), 0) AS blocked_seconds_max,
		count(*) OVER () AS fr_total
	FROM counted JOIN waited USING (graph, blocked_pid)
	GROUP BY root_pid
	ORDER BY victims DESC, blocked_seconds_max DESC, root_pid
	LIMIT $3::integer
), texts AS MATERIALIZED (
	SELECT captured_at, blocking_pid AS root_pid, blocking_user, blocking_app, blocking_query_preview, locked_relation_oid
	FROM ring JOIN flight_recorder.lock_samples_ring USING (slot_id)
	WHERE blocking_pid IN (SELECT root_pid FROM roots)
	UNION ALL
	SELECT captured_at, blocking_pid, blocking_user, blocking_app, blocking_query_preview, locked_relation_oid
	FROM flight_recorder.lock_samples_archive
	WHERE blocking_pid IN (SELECT root_pid FROM roots) AND captured_at BETWEEN $1::timestamptz AND $2::timestamptz
		AND captured_at NOT IN (SELECT captured_at FROM ring)
), described AS (
	SELECT
		root_pid,
		mode() WITHIN GROUP (ORDER BY blocking_user) AS root_user,
		mode() WITHIN GROUP (ORDER BY blocking_app) AS root_app,
		mode() WITHIN GROUP (ORDER BY blocking_query_preview) AS root_query_preview,
		mode() WITHIN GROUP (ORDER BY locked_relation_oid) AS locked_relation_oid,
		count(DISTINCT captured_at) AS samples
	FROM texts GROUP BY root_pid
), activity AS (
	SELECT captured_at, pid, state, COALESCE((to_jsonb(a) ->> 'xact_start')::timestamptz, query_start) AS xact_start,
		(to_jsonb(a) ->> 'backend_start')::timestamptz AS backend_start, query_start
	FROM ring JOIN flight_recorder.activity_samples_ring AS a USING (slot_id)
	WHERE pid IN (SELECT root_pid FROM roots)
	UNION ALL
	SELECT captured_at, pid, state, COALESCE((to_jsonb(a) ->> 'xact_start')::timestamptz, query_start),
		(to_jsonb(a) ->> 'backend_start')::timestamptz, query_start
	FROM flight_recorder.activity_samples_archive AS a
	WHERE pid IN (SELECT root_pid FROM roots) AND captured_at BETWEEN $1::timestamptz AND $2::timestamptz
		AND captured_at NOT IN (SELECT captured_at FROM ring)
), doing AS (
	SELECT
		pid AS root_pid,
		mode() WITHIN GROUP (ORDER BY state) AS root_state,
		greatest(extract(epoch FROM max(captured_at - xact_start)), 0) AS root_xact_seconds,
		(array_agg(backend_start ORDER BY captured_at DESC))[1] AS root_backend_start,
		(array_agg(query_start ORDER BY captured_at DESC))[1] AS root_query_start
	FROM activity
	WHERE EXISTS (SELECT FROM texts AS l WHERE l.captured_at = activity.captured_at AND l.root_pid = activity.pid)
	GROUP BY pid
)
SELECT
	root_pid,
	root_user,
	root_app,
	root_state,
	root_xact_seconds,
	root_backend_start,
	root_query_start,
	root_query_preview,
	depth,
	victims,
	first_seen,
	last_seen,
	blocked_seconds_max,
	COALESCE(NULLIF(locked_relation_oid::regclass::text, locked_relation_oid::text), 'OID:' || locked_relation_oid) AS locked_relation,
	samples,
	fr_total
FROM roots
JOIN described USING (root_pid)
LEFT JOIN doing USING (root_pid)
ORDER BY victims DESC, blocked_seconds_max DESC, root_pid
