-- table_hotspots: tables that were read through, written, or left unvacuumed, between the snapshots around the window. In turn the first of
-- those most read through, most written, most dead. A counter that went back was reset: what it shows since then counts. table_bytes is
-- the heap as of the last VACUUM or ANALYZE. At most the 2,000 largest tables are recorded.
-- parameters: :start_us, :end_us, :limit
WITH taken AS MATERIALIZED (
	SELECT p.id, p.at_us FROM snapshots p JOIN snapshot_parts t ON t.snapshot_id = p.id AND t.part = 'tables'
), near AS ( -- one that is farther off than five minutes and than the window is long is from before a gap
	SELECT max(id) AS id FROM taken WHERE at_us <= :start_us AND at_us >= :start_us - max(300000000, :end_us - :start_us)
), bounds AS MATERIALIZED (
	SELECT coalesce((SELECT id FROM near), (SELECT min(id) FROM taken WHERE at_us BETWEEN :start_us AND :end_us)) AS from_id,
		coalesce((SELECT min(id) FROM taken WHERE at_us >= :end_us), (SELECT max(id) FROM taken)) AS to_id
), available AS MATERIALIZED (
	SELECT from_id, to_id FROM bounds
	WHERE CASE WHEN from_id < to_id THEN 1 ELSE unavailable('no two snapshots of the tables around the window') END
), s AS MATERIALIZED ( -- a bare column beside max() is of the row that has it
	SELECT t.*, max(t.snapshot_id) FROM available CROSS JOIN tables t WHERE t.snapshot_id <= from_id GROUP BY t.relid
), e AS MATERIALIZED (
	SELECT t.*, max(t.snapshot_id) FROM available CROSS JOIN tables t WHERE t.snapshot_id <= to_id GROUP BY t.relid
), vs AS MATERIALIZED (
	SELECT v.*, max(v.snapshot_id) FROM available CROSS JOIN table_vacuums v WHERE v.snapshot_id <= from_id GROUP BY v.relid
), ve AS MATERIALIZED (
	SELECT v.*, max(v.snapshot_id) FROM available CROSS JOIN table_vacuums v WHERE v.snapshot_id <= to_id GROUP BY v.relid
), compared AS MATERIALIZED (
	SELECT e.schemaname, e.relname,
		iif(e.seq_scan < s.seq_scan, e.seq_scan, e.seq_scan - ifnull(s.seq_scan, 0)) AS seq_scan_delta,
		iif(e.seq_tup_read < s.seq_tup_read, e.seq_tup_read, e.seq_tup_read - ifnull(s.seq_tup_read, 0)) AS seq_tup_read_delta,
		ifnull(iif(e.idx_scan < s.idx_scan, e.idx_scan, e.idx_scan - ifnull(s.idx_scan, 0)), 0) AS idx_scan_delta,
		iif(e.n_tup_ins < s.n_tup_ins, e.n_tup_ins, e.n_tup_ins - ifnull(s.n_tup_ins, 0)) AS n_tup_ins_delta,
		iif(e.n_tup_upd < s.n_tup_upd, e.n_tup_upd, e.n_tup_upd - ifnull(s.n_tup_upd, 0)) AS n_tup_upd_delta,
		iif(e.n_tup_del < s.n_tup_del, e.n_tup_del, e.n_tup_del - ifnull(s.n_tup_del, 0)) AS n_tup_del_delta,
		iif(e.n_tup_hot_upd < s.n_tup_hot_upd, e.n_tup_hot_upd, e.n_tup_hot_upd - ifnull(s.n_tup_hot_upd, 0)) AS n_tup_hot_upd_delta,
		e.n_live_tup, e.n_dead_tup, e.n_dead_tup - ifnull(s.n_dead_tup, 0) AS n_dead_tup_delta,
		iif(ve.autovacuum_count < vs.autovacuum_count, ve.autovacuum_count, ve.autovacuum_count - ifnull(vs.autovacuum_count, 0)) AS autovacuum_count_delta,
		iif(ve.vacuum_count < vs.vacuum_count, ve.vacuum_count, ve.vacuum_count - ifnull(vs.vacuum_count, 0)) AS vacuum_count_delta,
		iif(ve.analyze_count < vs.analyze_count, ve.analyze_count, ve.analyze_count - ifnull(vs.analyze_count, 0)) AS analyze_count_delta,
		ve.last_vacuum_us, ve.last_autovacuum_us, ve.last_analyze_us, ve.last_autoanalyze_us, ve.n_mod_since_analyze,
		ve.autovacuum_enabled, nullif(e.relpages, 0) * ifnull((SELECT value FROM meta WHERE name = 'block_size'), 8192) AS table_bytes,
		ve.relfrozenxid_age
	FROM e LEFT JOIN s USING (relid) LEFT JOIN ve USING (relid) LEFT JOIN vs USING (relid)
	WHERE e.schemaname <> 'flight_recorder'
), ranked AS (
	SELECT *,
		row_number() OVER (ORDER BY seq_tup_read_delta DESC, relname) AS by_reads,
		row_number() OVER (ORDER BY n_tup_ins_delta + n_tup_upd_delta + n_tup_del_delta DESC, relname) AS by_writes,
		row_number() OVER (ORDER BY n_dead_tup DESC, relname) AS by_dead
	FROM compared
)
SELECT schemaname, relname, seq_scan_delta, seq_tup_read_delta, idx_scan_delta, n_tup_ins_delta, n_tup_upd_delta, n_tup_del_delta,
	n_tup_hot_upd_delta, round(100.0 * n_tup_hot_upd_delta / nullif(n_tup_upd_delta, 0), 1) AS hot_update_pct, n_live_tup, n_dead_tup,
	n_dead_tup_delta, round(100.0 * n_dead_tup / nullif(n_live_tup + n_dead_tup, 0), 1) AS dead_tup_pct, autovacuum_count_delta,
	vacuum_count_delta, analyze_count_delta,
	strftime('%Y-%m-%dT%H:%M:%fZ', last_vacuum_us / 1e6, 'unixepoch') AS last_vacuum,
	strftime('%Y-%m-%dT%H:%M:%fZ', last_autovacuum_us / 1e6, 'unixepoch') AS last_autovacuum,
	strftime('%Y-%m-%dT%H:%M:%fZ', last_analyze_us / 1e6, 'unixepoch') AS last_analyze,
	strftime('%Y-%m-%dT%H:%M:%fZ', last_autoanalyze_us / 1e6, 'unixepoch') AS last_autoanalyze,
	n_mod_since_analyze, autovacuum_enabled AS "autovacuum_enabled:boolean", table_bytes, relfrozenxid_age, count(*) OVER () AS fr_total
FROM ranked
WHERE seq_tup_read_delta > 0 OR idx_scan_delta > 0 OR n_tup_ins_delta + n_tup_upd_delta + n_tup_del_delta > 0 OR n_dead_tup > 0
ORDER BY min(by_reads, by_writes, by_dead), by_writes, relname
LIMIT :limit;
