-- fr-record: who read and wrote relations (pg_stat_io). Times are zero unless track_io_timing is on.
-- Writes of the context 'normal' are those a backend makes because it finds no clean buffer; bulk writes are by design.
SELECT /* fr-record */ json_object_agg(name || suffix, value)
FROM (SELECT CASE backend_type WHEN 'checkpointer' THEN 'io_ckpt' WHEN 'autovacuum worker' THEN 'io_autovacuum'
			WHEN 'client backend' THEN 'io_client' ELSE 'io_bgwriter' END AS name,
		sum(reads) AS reads, sum(read_time) AS read_time, sum(writes) AS writes, sum(write_time) AS write_time,
		sum(fsyncs) AS fsyncs, sum(fsync_time) AS fsync_time, sum(writes) FILTER (WHERE context = 'normal') AS normal_writes
	FROM pg_stat_io
	WHERE backend_type IN ('checkpointer', 'autovacuum worker', 'client backend', 'background writer') AND object <> 'wal'
	GROUP BY 1) io,
	LATERAL (VALUES ('_reads', reads), ('_read_time_ms', read_time::numeric), ('_writes', writes),
		('_write_time_ms', write_time::numeric), ('_fsyncs', fsyncs), ('_fsync_time_ms', fsync_time::numeric),
		('_normal_writes', normal_writes)) counter (suffix, value)
WHERE value IS NOT NULL;
