-- fr-record: WAL, with the times that are in pg_stat_io since PostgreSQL 18. The amount is taken from the position: see wal.13.sql.
SELECT /* fr-record */ json_build_object('wal_bytes', CASE WHEN pg_is_in_recovery()
		THEN pg_last_wal_replay_lsn() - '0/0'::pg_lsn ELSE pg_current_wal_insert_lsn() - '0/0'::pg_lsn END,
	'wal_records', w.wal_records, 'wal_fpi', w.wal_fpi, 'wal_buffers_full', w.wal_buffers_full,
	'wal_write_time_ms', io.write_time, 'wal_sync_time_ms', io.fsync_time)
FROM pg_stat_wal w, (SELECT sum(write_time) AS write_time, sum(fsync_time) AS fsync_time FROM pg_stat_io WHERE object = 'wal') io;
