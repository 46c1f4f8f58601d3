INSERT OR REPLACE INTO slots (snapshot_id, slot_name, slot_type, active, wal_status, retained_wal_bytes)
SELECT :snapshot, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each(:doc);
