-- settings, of a recorder that does not keep them (2.0) or where they are closed to this role: as they are now.
-- parameters: none
WITH wanted AS (
	SELECT name, place FROM unnest(ARRAY[
		'max_connections', 'superuser_reserved_connections', 'shared_buffers', 'work_mem', 'maintenance_work_mem',
		'effective_cache_size', 'temp_file_limit', 'max_wal_size', 'min_wal_size', 'checkpoint_timeout',
		'checkpoint_completion_target', 'wal_buffers', 'wal_level', 'synchronous_commit', 'full_page_writes',
		'idle_in_transaction_session_timeout', 'lock_timeout', 'statement_timeout', 'deadlock_timeout', 'log_lock_waits',
		'log_temp_files', 'log_min_duration_statement', 'autovacuum', 'autovacuum_max_workers', 'autovacuum_naptime',
		'autovacuum_vacuum_threshold', 'autovacuum_vacuum_scale_factor', 'autovacuum_analyze_threshold',
		'autovacuum_analyze_scale_factor', 'autovacuum_vacuum_cost_delay', 'autovacuum_vacuum_cost_limit',
		'autovacuum_freeze_max_age', 'random_page_cost', 'seq_page_cost', 'effective_io_concurrency', 'default_statistics_target',
		'enable_seqscan', 'enable_indexscan', 'enable_bitmapscan', 'enable_hashjoin', 'enable_mergejoin', 'enable_nestloop',
		'max_parallel_workers', 'max_parallel_workers_per_gather', 'max_locks_per_transaction', 'max_slot_wal_keep_size',
		'shared_preload_libraries'
	]) WITH ORDINALITY AS w (name, place)
)
-- reset_val: this very session has timeouts of its own.
SELECT name AS parameter_name, reset_val AS value, unit, NULLIF(source, 'session') AS source
FROM wanted JOIN pg_settings USING (name)
ORDER BY place
