-- connections: client connections by state, user and application, busiest first. The average is over all samples of the window.
-- parameters: :start_us, :end_us, :limit
WITH sampled AS MATERIALIZED (
	SELECT id FROM samples WHERE at_us BETWEEN :start_us AND :end_us
), available AS MATERIALIZED (
	SELECT count(*) AS samples FROM sampled HAVING CASE count(*) WHEN 0 THEN unavailable('no sample in the window') ELSE 1 END
), counted AS (
	SELECT p.id, nullif(g.state, '') AS state, nullif(g.usename, '') AS usename, g.application_name, sum(c.sessions) AS sessions
	FROM sampled p JOIN session_counts c ON c.sample_id = p.id JOIN session_groups g ON g.id = c.group_id
	WHERE g.backend_type = 'client backend'
	GROUP BY 1, 2, 3, 4
)
SELECT state, usename, application_name, max(sessions) AS count_max, round(1.0 * sum(sessions) / samples, 2) AS count_avg,
	count(*) AS samples, count(*) OVER () AS fr_total
FROM available CROSS JOIN counted
GROUP BY state, usename, application_name
ORDER BY count_max DESC, count_avg DESC, application_name, state
LIMIT :limit;
