-- A session: may it be ended, and if not, why not? One row; refusal is null when it may. It is asked before anything is done, and it is also
-- part of the statement that ends it: then all of this is looked at again in the moment that counts.
-- parameters: $1 pid integer, $2 backend_start timestamptz, $3 query_start timestamptz, $4 verb text, $5 limits json
WITH RECURSIVE session AS MATERIALIZED (
	SELECT
		a.pid, a.backend_start, a.query_start, a.state, a.backend_type, a.datname, a.usename, a.application_name, a.wait_event_type,
		extract(epoch FROM clock_timestamp() - a.state_change) AS state_seconds,
		extract(epoch FROM clock_timestamp() - a.xact_start) AS xact_seconds,
		r.oid IS NOT NULL AS has_role, r.rolsuper, r.rolreplication
	FROM pg_stat_activity AS a LEFT JOIN pg_roles AS r ON r.oid = a.usesysid
	WHERE a.pid = $1::integer
), waiting AS MATERIALIZED ( -- pg_locks has waitstart from PostgreSQL 14 on
	SELECT l.pid, pg_blocking_pids(l.pid) AS blocked_by,
		coalesce(min((to_jsonb(l) ->> 'waitstart')::timestamptz), min(a.query_start)) AS since
	FROM pg_locks AS l JOIN pg_stat_activity AS a ON a.pid = l.pid
	WHERE NOT l.granted AND $4::text = 'terminate_blocker'
	GROUP BY l.pid
), queue AS ( -- who waits for it, directly or behind others
	SELECT pid, since FROM waiting WHERE $1::integer = ANY (blocked_by)
	UNION
	SELECT w.pid, w.since FROM queue AS q JOIN waiting AS w ON q.pid = ANY (w.blocked_by)
), blocked AS MATERIALIZED (
	SELECT
		count(*) AS sessions,
		count(*) FILTER (WHERE since <= clock_timestamp() - ($5::json ->> 'blocked_seconds')::numeric * interval '1 second') AS long_sessions,
		coalesce(extract(epoch FROM clock_timestamp() - min(since)), 0) AS longest_seconds,
		coalesce(json_agg(json_build_object('pid', pid, 'since', since)), '[]') AS sessions_json
	FROM queue
), protected AS (
	SELECT kind, lower(replace(replace(replace(replace(pattern, '\', '\\'), '%', '\%'), '_', '\_'), '*', '%')) AS pattern
	FROM (
		SELECT 'user' AS kind, json_array_elements_text($5::json -> 'protected_users') AS pattern
		UNION ALL
		SELECT 'application', json_array_elements_text($5::json -> 'protected_applications')) AS p
)
SELECT
	s.pid,
	s.state,
	CASE
		WHEN pg_is_in_recovery() THEN 'the server is a standby'
		WHEN s.pid IS NULL THEN 'no session has that process id: it has ended'
		WHEN s.pid = pg_backend_pid() THEN 'it is the session that asks'
		WHEN s.backend_start IS NULL OR s.backend_type IS NULL OR s.state IS NULL AND s.backend_type = 'client backend'
			THEN 'what it does is not shown to this role, which needs pg_read_all_stats'
		WHEN s.backend_start IS DISTINCT FROM $2::timestamptz THEN 'the process id is that of another session now'
		WHEN s.backend_type <> 'client backend' THEN 'it is no client but a ' || s.backend_type
		WHEN s.datname IS DISTINCT FROM current_database() THEN 'it is in another database'
		WHEN NOT s.has_role THEN 'it has no role that is known'
		WHEN s.rolsuper THEN 'its role is a superuser'
		WHEN s.rolreplication THEN 'its role may replicate'
		WHEN s.query_start IS DISTINCT FROM $3::timestamptz THEN 'it has run another statement since'
		WHEN EXISTS (SELECT FROM protected WHERE kind = 'user' AND lower(s.usename) LIKE pattern) THEN 'its user is protected'
		WHEN EXISTS (SELECT FROM protected WHERE kind = 'application' AND lower(s.application_name) LIKE pattern)
			THEN 'its application is protected'
		WHEN $4::text = 'terminate_idle' AND s.state NOT IN ('idle in transaction', 'idle in transaction (aborted)')
			THEN 'it is not idle in a transaction but ' || s.state
		WHEN $4::text = 'terminate_idle' AND s.state_seconds < ($5::json ->> 'idle_seconds')::numeric
			THEN format('it has been idle for %s s, less than %s s', round(s.state_seconds::numeric), $5::json ->> 'idle_seconds')
		WHEN $4::text = 'terminate_blocker' AND b.sessions = 0 THEN 'nobody waits for it'
		WHEN $4::text = 'terminate_blocker' AND EXISTS (SELECT FROM waiting WHERE pid = $1::integer)
			THEN 'it waits for a lock itself: it is not the root'
		WHEN $4::text = 'terminate_blocker' AND b.long_sessions < ($5::json ->> 'blocked_sessions')::integer
			THEN format('%s wait for it for %s s or more, less than %s', b.long_sessions, $5::json ->> 'blocked_seconds',
				$5::json ->> 'blocked_sessions')
		WHEN $4::text NOT IN ('terminate_idle', 'terminate_blocker') THEN 'not for sessions'
	END AS refusal,
	CASE $4::text
		WHEN 'terminate_idle' THEN format('idle in a transaction for %s s', round(s.state_seconds::numeric))
		ELSE format('%s sessions wait for it, the longest for %s s', b.sessions, round(b.longest_seconds::numeric))
	END AS why,
	json_build_object('state', s.state, 'state_seconds', round(s.state_seconds::numeric, 3), 'xact_seconds', round(s.xact_seconds::numeric, 3),
		'blocked_sessions', b.sessions, 'blocked', b.sessions_json) AS facts
FROM blocked AS b LEFT JOIN session AS s ON true
