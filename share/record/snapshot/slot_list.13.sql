-- fr-record: the replication slots one by one: [[slot_name, slot_type, active, wal_status, bytes of WAL it keeps], …].
SELECT /* fr-record */ coalesce(json_agg(json_build_array(slot_name, slot_type, active::int, wal_status, (CASE WHEN pg_is_in_recovery()
	THEN pg_last_wal_replay_lsn() - restart_lsn ELSE pg_current_wal_insert_lsn() - restart_lsn END)::int8)), '[]')
FROM pg_replication_slots;
