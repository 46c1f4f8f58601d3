-- A table has a row where something changed since its last one.
INSERT INTO tables (relid, snapshot_id, schemaname, relname, seq_scan, seq_tup_read, idx_scan, n_tup_ins, n_tup_upd, n_tup_del, n_tup_hot_upd,
	n_live_tup, n_dead_tup, last_vacuum_us, last_analyze_us, relpages)
SELECT value ->> 0, :snapshot, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8,
	value ->> 9, value ->> 10, value ->> 11, value ->> 12, value ->> 13, value ->> 14
FROM json_each(:doc) new
WHERE (value ->> 3, value ->> 5, value ->> 6, value ->> 7, value ->> 8, value ->> 11, value ->> 12, value ->> 13, value ->> 14) IS NOT
	(SELECT seq_scan, idx_scan, n_tup_ins, n_tup_upd, n_tup_del, n_dead_tup, last_vacuum_us, last_analyze_us, relpages
	FROM tables WHERE relid = new.value ->> 0 ORDER BY snapshot_id DESC LIMIT 1);
INSERT INTO table_vacuums (relid, snapshot_id, vacuum_count, autovacuum_count, analyze_count, last_vacuum_us, last_autovacuum_us, last_analyze_us,
	last_autoanalyze_us, n_mod_since_analyze, autovacuum_enabled, relfrozenxid_age)
SELECT value ->> 0, :snapshot, value ->> 15, value ->> 16, value ->> 17, value ->> 18, value ->> 19, value ->> 20, value ->> 21, value ->> 22,
	value ->> 23, value ->> 24
FROM json_each(:doc) new
WHERE (value ->> 15, value ->> 16, value ->> 17, value ->> 18, value ->> 19, value ->> 20, value ->> 21, value ->> 22, value ->> 23) IS NOT
	(SELECT vacuum_count, autovacuum_count, analyze_count, last_vacuum_us, last_autovacuum_us, last_analyze_us, last_autoanalyze_us,
		n_mod_since_analyze, autovacuum_enabled
	FROM table_vacuums WHERE relid = new.value ->> 0 ORDER BY snapshot_id DESC LIMIT 1);
