-- fr-record: how much WAL was written, by its position, so that it means the same in every release and on a standby.
SELECT /* fr-record */ json_build_object('wal_bytes', CASE WHEN pg_is_in_recovery()
	THEN pg_last_wal_replay_lsn() - '0/0'::pg_lsn ELSE pg_current_wal_insert_lsn() - '0/0'::pg_lsn END);
