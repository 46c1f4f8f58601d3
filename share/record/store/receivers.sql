INSERT OR REPLACE INTO receivers (snapshot_id, pid, application_name, client_addr, state, sync_state, write_lag_us, flush_lag_us, replay_lag_us, replay_lag_bytes)
SELECT :snapshot, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8
FROM json_each(:doc);
