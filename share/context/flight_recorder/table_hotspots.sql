-- table_hotspots: tables that were read through, written, or left unvacuumed: between the last table snapshot at or before the
-- window's start and the first at or after its end, or the nearest to them inside. The recorder keeps the most used tables of a
-- snapshot (50): one that it did not have at the start is new where it has more at the end, else it has no deltas; counters that went
-- back were reset and count from nothing.
-- table_bytes (the heap's pages as of the last VACUUM or ANALYZE) and autovacuum_enabled are of now; null where the table is gone.
-- The recorder's own tables are left out. In turn the first of those most read through, most written, most dead.
-- needs: snapshots
-- parameters: $1 start timestamptz, $2 end timestamptz, $3 limit integer
WITH taken AS (
	SELECT id, captured_at FROM flight_recorder.snapshots AS s
	WHERE EXISTS (SELECT FROM flight_recorder.table_snapshots WHERE snapshot_id = s.id)
), nearest AS (
	SELECT
		COALESCE((SELECT id FROM taken WHERE captured_at <= $1::timestamptz ORDER BY captured_at DESC LIMIT 1),
			(SELECT id FROM taken ORDER BY captured_at LIMIT 1)) AS from_id,
		COALESCE((SELECT id FROM taken WHERE captured_at >= $2::timestamptz ORDER BY captured_at LIMIT 1),
			(SELECT id FROM taken ORDER BY captured_at DESC LIMIT 1)) AS to_id
), edges AS ( -- unless they lie both before the window, or both after it
	SELECT nearest.* FROM nearest JOIN taken AS f ON f.id = from_id JOIN taken AS t ON t.id = to_id
	WHERE f.captured_at <= $2::timestamptz AND t.captured_at >= $1::timestamptz
), starts AS (
	SELECT t.* FROM edges JOIN flight_recorder.table_snapshots AS t ON t.snapshot_id = from_id WHERE from_id <> to_id
), unseen AS (
	SELECT CASE WHEN count(*) BETWEEN 1 AND (SELECT count(*) FROM edges JOIN flight_recorder.table_snapshots ON snapshot_id = to_id) - 1 THEN 0 END AS value
	FROM starts
), compared AS (
	SELECT
		e.schemaname,
		e.relname,
		e.seq_scan - COALESCE(s.seq_scan, value) AS seq_scan_delta,
		e.seq_tup_read - COALESCE(s.seq_tup_read, value) AS seq_tup_read_delta,
		COALESCE(e.idx_scan, 0) - COALESCE(s.idx_scan, CASE WHEN s.relid IS NULL THEN value ELSE 0 END) AS idx_scan_delta,
		e.n_tup_ins - COALESCE(s.n_tup_ins, value) AS n_tup_ins_delta,
		e.n_tup_upd - COALESCE(s.n_tup_upd, value) AS n_tup_upd_delta,
		e.n_tup_del - COALESCE(s.n_tup_del, value) AS n_tup_del_delta,
		e.n_tup_hot_upd - COALESCE(s.n_tup_hot_upd, value) AS n_tup_hot_upd_delta,
		e.n_live_tup,
		e.n_dead_tup,
		e.n_dead_tup - COALESCE(s.n_dead_tup, value) AS n_dead_tup_delta,
		e.autovacuum_count - COALESCE(s.autovacuum_count, value) AS autovacuum_count_delta,
		e.vacuum_count - COALESCE(s.vacuum_count, value) AS vacuum_count_delta,
		e.analyze_count + e.autoanalyze_count - COALESCE(s.analyze_count + s.autoanalyze_count, value) AS analyze_count_delta,
		e.last_vacuum,
		e.last_autovacuum,
		e.last_analyze,
		e.last_autoanalyze,
		e.n_mod_since_analyze,
		NOT COALESCE(c.reloptions && ARRAY['autovacuum_enabled=false', 'autovacuum_enabled=off', 'autovacuum_enabled=no', 'autovacuum_enabled=0'],
			c.oid IS NULL AND NULL) AS autovacuum_enabled,
		NULLIF(c.relpages, 0) * current_setting('block_size')::bigint AS table_bytes,
		e.relfrozenxid_age
	FROM edges
	CROSS JOIN unseen
	JOIN flight_recorder.table_snapshots AS e ON e.snapshot_id = to_id
	LEFT JOIN starts AS s ON s.relid = e.relid AND s.seq_scan <= e.seq_scan AND s.seq_tup_read <= e.seq_tup_read
		AND s.n_tup_ins <= e.n_tup_ins AND s.n_tup_upd <= e.n_tup_upd AND s.n_tup_del <= e.n_tup_del
	LEFT JOIN pg_class AS c ON c.oid = e.relid AND c.relname = e.relname AND c.relnamespace::regnamespace::text = quote_ident(e.schemaname)
	WHERE e.schemaname <> 'flight_recorder'
), ranked AS (
	SELECT *,
		row_number() OVER (ORDER BY seq_tup_read_delta DESC NULLS LAST, relname) AS by_reads,
		row_number() OVER (ORDER BY n_tup_ins_delta + n_tup_upd_delta + n_tup_del_delta DESC NULLS LAST, relname) AS by_writes,
		row_number() OVER (ORDER BY n_dead_tup DESC NULLS LAST, relname) AS by_dead
	FROM compared
)
SELECT
	schemaname,
	relname,
	seq_scan_delta,
	seq_tup_read_delta,
	idx_scan_delta,
	n_tup_ins_delta,
	n_tup_upd_delta,
	n_tup_del_delta,
	n_tup_hot_upd_delta,
	round(100.0 * n_tup_hot_upd_delta / NULLIF(n_tup_upd_delta, 0), 1) AS hot_update_pct,
	n_live_tup,
	n_dead_tup,
	n_dead_tup_delta,
	round(100.0 * n_dead_tup / NULLIF(n_live_tup + n_dead_tup, 0), 1) AS dead_tup_pct,
	autovacuum_count_delta,
	vacuum_count_delta,
	analyze_count_delta,
	last_vacuum,
	last_autovacuum,
	last_analyze,
	last_autoanalyze,
	n_mod_since_analyze,
	autovacuum_enabled,
	table_bytes,
	relfrozenxid_age,
	count(*) OVER () AS fr_total
FROM ranked
WHERE seq_tup_read_delta > 0 OR idx_scan_delta > 0 OR n_tup_ins_delta + n_tup_upd_delta + n_tup_del_delta > 0 OR n_dead_tup > 0
ORDER BY least(by_reads, by_writes, by_dead), by_writes, relname
LIMIT $3::integer
