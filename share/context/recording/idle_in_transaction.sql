-- idle_in_transaction: sessions that held a transaction open and did nothing in it, oldest transaction first. Every transaction is
-- idle for moments between its statements: from a second on somebody has left it. backend_start and query_start, to the microsecond, tell
-- the session, and what it ran last, from others with its pid.
-- parameters: :start_us, :end_us, :limit
WITH available AS MATERIALIZED (
	SELECT 1 WHERE CASE WHEN EXISTS (SELECT 1 FROM samples WHERE at_us BETWEEN :start_us AND :end_us) THEN 1
		ELSE unavailable('no sample in the window') END
), idle AS (
	SELECT pid, backend_start_us, query_start_us, usename, application_name, state, query, at_us, (at_us - xact_start_us) / 1e6 AS xact_seconds,
		(at_us - state_change_us) / 1e6 AS idle_seconds
	FROM activity
	WHERE at_us BETWEEN :start_us AND :end_us AND state LIKE 'idle in transaction%'
)
SELECT pid, nullif(usename, '') AS usename, application_name, state, round(max(xact_seconds), 3) AS xact_seconds,
	round(max(idle_seconds), 3) AS idle_seconds, query AS query_preview, count(*) AS samples,
	strftime('%Y-%m-%dT%H:%M:%fZ', min(at_us) / 1e6, 'unixepoch') AS first_seen,
	strftime('%Y-%m-%dT%H:%M:%fZ', max(at_us) / 1e6, 'unixepoch') AS last_seen,
	strftime('%Y-%m-%dT%H:%M:%S', backend_start_us / 1000000, 'unixepoch') || printf('.%06dZ', backend_start_us % 1000000) AS backend_start,
	strftime('%Y-%m-%dT%H:%M:%S', max(query_start_us) / 1000000, 'unixepoch') || printf('.%06dZ', max(query_start_us) % 1000000) AS query_start,
	count(*) OVER () AS fr_total
FROM available CROSS JOIN idle
GROUP BY pid, backend_start_us
HAVING max(idle_seconds) >= 1
ORDER BY max(xact_seconds) DESC
LIMIT :limit;
