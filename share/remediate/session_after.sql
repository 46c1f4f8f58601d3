-- What became of a session and of those who waited for it.
-- parameters: $1 pid integer, $2 backend_start timestamptz, $3 facts json: of session.sql, before
SELECT
	NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = $1::integer AND backend_start = $2::timestamptz) AS is_gone,
	(SELECT count(DISTINCT b.pid)
		FROM json_to_recordset($3::json -> 'blocked') AS b (pid integer, since timestamptz)
		JOIN pg_locks AS l ON l.pid = b.pid AND NOT l.granted
		JOIN pg_stat_activity AS a ON a.pid = b.pid
		WHERE coalesce((to_jsonb(l) ->> 'waitstart')::timestamptz, a.query_start) = b.since) AS still_blocked
