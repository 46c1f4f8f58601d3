-- wait_events: what sessions waited for, most waiters first. Idle sessions wait for their client and are left out; one that is active
-- without an event is on a CPU, or wants to be.
-- parameters: :start_us, :end_us, :limit
WITH sampled AS MATERIALIZED (
	SELECT id FROM samples WHERE at_us BETWEEN :start_us AND :end_us
), available AS MATERIALIZED (
	SELECT count(*) AS samples FROM sampled HAVING CASE count(*) WHEN 0 THEN unavailable('no sample in the window') ELSE 1 END
), waiters AS (
	SELECT p.id, g.backend_type,
		CASE WHEN g.wait_event_type = '' AND g.state = 'active' THEN 'Running' ELSE nullif(g.wait_event_type, '') END AS wait_event_type,
		CASE WHEN g.wait_event = '' AND g.state = 'active' THEN 'CPU' ELSE nullif(g.wait_event, '') END AS wait_event,
		ifnull(nullif(g.state, ''), 'unknown') AS state, sum(c.sessions) AS waiters
	FROM sampled p JOIN session_counts c ON c.sample_id = p.id JOIN session_groups g ON g.id = c.group_id
	WHERE g.state NOT LIKE 'idle%' AND g.backend_type <> '' AND (g.state = 'active' OR g.wait_event <> '')
	GROUP BY 1, 2, 3, 4, 5
)
SELECT backend_type, wait_event_type, wait_event, state, count(*) AS sample_count, sum(waiters) AS total_waiters,
	round(avg(waiters), 2) AS avg_waiters, max(waiters) AS max_waiters, round(100.0 * count(*) / samples, 1) AS pct_of_samples,
	count(*) OVER () AS fr_total
FROM available CROSS JOIN waiters
GROUP BY backend_type, wait_event_type, wait_event, state
ORDER BY total_waiters DESC, sample_count DESC, wait_event
LIMIT :limit;
