-- 30 days of the recorder's data, as bench/month says: made up, and no row of it is of a real server.
TRUNCATE flight_recorder.snapshots CASCADE;

INSERT INTO flight_recorder.snapshots (captured_at, pg_version, wal_bytes, checkpoint_lsn, checkpoint_time, ckpt_timed, ckpt_requested, ckpt_write_time,
	ckpt_sync_time, ckpt_buffers, bgw_buffers_clean, bgw_maxwritten_clean, bgw_buffers_alloc, bgw_buffers_backend, bgw_buffers_backend_fsync,
	autovacuum_workers, slots_count, slots_max_retained_wal, temp_files, temp_bytes, xact_commit, xact_rollback, blks_read, blks_hit,
	connections_active, connections_total, connections_max, db_size_bytes, datfrozenxid_age)
SELECT at, 15, n * 5000000::bigint, '0/0'::pg_lsn + n * 5000000::bigint, at - interval '100 s', n, n / 20, n * 1000, n * 10, n * 500, n * 10, n / 10,
	n * 100, n * 50, 0, 0, 1, 16777216, n / 7, n * 1400000::bigint, n * 30000::bigint, n * 10, n * 1000, n * 900000::bigint,
	5 + n % 17, 40 + n % 50, 100, 5000000000 + n * 100000, 1000000 + n * 30000
FROM (SELECT n, date_trunc('minute', now()) - (8640 - n) * interval '5 min' AS at FROM generate_series(1, 8640) AS n) AS s;

INSERT INTO flight_recorder.table_snapshots (snapshot_id, schemaname, relname, relid, seq_scan, seq_tup_read, idx_scan, idx_tup_fetch, n_tup_ins,
	n_tup_upd, n_tup_del, n_tup_hot_upd, n_live_tup, n_dead_tup, n_mod_since_analyze, vacuum_count, autovacuum_count, analyze_count,
	autoanalyze_count, last_autovacuum, relfrozenxid_age)
SELECT id, 'public', 'table_' || t, 50000 + t, id * t, id * t * 1000::bigint, id * 1000 * t, id * 900 * t, id * 10 * t, id * 7 * t, id * t, id * 5 * t,
	100000 * t, (id * 13 + t * 7) % 5000, id % 900, 0, id / 100, 0, id / 100, captured_at - interval '2 h', 900000
FROM flight_recorder.snapshots, generate_series(1, 50) AS t;

INSERT INTO flight_recorder.index_snapshots (snapshot_id, schemaname, relname, indexrelname, relid, indexrelid, idx_scan, idx_tup_read, idx_tup_fetch,
	index_size_bytes)
SELECT id, 'public', 'table_' || (t % 50 + 1), 'index_' || t, 50001 + t % 50, 60000 + t, CASE WHEN t % 9 = 0 THEN 0 ELSE id * 100 * t END, id * 110 * t,
	id * 100 * t, 10000000 + t
FROM flight_recorder.snapshots, generate_series(1, 80) AS t;

INSERT INTO flight_recorder.statement_snapshots (snapshot_id, queryid, userid, dbid, query_preview, calls, total_exec_time, min_exec_time, max_exec_time,
	mean_exec_time, rows, shared_blks_hit, shared_blks_read, temp_blks_read, temp_blks_written, wal_bytes)
SELECT id, (t * 7919 + id / 2000) * 1000003::bigint, 10, 5, 'select ' || t || ' from orders where id = $1 ' || repeat('x', 100), id * t * 10, id * t * 30,
	0.1, 99, 3, id * t, id * t * 100, id * t, CASE t WHEN 3 THEN id * 100 ELSE 0 END, CASE t WHEN 3 THEN id * 100 ELSE 0 END, id * t * 100
FROM flight_recorder.snapshots, generate_series(1, 20) AS t
WHERE id % 3 = 0;

INSERT INTO flight_recorder.replication_snapshots (snapshot_id, pid, client_addr, application_name, state, sync_state, sent_lsn, write_lsn, flush_lsn,
	replay_lsn, write_lag, flush_lag, replay_lag)
SELECT id, 4711, '10.0.0.2', 'standby', 'streaming', 'async', checkpoint_lsn, checkpoint_lsn, checkpoint_lsn, checkpoint_lsn - 1000, '1 ms', '2 ms', '3 ms'
FROM flight_recorder.snapshots;

INSERT INTO flight_recorder.config_snapshots (snapshot_id, name, setting, unit, source)
SELECT (SELECT min(id) FROM flight_recorder.snapshots) + n * 1000, 'max_wal_size', (1024 + n)::text, 'MB', 'configuration file'
FROM generate_series(0, 8) AS n;

CREATE TEMP TABLE sampled AS
SELECT n, n / 10 * 40 % 20000 + 1000 AS pid, now() - (3360 - n) * interval '180 s' - interval '5 s' AS at FROM generate_series(1, 3360) AS n;

INSERT INTO flight_recorder.wait_samples_archive (sample_id, captured_at, backend_type, wait_event_type, wait_event, state, count)
SELECT n, at, 'client backend', CASE w % 3 WHEN 0 THEN 'Lock' ELSE 'IO' END, 'event_' || w, CASE w WHEN 1 THEN 'idle' ELSE 'active' END, 1 + (n + w) % 5
FROM sampled, generate_series(1, 15) AS w;

INSERT INTO flight_recorder.activity_samples_archive (sample_id, captured_at, pid, usename, application_name, backend_type, state, wait_event_type,
	wait_event, backend_start, xact_start, query_start, state_change, query_preview)
SELECT n, at, pid + p, 'webapp', 'web', 'client backend', CASE p WHEN 0 THEN 'idle in transaction' ELSE 'active' END, 'Lock', 'transactionid',
	at - interval '1 h', at - interval '50 s', at - interval '40 s', at - interval '40 s', 'update users set plan = ''x'' where id = ' || p
FROM sampled, generate_series(0, 24) AS p;

-- A chain, each waiting for the one before; in every third sample queues, each waiting for all before it.
INSERT INTO flight_recorder.lock_samples_archive (sample_id, captured_at, blocked_pid, blocked_user, blocked_app, blocked_query_preview, blocked_duration,
	blocking_pid, blocking_user, blocking_app, blocking_query_preview, lock_type)
SELECT n, at, pid + p, 'webapp', 'web', 'update users set plan = ''x'' where id = ' || p, make_interval(secs => 180 * (n % 10) + p),
	pid + b, 'webapp', 'web', 'update users set plan = ''x'' where id = ' || b, 'transactionid'
FROM sampled, generate_series(1, 40) AS p, generate_series(0, 39) AS b
WHERE (n % 3 > 0 AND b = p - 1) OR (n % 3 = 0 AND p < 24 AND b < p AND b >= p / 8 * 8 - 1);

ANALYZE;
