-- A table has a row where something changed since its last one.
INSERT INTO tables (relid, snapshot_id, schemaname, relname, seq_scan, seq_tup_read, idx_scan, n_tup_ins, n_tup_upd, n_tup_del, n_tup_hot_upd,
	n_live_tup, n_dead_tup, last_vacuum_us, last_analyze_us, relpages)
SELECT value ->> 0, :snapshot, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8,
	value ->> 9, value ->> 10, value ->> 11, value ->> 12, value ->> 13, value ->> 14
FROM json_each(:doc) new
WHERE (value ->> 3, value ->> 5, value ->> 6, value ->> 7, value ->> 8, value ->> 11, value ->> 12, value ->> 13, value ->> 14) IS NOT
	(SELECT seq_scan, idx_scan, n_tup_ins, n_tup_upd, n_tup_del, n_dead_tup, last_vacuum_us, last_analyze_us, relpages
	FROM tables WHERE relid = new.value ->> 0 ORDER BY snapshot_id DESC LIMIT 1);
