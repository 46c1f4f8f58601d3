-- fr-record: replication slots, and the most WAL that one of them keeps.
SELECT /* fr-record */ json_build_object('slots_count', count(*), 'slots_max_retained_wal', coalesce(max(CASE WHEN pg_is_in_recovery()
	THEN pg_last_wal_replay_lsn() - restart_lsn ELSE pg_current_wal_insert_lsn() - restart_lsn END), 0))
FROM pg_replication_slots;
