-- settings: the settings that matter in a diagnosis, as recorded at the window's end. Those that the recorder does not keep are as they
-- are now, and so are those that it keeps as it had set them for its own session (work_mem, lock_timeout, statement_timeout).
-- parameters: $1 end timestamptz
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
), recorded AS (
	SELECT DISTINCT ON (name) name, setting, unit, source
	FROM flight_recorder.config_snapshots JOIN flight_recorder.snapshots ON id = snapshot_id
	WHERE source <> 'session'
	ORDER BY name, captured_at > $1::timestamptz, abs(extract(epoch FROM captured_at - $1::timestamptz))
)
SELECT
	name AS parameter_name,
	COALESCE(recorded.setting, now_set.reset_val) AS value,
	COALESCE(recorded.unit, now_set.unit) AS unit,
	COALESCE(recorded.source, NULLIF(now_set.source, 'session')) AS source
FROM wanted
LEFT JOIN recorded USING (name)
LEFT JOIN pg_settings AS now_set USING (name)
WHERE COALESCE(recorded.setting, now_set.reset_val) IS NOT NULL
ORDER BY place
