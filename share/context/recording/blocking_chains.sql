-- blocking_chains: sessions that others waited for while they waited for nobody, over all samples in which they did: how many stood
-- behind them (victims), whether through others (depth 2) or not (1), what they ran and what they were in the middle of. Most victims first.
-- parameters: :start_us, :end_us, :limit
WITH available AS MATERIALIZED (
	SELECT 1 WHERE CASE WHEN EXISTS (SELECT 1 FROM samples WHERE at_us BETWEEN :start_us AND :end_us) THEN 1
		ELSE unavailable('no sample in the window') END
), waits AS MATERIALIZED (
	SELECT sample_id, at_us, blocked_pid, blocking_pid, is_direct, relation, max(0, (at_us - ifnull(waitstart_us, at_us)) / 1e6) AS seconds
	FROM locks
	WHERE at_us BETWEEN :start_us AND :end_us AND is_root
), roots AS MATERIALIZED (
	SELECT blocking_pid, 2 - min(is_direct) AS depth, count(DISTINCT blocked_pid) AS victims, min(at_us) AS first_us, max(at_us) AS last_us,
		max(seconds) AS seconds, count(DISTINCT sample_id) AS samples
	FROM waits GROUP BY blocking_pid ORDER BY victims DESC, seconds DESC LIMIT :limit
), seen AS MATERIALIZED (
	SELECT b.blocking_pid, a.usename, a.application_name, a.query, a.state, (a.at_us - a.xact_start_us) / 1e6 AS xact_seconds,
		a.backend_start_us, a.query_start_us, a.at_us
	FROM (SELECT DISTINCT sample_id, blocking_pid FROM waits WHERE blocking_pid IN (SELECT blocking_pid FROM roots)) b
	JOIN activity a ON a.sample_id = b.sample_id AND a.pid = b.blocking_pid
), latest AS ( -- a bare column beside max() is of the row that has it
	SELECT *, max(at_us) FROM seen GROUP BY blocking_pid
), states AS (
	SELECT blocking_pid, state, max(n) FROM (SELECT blocking_pid, state, count(*) AS n FROM seen GROUP BY 1, 2) GROUP BY blocking_pid
), relations AS (
	SELECT blocking_pid, relation, max(n) FROM (SELECT blocking_pid, relation, sum(1 + is_direct) AS n FROM waits WHERE relation IS NOT NULL GROUP BY 1, 2)
	GROUP BY blocking_pid
)
SELECT r.blocking_pid AS root_pid, nullif(l.usename, '') AS root_user, l.application_name AS root_app,
	CASE WHEN r.blocking_pid = 0 THEN 'prepared transaction' ELSE s.state END AS root_state,
	(SELECT round(max(xact_seconds), 3) FROM seen x WHERE x.blocking_pid = r.blocking_pid) AS root_xact_seconds,
	strftime('%Y-%m-%dT%H:%M:%S', l.backend_start_us / 1000000, 'unixepoch') || printf('.%06dZ', l.backend_start_us % 1000000) AS root_backend_start,
	strftime('%Y-%m-%dT%H:%M:%S', l.query_start_us / 1000000, 'unixepoch') || printf('.%06dZ', l.query_start_us % 1000000) AS root_query_start,
	l.query AS root_query_preview,
	r.depth, r.victims, strftime('%Y-%m-%dT%H:%M:%fZ', r.first_us / 1e6, 'unixepoch') AS first_seen, strftime('%Y-%m-%dT%H:%M:%fZ', r.last_us / 1e6, 'unixepoch') AS last_seen,
	round(r.seconds, 3) AS blocked_seconds_max, t.relation AS locked_relation, r.samples,
	(SELECT count(DISTINCT blocking_pid) FROM waits) AS fr_total
FROM available CROSS JOIN roots r
LEFT JOIN latest l USING (blocking_pid)
LEFT JOIN states s USING (blocking_pid)
LEFT JOIN relations t USING (blocking_pid)
ORDER BY r.victims DESC, r.seconds DESC, r.blocking_pid
LIMIT :limit;
