-- fr-record: a sample. One row, one JSON object; store/sample.sql says where it goes.
--
-- pg_locks and pg_blocking_pids() stop the lock manager for a moment, so they are asked only when somebody waits for a lock (without
-- pg_read_all_stats that cannot be seen: then always), and pg_blocking_pids() once for each lock and mode that is waited for,
-- of the one who has waited longest: who stands behind it is blocked by the same sessions, unless it is one of them. At most 100 times.
-- Waiting for a row is waiting for its transaction; the tuple lock that is held meanwhile tells which relation it is in. One of
-- another database has no name here. Texts are cut only where they are long: of another database, they may be in an encoding
-- that makes left() fail. date_part() and not extract(), whose numeric costs more and is no more exact here. PostgreSQL 13
-- has no waitstart: there the name means that of "none", one level out, and the statement's start stands for it.
WITH /* fr-record */ activity AS MATERIALIZED (
	SELECT pid, backend_start, datname, usename, application_name, client_addr, state, wait_event_type, wait_event,
		xact_start, query_start, state_change, query,
		coalesce(backend_type, CASE WHEN usesysid IS NOT NULL THEN 'client backend' END) AS backend_type
	FROM pg_stat_activity
	WHERE pid <> pg_backend_pid()
), lock AS MATERIALIZED (
	SELECT l.*
	FROM (VALUES (NULL::timestamptz)) none (waitstart), LATERAL (
		SELECT pid, locktype, mode, granted, database, relation, page, tuple, virtualxid, transactionid::text, classid, objid, objsubid, waitstart
		FROM pg_locks) l
	WHERE (NOT granted OR locktype = 'tuple')
		AND ((SELECT count(*) FROM activity WHERE wait_event_type = 'Lock') > 0 OR NOT pg_has_role('pg_read_all_stats', 'usage'))
), waiting AS MATERIALIZED (
	SELECT pid, locktype, mode, database, relation, since, first_value(pid) OVER (PARTITION BY locktype, database, relation, page, tuple,
		virtualxid, transactionid, classid, objid, objsubid, mode ORDER BY since, pid) AS head
	FROM (SELECT l.*, coalesce(l.waitstart, a.query_start) AS since
		FROM lock l LEFT JOIN activity a USING (pid)
		WHERE NOT granted) w
), head AS MATERIALIZED (
	SELECT pid, pg_blocking_pids(pid) AS blocked_by
	FROM (SELECT pid FROM waiting WHERE pid = head ORDER BY since LIMIT 100) oldest
), blocked AS MATERIALIZED (
	SELECT w.pid, w.locktype, w.mode, w.since, coalesce(w.relation, t.relation) AS relation, coalesce(w.database, t.database) AS database,
		CASE WHEN w.pid = ANY (h.blocked_by) OR h.blocked_by = '{}' THEN pg_blocking_pids(w.pid) ELSE h.blocked_by END AS blocked_by
	FROM waiting w
	LEFT JOIN head h ON h.pid = w.head
	LEFT JOIN (SELECT DISTINCT ON (pid) pid, relation, database FROM lock WHERE granted) t ON t.pid = w.pid
)
SELECT json_build_object(
	'at_us', (date_part('epoch', clock_timestamp()) * 1000000)::int8,
	'groups', (
		SELECT coalesce(json_agg(json_build_array(backend_type, state, usename, application_name, wait_event_type, wait_event, sessions)), '[]')
		FROM (SELECT backend_type, state, usename, application_name, wait_event_type, wait_event, count(*) AS sessions
			FROM activity GROUP BY 1, 2, 3, 4, 5, 6) g),
	'sessions', (
		SELECT coalesce(json_agg(json_build_array(pid, (date_part('epoch', backend_start) * 1000000)::int8, backend_type, datname, usename,
			application_name, client_addr, state, wait_event_type, wait_event,
			CASE WHEN octet_length(query) > 4096 THEN left(query, 1000) ELSE query END,
			(date_part('epoch', xact_start) * 1000000)::int8, (date_part('epoch', query_start) * 1000000)::int8,
			(date_part('epoch', state_change) * 1000000)::int8)), '[]')
		FROM activity
		WHERE (state <> 'idle' AND backend_type <> 'walsender')
			OR pid IN (SELECT pid FROM blocked) OR pid IN (SELECT unnest(blocked_by) FROM blocked)),
	'locks', (
		SELECT coalesce(json_agg(json_build_array(pid, blocked_by, locktype, mode,
			CASE WHEN database = (SELECT oid FROM pg_database WHERE datname = current_database()) THEN relation::regclass::text END,
			(date_part('epoch', since) * 1000000)::int8)), '[]')
		FROM blocked
		WHERE blocked_by IS DISTINCT FROM '{}')
);
