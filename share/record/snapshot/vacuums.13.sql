-- fr-record: vacuums at work: [[pid, datname, relname, phase, heap_blks_total, heap_blks_scanned, started (µs)], …]. A relation
-- of another database has no name here.
SELECT /* fr-record */ coalesce(json_agg(json_build_array(p.pid, p.datname, c.relname, p.phase, p.heap_blks_total, p.heap_blks_scanned,
	(date_part('epoch', a.query_start) * 1000000)::int8)), '[]')
FROM pg_stat_progress_vacuum p
LEFT JOIN pg_class c ON c.oid = p.relid AND p.datname = current_database()
LEFT JOIN pg_stat_activity a ON a.pid = p.pid;
