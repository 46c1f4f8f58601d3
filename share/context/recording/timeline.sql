-- timeline: what happened when, oldest first: checkpoints, the begin and the end of blocking, transactions that were left open, deadlocks,
-- settings that changed, vacuums, failures to archive WAL, resets of the statistics, a server that was lost. Where there is more
-- than the limit, what is more telling stays. Counters are read at snapshots: what they tell happened up to then.
-- parameters: :start_us, :end_us, :limit
WITH available AS MATERIALIZED (
	SELECT 1 WHERE CASE WHEN EXISTS (SELECT 1 FROM samples WHERE at_us BETWEEN :start_us AND :end_us) THEN 1
		ELSE unavailable('no sample in the window') END
), waits AS MATERIALIZED (
	SELECT sample_id, at_us, blocked_pid, blocking_pid, is_root FROM locks
	WHERE at_us BETWEEN :start_us AND :end_us AND blocking_pid IS NOT NULL
), roots AS (
	SELECT blocking_pid, count(DISTINCT blocked_pid) AS blocked, min(at_us) AS first_us, max(at_us) AS last_us, max(sample_id) AS sample_id
	FROM waits WHERE is_root GROUP BY blocking_pid ORDER BY blocked DESC, first_us LIMIT 3
), blockers AS (
	SELECT r.*, a.application_name FROM roots r LEFT JOIN activity a ON a.sample_id = r.sample_id AND a.pid = r.blocking_pid
), circles AS (
	SELECT at_us, min(blocked_pid) AS one, max(blocked_pid) AS other
	FROM (SELECT sample_id, at_us, blocked_pid FROM waits GROUP BY sample_id, blocked_pid HAVING NOT max(is_root))
	GROUP BY sample_id ORDER BY at_us LIMIT 5
), idle AS (
	SELECT pid, application_name, xact_start_us, max(at_us) - xact_start_us AS open_us
	FROM activity WHERE at_us BETWEEN :start_us AND :end_us AND state LIKE 'idle in transaction%'
	GROUP BY pid, backend_start_us, xact_start_us HAVING open_us >= 5000000 ORDER BY open_us DESC LIMIT 3
), steps AS MATERIALIZED (
	SELECT c.name, p.at_us, c.value - lag(c.value) OVER (PARTITION BY c.name ORDER BY p.id) AS delta
	FROM snapshots p JOIN counters c ON c.snapshot_id = p.id
	WHERE p.at_us BETWEEN ifnull((SELECT max(at_us) FROM snapshots WHERE at_us <= :start_us), :start_us)
		AND ifnull((SELECT min(at_us) FROM snapshots WHERE at_us >= :end_us), :end_us)
		AND c.name IN ('ckpt_timed', 'ckpt_requested', 'deadlocks', 'archive_failed', 'xact_commit')
), changes AS (
	SELECT p.at_us, s.name, s.setting, lag(s.setting) OVER w AS old, row_number() OVER w AS n
	FROM settings s JOIN snapshots p ON p.id = s.snapshot_id WINDOW w AS (PARTITION BY s.name ORDER BY s.snapshot_id)
), events (weight, at_us, event_type, description, pid, application_name) AS (
	SELECT 1, first_us, 'blocking_begins', printf('pid %d (%s) begins to block others', blocking_pid, application_name), blocking_pid, application_name
	FROM blockers
	UNION ALL
	SELECT 1, last_us, 'blocking_ends', printf('pid %d (%s) is seen blocking for the last time; behind it were %d', blocking_pid, application_name, blocked),
		blocking_pid, application_name
	FROM blockers
	UNION ALL
	SELECT * FROM (SELECT 2, at_us, 'most_blocked', printf('%d sessions wait for locks, the most at a time', count(DISTINCT blocked_pid)) AS text, NULL, NULL
	FROM waits GROUP BY sample_id HAVING count(DISTINCT blocked_pid) > 1 ORDER BY count(DISTINCT blocked_pid) DESC, at_us LIMIT 1)
	UNION ALL
	SELECT 1, at_us, 'deadlock', printf('pids %d and %d wait in a circle', one, other), one, NULL FROM circles
	UNION ALL
	SELECT * FROM (SELECT 1, at_us, 'deadlock', printf('%d deadlocks were resolved', delta), NULL, NULL FROM steps
	WHERE name = 'deadlocks' AND delta > 0 ORDER BY delta DESC LIMIT 3)
	UNION ALL
	SELECT 2, xact_start_us, 'transaction_begins', printf('pid %d (%s) begins a transaction that it leaves open for %d s and more', pid, application_name,
		open_us / 1000000), pid, application_name
	FROM idle
	UNION ALL
	SELECT * FROM (SELECT 3, at_us, 'checkpoint', printf('%d checkpoints, %s', delta, iif(name = 'ckpt_requested', 'requested', 'timed')), NULL, NULL
	FROM steps WHERE name IN ('ckpt_timed', 'ckpt_requested') AND delta > 0 ORDER BY at_us DESC LIMIT 10)
	UNION ALL
	SELECT * FROM (SELECT 1, at_us, 'archive_failed', printf('archiving a WAL file failed %d times', delta), NULL, NULL
	FROM steps WHERE name = 'archive_failed' AND delta > 0 ORDER BY at_us LIMIT 3)
	UNION ALL
	SELECT 1, at_us, 'statistics_reset', 'the statistics were reset before this snapshot, or the server restarted', NULL, NULL
	FROM steps WHERE name = 'xact_commit' AND delta < 0
	UNION ALL
	SELECT * FROM (SELECT 1, at_us, 'setting_changed', printf('%s is %s, it was %s', name, setting, old), NULL, NULL FROM changes
	WHERE n > 1 AND setting IS NOT old AND at_us BETWEEN :start_us AND :end_us ORDER BY at_us LIMIT 5)
	UNION ALL
	SELECT * FROM (SELECT 4, started_us, 'vacuum', printf('a vacuum of %s begins', ifnull(relname, 'a table elsewhere')), pid, NULL
	FROM vacuums WHERE started_us BETWEEN :start_us AND :end_us GROUP BY pid, started_us ORDER BY started_us LIMIT 3)
	UNION ALL
	SELECT * FROM (SELECT 1, at_us, 'server_lost', note, NULL, NULL FROM notes WHERE kind = 'gap' AND at_us BETWEEN :start_us AND :end_us LIMIT 3)
), chosen AS (
	SELECT *, count(*) OVER () AS total FROM events WHERE at_us IS NOT NULL ORDER BY weight, at_us LIMIT :limit
)
SELECT strftime('%Y-%m-%dT%H:%M:%fZ', at_us / 1e6, 'unixepoch') AS event_time, event_type, description, pid, nullif(application_name, '') AS application_name, total AS fr_total
FROM available CROSS JOIN chosen
ORDER BY at_us, event_type, description;
