-- anomalies: what stands out, worst first, in the words of the recorder's anomaly_report. The thresholds are its own, except:
-- FORCED_CHECKPOINT is high only where the WAL written explains it (a checkpoint is forced after about half of max_wal_size; fewer
-- bytes mean CHECKPOINT, a base backup or a shutdown). BUFFER_PRESSURE asks pg_stat_io (16 and later) for what a backend wrote because
-- it found no clean buffer; before, bulk loads count too, which write by design. IDLE_IN_TRANSACTION counts from five minutes,
-- or from five seconds where it blocks others. LOCK_CONTENTION is high also where ten sessions wait for five seconds: a dozen of them is most
-- of a connection pool. CONNECTION_EXHAUSTION counts from 80 %: at 90 % a reconnect storm is enough, and at the limit that ordinary
-- roles have, nobody gets in. XID_WRAPAROUND_RISK: every healthy database grows up to autovacuum_freeze_max_age, where autovacuum
-- begins; well beyond it did not get done, and 1.6 billion is where vacuum's failsafe sets in. DEADLOCKS: each one is a failed transaction.
-- parameters: :start_us, :end_us, :limit
WITH near AS (
	SELECT max(id) AS id FROM snapshots WHERE at_us <= :start_us AND at_us >= :start_us - max(300000000, :end_us - :start_us)
), available AS MATERIALIZED (
	SELECT coalesce((SELECT id FROM near), (SELECT min(id) FROM snapshots WHERE at_us BETWEEN :start_us AND :end_us)) AS from_id,
		coalesce((SELECT min(id) FROM snapshots WHERE at_us >= :end_us), (SELECT max(id) FROM snapshots)) AS to_id
	WHERE CASE WHEN EXISTS (SELECT 1 FROM samples WHERE at_us BETWEEN :start_us AND :end_us) THEN 1
		ELSE unavailable('no sample in the window') END
), steps AS (
	SELECT name, value, lag(value) OVER (PARTITION BY name ORDER BY snapshot_id) AS before, snapshot_id = to_id AS last
	FROM available CROSS JOIN counters WHERE snapshot_id BETWEEN from_id AND to_id
), d AS MATERIALIZED (
	SELECT name, sum(CASE WHEN value >= before THEN value - before WHEN before IS NOT NULL THEN value END) AS delta,
		max(value) FILTER (WHERE last) AS gauge
	FROM steps GROUP BY name
), setting AS MATERIALIZED (
	SELECT s.name, CAST(s.setting AS INTEGER) AS value, max(s.snapshot_id) FROM available, settings s
	WHERE s.snapshot_id <= to_id GROUP BY s.name
), m AS MATERIALIZED (
	SELECT (SELECT delta FROM d WHERE name = 'ckpt_timed') AS timed, (SELECT delta FROM d WHERE name = 'ckpt_requested') AS requested,
		(SELECT delta FROM d WHERE name = 'ckpt_write_time_ms') AS write_ms, (SELECT delta FROM d WHERE name = 'ckpt_sync_time_ms') AS sync_ms,
		(SELECT delta FROM d WHERE name = 'ckpt_buffers') AS buffers, (SELECT delta FROM d WHERE name = 'wal_bytes') AS wal_bytes,
		coalesce((SELECT delta FROM d WHERE name = 'io_client_normal_writes'), (SELECT delta FROM d WHERE name = 'bgw_buffers_backend'))
			AS backend_writes,
		coalesce((SELECT delta FROM d WHERE name = 'io_client_fsyncs'), (SELECT delta FROM d WHERE name = 'bgw_buffers_backend_fsync'))
			AS backend_fsyncs,
		(SELECT delta FROM d WHERE name = 'temp_files') AS temp_files, (SELECT delta FROM d WHERE name = 'temp_bytes') AS temp_bytes,
		(SELECT delta FROM d WHERE name = 'deadlocks') AS deadlocks, (SELECT gauge FROM d WHERE name = 'datfrozenxid_age') AS xid_age,
		(SELECT value FROM setting WHERE name = 'autovacuum_freeze_max_age') AS freeze_max_age,
		(SELECT value FROM setting WHERE name = 'max_connections') AS max_connections,
		(SELECT value FROM setting WHERE name = 'superuser_reserved_connections')
			+ ifnull((SELECT value FROM setting WHERE name = 'reserved_connections'), 0) AS reserved_connections,
		(SELECT value FROM setting WHERE name = 'max_wal_size') * 1048576 AS max_wal_size
), waits AS MATERIALIZED (
	SELECT blocked_pid, blocking_pid, is_root, max(0, (at_us - ifnull(waitstart_us, at_us)) / 1e6) AS seconds
	FROM locks WHERE at_us BETWEEN :start_us AND :end_us
), contention AS (
	SELECT count(DISTINCT blocked_pid) AS sessions, max(seconds) AS seconds FROM waits
), idle AS (
	SELECT a.pid, a.usename, a.application_name, max(a.at_us - a.state_change_us) / 1e6 AS seconds,
		(SELECT count(DISTINCT blocked_pid) FROM waits WHERE blocking_pid = a.pid AND is_root) AS blocked
	FROM activity a
	WHERE a.at_us BETWEEN :start_us AND :end_us AND a.state LIKE 'idle in transaction%'
	GROUP BY a.pid, a.backend_start_us
), connections AS (
	SELECT max(total) AS total FROM (SELECT sum(c.sessions) AS total
		FROM samples p JOIN session_counts c ON c.sample_id = p.id JOIN session_groups g ON g.id = c.group_id
		WHERE p.at_us BETWEEN :start_us AND :end_us AND g.backend_type = 'client backend' GROUP BY p.id)
), bloated AS (
	SELECT t.schemaname, t.relname, t.n_dead_tup AS dead, 100.0 * t.n_dead_tup / (t.n_dead_tup + t.n_live_tup) AS pct, max(t.snapshot_id)
	FROM available, tables t WHERE t.snapshot_id <= to_id AND t.schemaname <> 'flight_recorder' GROUP BY t.relid
	HAVING t.n_dead_tup > 10000 AND t.n_dead_tup > 0.1 * (t.n_dead_tup + t.n_live_tup)
	ORDER BY dead DESC LIMIT 5
), found (anomaly_type, severity, description, metric_value, threshold, recommendation) AS (
	SELECT 'CHECKPOINT_DURING_WINDOW', CASE WHEN write_ms > 30000 THEN 'high' WHEN write_ms > 10000 THEN 'medium' ELSE 'low' END,
		'A checkpoint occurred during this time window', printf('write_time: %.1f ms, sync_time: %.1f ms', write_ms, sync_ms),
		'Any checkpoint', 'Consider increasing max_wal_size or scheduling heavy writes after checkpoint_timeout'
	FROM m WHERE timed + requested > 0 AND write_ms + sync_ms + buffers > 0
	UNION ALL
	SELECT 'FORCED_CHECKPOINT', CASE WHEN wal_bytes >= max_wal_size / 2 THEN 'high' ELSE 'low' END,
		CASE WHEN wal_bytes >= max_wal_size / 2 THEN 'WAL exceeded max_wal_size, forcing checkpoint'
			ELSE 'Checkpoint requested, not because of the amount of WAL' END,
		printf('%d forced checkpoints', requested), 'ckpt_requested_delta > 0',
		CASE WHEN wal_bytes >= max_wal_size / 2 THEN 'Increase max_wal_size to prevent mid-batch checkpoints'
			ELSE 'Look for CHECKPOINT commands and base backups' END
	FROM m WHERE requested > 0
	UNION ALL
	SELECT 'BUFFER_PRESSURE', CASE WHEN backend_writes > 1000 THEN 'high' WHEN backend_writes > 100 THEN 'medium' ELSE 'low' END,
		'Backends forced to write buffers directly (shared_buffers exhaustion)', printf('%d backend buffer writes', backend_writes),
		'bgw_buffers_backend_delta > 0', 'Increase shared_buffers, reduce concurrent writers, or use faster storage'
	FROM m WHERE backend_writes > 0
	UNION ALL
	SELECT 'BACKEND_FSYNC', 'high', 'Backends forced to perform fsync (severe I/O bottleneck)', printf('%d backend fsyncs', backend_fsyncs),
		'bgw_buffers_backend_fsync_delta > 0', 'Urgent: increase shared_buffers, reduce write load, or upgrade storage'
	FROM m WHERE backend_fsyncs > 0
	UNION ALL
	SELECT 'TEMP_FILE_SPILLS', CASE WHEN temp_bytes > 1073741824 THEN 'high' WHEN temp_bytes > 104857600 THEN 'medium' ELSE 'low' END,
		'Queries spilling to temp files (work_mem exhaustion)', printf('%d temp files, %.2f MB written', temp_files, temp_bytes / 1048576.0),
		'temp_files_delta > 0', 'Increase work_mem for affected sessions or globally'
	FROM m WHERE temp_files > 0
	UNION ALL
	SELECT 'LOCK_CONTENTION', CASE WHEN seconds > 30 OR (sessions >= 10 AND seconds > 5) THEN 'high' WHEN seconds > 5 THEN 'medium' ELSE 'low' END,
		'Lock contention detected', printf('%d blocked sessions, max duration: %02d:%02d:%06.3f', sessions, CAST(seconds AS INTEGER) / 3600,
			CAST(seconds AS INTEGER) / 60 % 60, seconds - CAST(seconds AS INTEGER) / 60 * 60),
		'Any lock contention', 'Check lock_summary for the blocking sessions; consider shorter transactions'
	FROM contention WHERE sessions > 0
	UNION ALL
	SELECT * FROM (SELECT 'IDLE_IN_TRANSACTION', CASE WHEN seconds > 3600 THEN 'critical' WHEN seconds > 900 OR (blocked > 0 AND seconds > 30) THEN 'high'
			ELSE 'medium' END,
		printf('Session %d (%s) idle in transaction for %d s', pid, usename, seconds) || iif(blocked > 0, printf(', blocking %d', blocked), ''),
		printf('PID %d, %d s', pid, seconds), '>5 minutes idle in transaction, or >5 s and blocking',
		'Investigate and terminate if stale. Blocks vacuum and holds locks.'
	FROM idle WHERE seconds > 300 OR (blocked > 0 AND seconds > 5) ORDER BY blocked DESC, seconds DESC LIMIT 5)
	UNION ALL
	SELECT 'CONNECTION_EXHAUSTION', CASE WHEN total >= max_connections - reserved_connections THEN 'critical'
			WHEN total >= 0.9 * max_connections THEN 'high' ELSE 'medium' END,
		'Connections near or at max_connections', printf('%d of %d connections (%.0f%%)', total, max_connections, 100.0 * total / max_connections),
		'>= 80% of max_connections', 'Pool connections, close idle ones, find the client that opens them'
	FROM m, connections WHERE total >= 0.8 * max_connections OR total >= max_connections - reserved_connections
	UNION ALL
	SELECT 'DEADLOCKS', 'medium', 'Deadlocks were resolved by failing a transaction', printf('%d deadlocks', deadlocks), 'deadlocks_delta > 0',
		'Lock rows and tables in the same order everywhere'
	FROM m WHERE deadlocks > 0
	UNION ALL
	SELECT 'XID_WRAPAROUND_RISK', CASE WHEN xid_age > 1600000000 THEN 'critical' ELSE 'high' END,
		'Database approaching transaction ID wraparound', printf('XID age: %d (%.1f%% of autovacuum_freeze_max_age)', xid_age,
			100.0 * xid_age / freeze_max_age),
		'datfrozenxid_age > 110% of autovacuum_freeze_max_age', 'Run VACUUM FREEZE on large tables or enable more aggressive autovacuum'
	FROM m WHERE xid_age > 1.1 * freeze_max_age
	UNION ALL
	SELECT 'DEAD_TUPLE_ACCUMULATION', CASE WHEN pct > 30 THEN 'high' ELSE 'medium' END,
		printf('Table %s.%s has %.1f%% dead tuples (%d dead)', schemaname, relname, pct, dead), printf('%.1f%% dead tuples', pct),
		'>10% dead tuples and >10000 dead rows', 'Run VACUUM on this table. Check autovacuum settings.'
	FROM bloated
)
SELECT found.*, count(*) OVER () AS fr_total
FROM available CROSS JOIN found
ORDER BY CASE severity WHEN 'critical' THEN 1 WHEN 'high' THEN 2 WHEN 'medium' THEN 3 ELSE 4 END
LIMIT :limit;
