-- system_metrics: checkpoints, WAL, I/O and temporary files between the snapshots around the window, and the most connections in it.
-- A counter that went back was reset: what it shows since then is added. Since PostgreSQL 17 a timed checkpoint is counted
-- also where there was nothing to write, so one has occurred only when it wrote. active_sessions_avg and active_on_cpu_avg (without
-- a wait event) are client backends a sample.
-- parameters: :start_us, :end_us
WITH near AS ( -- one that is farther off than five minutes and than the window is long is from before a gap
	SELECT max(id) AS id FROM snapshots WHERE at_us <= :start_us AND at_us >= :start_us - max(300000000, :end_us - :start_us)
), bounds AS MATERIALIZED (
	SELECT coalesce((SELECT id FROM near), (SELECT min(id) FROM snapshots WHERE at_us BETWEEN :start_us AND :end_us)) AS from_id,
		coalesce((SELECT min(id) FROM snapshots WHERE at_us >= :end_us), (SELECT max(id) FROM snapshots)) AS to_id
), available AS MATERIALIZED (
	SELECT from_id, to_id, f.at_us AS from_us, t.at_us AS to_us
	FROM bounds LEFT JOIN snapshots f ON f.id = from_id LEFT JOIN snapshots t ON t.id = to_id
	WHERE CASE WHEN from_id < to_id THEN 1 ELSE unavailable('no two snapshots around the window') END
), steps AS (
	SELECT name, value, lag(value) OVER (PARTITION BY name ORDER BY snapshot_id) AS before, snapshot_id = to_id AS last
	FROM available, counters WHERE snapshot_id BETWEEN from_id AND to_id
), d AS MATERIALIZED (
	SELECT name, sum(CASE WHEN value >= before THEN value - before WHEN before IS NOT NULL THEN value END) AS delta,
		max(value) FILTER (WHERE last) AS gauge, max(value) AS most
	FROM steps GROUP BY name
), pretty AS MATERIALIZED (
	SELECT name, CASE WHEN bytes >= 1073741824 THEN printf('%.2f GB', bytes / 1073741824.0)
		WHEN bytes >= 1048576 THEN printf('%.2f MB', bytes / 1048576.0)
		WHEN bytes >= 1024 THEN printf('%.2f KB', bytes / 1024.0) ELSE printf('%d B', bytes) END AS text
	FROM (SELECT name, iif(name = 'slots_max_retained_wal', gauge, delta) AS bytes FROM d
		WHERE name IN ('wal_bytes', 'temp_bytes', 'slots_max_retained_wal'))
	WHERE bytes IS NOT NULL
), connections AS MATERIALIZED (
	SELECT ifnull(sum(c.sessions), 0) AS total, ifnull(sum(c.sessions) FILTER (WHERE g.state = 'active'), 0) AS active,
		ifnull(sum(c.sessions) FILTER (WHERE g.state = 'active' AND g.wait_event = ''), 0) AS on_cpu
	FROM samples p
	LEFT JOIN (session_counts c JOIN session_groups g ON g.id = c.group_id AND g.backend_type = 'client backend') ON c.sample_id = p.id
	WHERE p.at_us BETWEEN :start_us AND :end_us
	GROUP BY p.id
), m AS (
	SELECT
		sum(delta) FILTER (WHERE name = 'ckpt_timed') AS ckpt_timed_delta,
		sum(delta) FILTER (WHERE name = 'ckpt_requested') AS ckpt_requested_delta,
		sum(delta) FILTER (WHERE name = 'ckpt_write_time_ms') AS ckpt_write_time_ms,
		sum(delta) FILTER (WHERE name = 'ckpt_sync_time_ms') AS ckpt_sync_time_ms,
		sum(delta) FILTER (WHERE name = 'ckpt_buffers') AS ckpt_buffers_delta,
		sum(delta) FILTER (WHERE name = 'wal_bytes') AS wal_bytes_delta,
		sum(delta) FILTER (WHERE name = 'wal_write_time_ms') AS wal_write_time_ms,
		sum(delta) FILTER (WHERE name = 'wal_sync_time_ms') AS wal_sync_time_ms,
		sum(delta) FILTER (WHERE name = 'bgw_buffers_clean') AS bgw_buffers_clean_delta,
		sum(delta) FILTER (WHERE name = 'bgw_buffers_alloc') AS bgw_buffers_alloc_delta,
		sum(delta) FILTER (WHERE name = 'bgw_buffers_backend') AS bgw_buffers_backend_delta,
		sum(delta) FILTER (WHERE name = 'bgw_buffers_backend_fsync') AS bgw_buffers_backend_fsync_delta,
		sum(gauge) FILTER (WHERE name = 'slots_count') AS slots_count,
		sum(gauge) FILTER (WHERE name = 'slots_max_retained_wal') AS slots_max_retained_wal,
		sum(delta) FILTER (WHERE name = 'io_ckpt_reads') AS io_ckpt_reads_delta,
		sum(delta) FILTER (WHERE name = 'io_ckpt_read_time_ms') AS io_ckpt_read_time_ms,
		sum(delta) FILTER (WHERE name = 'io_ckpt_writes') AS io_ckpt_writes_delta,
		sum(delta) FILTER (WHERE name = 'io_ckpt_write_time_ms') AS io_ckpt_write_time_ms,
		sum(delta) FILTER (WHERE name = 'io_ckpt_fsyncs') AS io_ckpt_fsyncs_delta,
		sum(delta) FILTER (WHERE name = 'io_ckpt_fsync_time_ms') AS io_ckpt_fsync_time_ms,
		sum(delta) FILTER (WHERE name = 'io_autovacuum_reads') AS io_autovacuum_reads_delta,
		sum(delta) FILTER (WHERE name = 'io_autovacuum_read_time_ms') AS io_autovacuum_read_time_ms,
		sum(delta) FILTER (WHERE name = 'io_autovacuum_writes') AS io_autovacuum_writes_delta,
		sum(delta) FILTER (WHERE name = 'io_autovacuum_write_time_ms') AS io_autovacuum_write_time_ms,
		sum(delta) FILTER (WHERE name = 'io_client_reads') AS io_client_reads_delta,
		sum(delta) FILTER (WHERE name = 'io_client_read_time_ms') AS io_client_read_time_ms,
		sum(delta) FILTER (WHERE name = 'io_client_writes') AS io_client_writes_delta,
		sum(delta) FILTER (WHERE name = 'io_client_write_time_ms') AS io_client_write_time_ms,
		sum(delta) FILTER (WHERE name = 'io_bgwriter_reads') AS io_bgwriter_reads_delta,
		sum(delta) FILTER (WHERE name = 'io_bgwriter_read_time_ms') AS io_bgwriter_read_time_ms,
		sum(delta) FILTER (WHERE name = 'io_bgwriter_writes') AS io_bgwriter_writes_delta,
		sum(delta) FILTER (WHERE name = 'io_bgwriter_write_time_ms') AS io_bgwriter_write_time_ms,
		sum(delta) FILTER (WHERE name = 'temp_files') AS temp_files_delta,
		sum(delta) FILTER (WHERE name = 'temp_bytes') AS temp_bytes_delta,
		sum(delta) FILTER (WHERE name = 'xact_commit') AS xact_commit_delta,
		sum(delta) FILTER (WHERE name = 'xact_rollback') AS xact_rollback_delta,
		sum(delta) FILTER (WHERE name = 'deadlocks') AS deadlocks_delta,
		sum(delta) FILTER (WHERE name = 'blks_hit') AS blks_hit_delta,
		sum(delta) FILTER (WHERE name = 'blks_read') AS blks_read_delta,
		sum(delta) FILTER (WHERE name = 'bgw_maxwritten_clean') AS bgw_maxwritten_clean_delta,
		sum(delta) FILTER (WHERE name = 'archive_failed') AS archive_failed_delta,
		sum(gauge) FILTER (WHERE name = 'db_size_bytes') AS db_size_bytes,
		sum(gauge) FILTER (WHERE name = 'datfrozenxid_age') AS datfrozenxid_age,
		sum(most) FILTER (WHERE name = 'slots_max_retained_wal') AS slots_max_retained_wal_bytes
	FROM d
)
SELECT strftime('%Y-%m-%dT%H:%M:%fZ', from_us / 1e6, 'unixepoch') AS start_snapshot_at,
	strftime('%Y-%m-%dT%H:%M:%fZ', to_us / 1e6, 'unixepoch') AS end_snapshot_at,
	(to_us - from_us) / 1e6 AS elapsed_seconds,
	ckpt_timed_delta + ckpt_requested_delta > 0 AND ckpt_write_time_ms + ckpt_sync_time_ms + ckpt_buffers_delta > 0
		AS "checkpoint_occurred:boolean",
	m.*,
	(SELECT text FROM pretty WHERE name = 'wal_bytes') AS wal_bytes_pretty,
	(SELECT text FROM pretty WHERE name = 'slots_max_retained_wal') AS slots_max_retained_pretty,
	(SELECT text FROM pretty WHERE name = 'temp_bytes') AS temp_bytes_pretty,
	round(100.0 * blks_hit_delta / nullif(blks_hit_delta + blks_read_delta, 0), 2) AS hit_ratio_pct,
	(SELECT max(total) FROM connections) AS connections_total,
	(SELECT max(total) FROM connections) AS connections_total_max,
	(SELECT max(active) FROM connections) AS connections_active_max,
	(SELECT round(avg(active), 2) FROM connections) AS active_sessions_avg,
	(SELECT round(avg(on_cpu), 2) FROM connections) AS active_on_cpu_avg,
	(SELECT count(DISTINCT sample_id) FROM (SELECT sample_id, max(is_root) AS has_root FROM locks
		WHERE at_us BETWEEN :start_us AND :end_us AND blocking_pid IS NOT NULL GROUP BY sample_id, blocked_pid)
		WHERE NOT has_root) AS deadlock_samples,
	NULL AS cpu_count,
	(SELECT CAST(setting AS INTEGER) FROM settings WHERE name = 'max_connections' AND snapshot_id <= to_id
		ORDER BY snapshot_id DESC LIMIT 1) AS connections_max
FROM available CROSS JOIN m;
