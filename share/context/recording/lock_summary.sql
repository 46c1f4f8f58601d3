-- lock_summary: who made others wait for locks, most blocked first: one row for each root, a session that waits for nobody and that
-- the blocked ones wait for, directly or behind others. Where there is no such session (a deadlock) is_root is false.
-- The lock and the relation are those that most of the samples show of the direct waits; a relation of another database has no name.
-- parameters: :start_us, :end_us, :limit
WITH available AS MATERIALIZED (
	SELECT 1 WHERE CASE WHEN EXISTS (SELECT 1 FROM samples WHERE at_us BETWEEN :start_us AND :end_us) THEN 1
		ELSE unavailable('no sample in the window') END
), waits AS MATERIALIZED (
	SELECT sample_id, at_us, blocked_pid, blocking_pid, is_root, is_direct, locktype, relation,
		max(0, (at_us - ifnull(waitstart_us, at_us)) / 1e6) AS seconds
	FROM locks
	WHERE at_us BETWEEN :start_us AND :end_us
), blockers AS MATERIALIZED (
	SELECT b.blocking_pid, a.usename, a.application_name, a.query, a.state, (a.at_us - a.xact_start_us) / 1e6 AS xact_seconds,
		a.backend_start_us, a.query_start_us, a.at_us
	FROM (SELECT DISTINCT sample_id, blocking_pid FROM waits) b
	JOIN activity a ON a.sample_id = b.sample_id AND a.pid = b.blocking_pid
), last_blockers AS ( -- a bare column beside max() is of the row that has it
	SELECT blocking_pid, usename, application_name, query, state, backend_start_us, query_start_us, max(at_us) FROM blockers GROUP BY blocking_pid
), kinds AS (
	SELECT blocking_pid, locktype, max(n) FROM (SELECT blocking_pid, locktype, count(*) AS n FROM waits WHERE is_direct GROUP BY 1, 2)
	GROUP BY blocking_pid
), relations AS (
	SELECT blocking_pid, relation, max(n) FROM (SELECT blocking_pid, relation, sum(1 + is_direct) AS n FROM waits
		WHERE relation IS NOT NULL GROUP BY 1, 2)
	GROUP BY blocking_pid
), examples AS (
	SELECT w.blocking_pid, w.sample_id, w.blocked_pid, max(w.seconds) FROM waits w GROUP BY w.blocking_pid
)
SELECT w.blocking_pid, b.usename AS blocking_user, b.application_name AS blocking_app, b.query AS blocking_query_preview,
	CASE WHEN w.blocking_pid = 0 THEN 'prepared transaction' ELSE b.state END AS blocking_state,
	(SELECT round(max(xact_seconds), 3) FROM blockers x WHERE x.blocking_pid = w.blocking_pid) AS blocking_xact_seconds,
	strftime('%Y-%m-%dT%H:%M:%S', b.backend_start_us / 1000000, 'unixepoch') || printf('.%06dZ', b.backend_start_us % 1000000) AS blocking_backend_start,
	strftime('%Y-%m-%dT%H:%M:%S', b.query_start_us / 1000000, 'unixepoch') || printf('.%06dZ', b.query_start_us % 1000000) AS blocking_query_start,
	k.locktype AS lock_type, r.relation AS locked_relation, count(DISTINCT w.blocked_pid) AS blocked_count,
	round(max(w.seconds), 3) AS max_block_duration_seconds,
	strftime('%Y-%m-%dT%H:%M:%fZ', min(w.at_us) / 1e6, 'unixepoch') AS first_seen,
	strftime('%Y-%m-%dT%H:%M:%fZ', max(w.at_us) / 1e6, 'unixepoch') AS last_seen,
	(SELECT a.query FROM activity a WHERE a.sample_id = e.sample_id AND a.pid = e.blocked_pid) AS blocked_query_preview,
	max(w.is_root) AS "is_root:boolean", (SELECT count(DISTINCT blocked_pid) FROM waits) AS blocked_total_sessions,
	count(*) OVER () AS fr_total
FROM available CROSS JOIN waits w
LEFT JOIN last_blockers b ON b.blocking_pid = w.blocking_pid
LEFT JOIN kinds k ON k.blocking_pid = w.blocking_pid
LEFT JOIN relations r ON r.blocking_pid = w.blocking_pid
LEFT JOIN examples e ON e.blocking_pid IS w.blocking_pid
GROUP BY w.blocking_pid
ORDER BY max(w.is_root) DESC, blocked_count DESC, max_block_duration_seconds DESC
LIMIT :limit;
