-- fr-record: the settings that a diagnosis asks for: [[name, setting, unit, source], …]. Not setting but reset_val, which is what
-- a new session has: some of them our own session has changed (session.sql), and where those came from before cannot be seen.
SELECT /* fr-record */ json_agg(json_build_array(name, reset_val, unit, CASE WHEN source <> 'session' THEN source END) ORDER BY name)
FROM pg_settings
WHERE name LIKE 'autovacuum%' OR name LIKE 'vacuum\_cost%' OR name LIKE 'checkpoint%' OR name LIKE 'idle\_%\_timeout'
	OR name LIKE 'enable\_%' OR name LIKE 'cpu\_%\_cost' OR name LIKE 'parallel\_%\_cost' OR name LIKE 'jit\_%\_cost' OR name LIKE '%\_collapse\_limit'
	OR name IN (
	'archive_mode', 'bgwriter_delay', 'bgwriter_lru_maxpages', 'deadlock_timeout', 'default_statistics_target', 'effective_cache_size',
	'effective_io_concurrency', 'fsync', 'full_page_writes', 'geqo', 'geqo_threshold', 'hot_standby_feedback', 'jit', 'lock_timeout', 'log_checkpoints',
	'log_lock_waits', 'log_min_duration_statement', 'log_temp_files', 'maintenance_work_mem', 'max_connections',
	'max_locks_per_transaction', 'max_parallel_workers', 'max_parallel_workers_per_gather', 'max_slot_wal_keep_size', 'max_wal_senders',
	'max_wal_size', 'max_worker_processes', 'min_wal_size', 'old_snapshot_threshold', 'plan_cache_mode', 'random_page_cost', 'seq_page_cost',
	'shared_buffers', 'statement_timeout', 'superuser_reserved_connections', 'reserved_connections', 'synchronous_commit',
	'synchronous_standby_names', 'temp_buffers', 'temp_file_limit', 'track_activity_query_size', 'track_io_timing',
	'transaction_timeout', 'wal_buffers', 'wal_compression', 'wal_keep_size', 'wal_level', 'work_mem', 'hash_mem_multiplier',
	'data_checksums', 'max_standby_streaming_delay');
