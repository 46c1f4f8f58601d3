-- timeline: what happened when, oldest first: checkpoints, failures to archive WAL, the begin and the end of blocking, transactions that were
-- left open, sessions that waited for each other (a deadlock), settings that changed, vacuums, a peak of connections, resets of the
-- statistics. Where there is more than the limit, what is more telling stays.
-- needs: samples snapshots
-- parameters: $1 start timestamptz, $2 end timestamptz, $3 limit integer
WITH ring AS (
	SELECT slot_id, captured_at FROM flight_recorder.samples_ring
	WHERE captured_at BETWEEN $1::timestamptz AND $2::timestamptz
), locks AS MATERIALIZED (
	SELECT captured_at, blocked_pid, blocking_pid
	FROM ring JOIN flight_recorder.lock_samples_ring USING (slot_id)
	WHERE blocked_pid IS NOT NULL
	UNION ALL
	SELECT captured_at, blocked_pid, blocking_pid
	FROM flight_recorder.lock_samples_archive
	WHERE captured_at BETWEEN $1::timestamptz AND $2::timestamptz AND captured_at NOT IN (SELECT captured_at FROM ring)
), waiting AS (
	SELECT captured_at, sum(count) AS waiters
	FROM ring JOIN flight_recorder.wait_samples_ring USING (slot_id) WHERE wait_event_type = 'Lock' GROUP BY captured_at
	UNION ALL
	SELECT captured_at, sum(count)
	FROM flight_recorder.wait_samples_archive
	WHERE wait_event_type = 'Lock' AND captured_at BETWEEN $1::timestamptz AND $2::timestamptz
		AND captured_at NOT IN (SELECT captured_at FROM ring)
	GROUP BY captured_at
), most_blocking AS (
	SELECT blocking_pid, max(blocked) AS blocked, min(captured_at) AS first_at, max(captured_at) AS last_at
	FROM (SELECT captured_at, blocking_pid, count(*) AS blocked FROM locks GROUP BY captured_at, blocking_pid) AS l
	GROUP BY blocking_pid ORDER BY blocked DESC, first_at LIMIT 3
), blockers AS (
	SELECT *, COALESCE(
		(SELECT min(blocking_app) FROM ring JOIN flight_recorder.lock_samples_ring AS l USING (slot_id)
		WHERE captured_at = last_at AND l.blocking_pid = m.blocking_pid),
		(SELECT min(blocking_app) FROM flight_recorder.lock_samples_archive AS l
		WHERE captured_at = last_at AND l.blocking_pid = m.blocking_pid)) AS app
	FROM most_blocking AS m
), circles AS (
	SELECT captured_at, blocking_pid AS one, blocked_pid AS other FROM locks
	WHERE blocked_pid > blocking_pid
		AND (captured_at, blocking_pid, blocked_pid) IN (SELECT captured_at, blocked_pid, blocking_pid FROM locks WHERE blocked_pid < blocking_pid)
), idle AS (
	SELECT pid, application_name, (to_jsonb(a) ->> 'xact_start')::timestamptz AS began, max(captured_at) AS last_at
	FROM ring JOIN flight_recorder.activity_samples_ring AS a USING (slot_id)
	WHERE state LIKE 'idle in transaction%' GROUP BY 1, 2, 3
	UNION ALL
	SELECT pid, application_name, (to_jsonb(a) ->> 'xact_start')::timestamptz, max(captured_at)
	FROM flight_recorder.activity_samples_archive AS a
	WHERE state LIKE 'idle in transaction%' AND captured_at BETWEEN $1::timestamptz AND $2::timestamptz
		AND captured_at NOT IN (SELECT captured_at FROM ring)
	GROUP BY 1, 2, 3
), snapshots AS (
	SELECT id, captured_at, checkpoint_time, connections_total, connections_max, autovacuum_workers,
		ckpt_requested > lag(ckpt_requested) OVER by_time AS requested,
		wal_bytes < lag(wal_bytes) OVER by_time OR xact_commit < lag(xact_commit) OVER by_time AS reset
	FROM flight_recorder.snapshots AS s
	WHERE captured_at BETWEEN (SELECT COALESCE(max(captured_at), $1::timestamptz) FROM flight_recorder.snapshots WHERE captured_at <= $1::timestamptz)
		AND (SELECT COALESCE(min(captured_at), $2::timestamptz) FROM flight_recorder.snapshots WHERE captured_at >= $2::timestamptz)
	WINDOW by_time AS (ORDER BY captured_at)
), events (weight, event_time, event_type, description, pid, application_name) AS (
	SELECT 1, first_at, 'blocking_begins', format('pid %s (%s) begins to block others', blocking_pid, app), blocking_pid, app
	FROM blockers
	UNION ALL
	SELECT 1, last_at, 'blocking_ends', format('pid %s (%s) is seen blocking for the last time; directly behind it were up to %s', blocking_pid, app, blocked),
		blocking_pid, app
	FROM blockers
	UNION ALL
	(SELECT 2, captured_at, 'most_blocked', format('%s sessions wait for locks, the most at a time', waiters), NULL, NULL
	FROM waiting WHERE waiters > 1
	ORDER BY waiters DESC, captured_at LIMIT 1)
	UNION ALL
	(SELECT 1, captured_at, 'deadlock', format('pids %s and %s wait for each other', one, other), one, NULL FROM circles ORDER BY captured_at LIMIT 5)
	UNION ALL
	(SELECT 2, began, 'transaction_begins', format('pid %s (%s) begins a transaction that it leaves open for %s s and more', pid, application_name,
		round(extract(epoch FROM max(last_at) - began))), pid, application_name
	FROM idle WHERE last_at - began >= interval '5 s' GROUP BY pid, application_name, began ORDER BY max(last_at) - began DESC LIMIT 3)
	UNION ALL
	(SELECT 3, checkpoint_time, 'checkpoint', CASE WHEN bool_or(requested) THEN 'a checkpoint begins, requested' ELSE 'a checkpoint begins' END, NULL, NULL
	FROM snapshots WHERE checkpoint_time BETWEEN $1::timestamptz AND $2::timestamptz GROUP BY checkpoint_time ORDER BY checkpoint_time DESC LIMIT 10)
	UNION ALL
	SELECT 1, at, 'archive_failed', 'archiving a WAL file failed, for the last time', NULL::integer, NULL
	FROM (SELECT (to_jsonb(s) ->> 'last_failed_time')::timestamptz AS at FROM flight_recorder.snapshots AS s
		WHERE id = (SELECT id FROM snapshots ORDER BY captured_at DESC LIMIT 1)) AS last_failed
	WHERE at BETWEEN $1::timestamptz AND $2::timestamptz
	UNION ALL
	(SELECT 2, captured_at, 'most_connections', format('%s of %s connections, the most at a time', connections_total, connections_max), NULL, NULL
	FROM snapshots WHERE connections_total >= 0.8 * connections_max ORDER BY connections_total DESC, captured_at LIMIT 1)
	UNION ALL
	SELECT 1, captured_at, 'statistics_reset', 'the statistics were reset before this snapshot (a crash, or pg_stat_reset)', NULL, NULL
	FROM snapshots WHERE reset
	UNION ALL
	(SELECT 4, captured_at, 'autovacuum', format('%s autovacuum workers at work, the most at a time', autovacuum_workers), NULL, NULL
	FROM snapshots WHERE autovacuum_workers > 0 ORDER BY autovacuum_workers DESC, captured_at LIMIT 1)
), chosen AS (
	SELECT *, count(*) OVER () AS fr_total FROM events WHERE event_time IS NOT NULL ORDER BY weight, event_time LIMIT $3::integer
)
SELECT event_time, event_type, description, pid, application_name, fr_total FROM chosen ORDER BY event_time, event_type, description
