-- description: The replication slots, and the WAL that each makes the server keep now (retained_wal_bytes); safe_wal_bytes is what may still be
--   written before a slot is lost, null where max_slot_wal_keep_size is -1. xmin_age is how many transactions vacuum cannot clean because of it.
-- parameter: limit integer 1..1000 = 20: rows at the most
SELECT slot_name::text AS slot_name, slot_type, database, active, active_pid, wal_status,
	(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END - restart_lsn)::bigint AS retained_wal_bytes,
	safe_wal_size AS safe_wal_bytes, age(xmin) AS xmin_age, age(catalog_xmin) AS catalog_xmin_age
FROM pg_replication_slots
ORDER BY retained_wal_bytes DESC NULLS LAST, slot_name
LIMIT $1::integer
