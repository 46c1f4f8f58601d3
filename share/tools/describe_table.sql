-- description: A table without its data: size, age of its statistics, columns, indexes.
-- parameter: table text required: its name, with or without the schema
WITH tables AS (
	SELECT c.oid, n.nspname, c.relname, s.n_live_tup, s.n_dead_tup, s.n_mod_since_analyze, s.seq_scan, s.idx_scan,
		greatest(s.last_vacuum, s.last_autovacuum) AS last_vacuum, greatest(s.last_analyze, s.last_autoanalyze) AS last_analyze
	FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_stat_all_tables s ON s.relid = c.oid
	WHERE c.relkind IN ('r', 'p', 'm', 'f') AND $1::text IN (c.relname, n.nspname || '.' || c.relname)
)
SELECT 0 AS part_number, 'table' AS part, nspname || '.' || relname AS name, NULL AS data_type, NULL AS definition, pg_table_size(oid) AS size_bytes, n_live_tup,
	n_dead_tup, n_mod_since_analyze, seq_scan AS scans, last_vacuum, last_analyze
FROM tables
UNION ALL
SELECT attnum, 'column', attname, format_type(atttypid, atttypmod) || CASE WHEN attnotnull THEN ' not null' ELSE '' END, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM tables JOIN pg_attribute ON attrelid = oid WHERE attnum > 0 AND NOT attisdropped
UNION ALL
SELECT 10000, CASE WHEN indisvalid THEN 'index' ELSE 'invalid index' END, i.indexrelid::regclass::text, NULL, pg_get_indexdef(i.indexrelid), pg_relation_size(i.indexrelid),
	NULL, NULL, NULL, s.idx_scan, NULL, NULL
FROM tables t JOIN pg_index i ON i.indrelid = t.oid LEFT JOIN pg_stat_all_indexes s ON s.indexrelid = i.indexrelid
ORDER BY 1, 3
