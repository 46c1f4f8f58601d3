-- fr-record: WAL, with the times that 14 to 17 keep in pg_stat_wal. The amount is taken from the position: see wal.13.sql.
SELECT /* fr-record */ json_build_object('wal_bytes', CASE WHEN pg_is_in_recovery()
		THEN pg_last_wal_replay_lsn() - '0/0'::pg_lsn ELSE pg_current_wal_insert_lsn() - '0/0'::pg_lsn END,
	'wal_records', wal_records, 'wal_fpi', wal_fpi, 'wal_buffers_full', wal_buffers_full,
	'wal_write_time_ms', wal_write_time, 'wal_sync_time_ms', wal_sync_time)
FROM pg_stat_wal;
