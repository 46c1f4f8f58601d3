-- fr-record: the indexes of this database's tables: [[indexrelid, schemaname, relname, indexrelname, idx_scan, idx_tup_read, idx_tup_fetch,
-- relpages, is_unique], …]. Of more than 2,000 only the largest, and pages as of the last VACUUM or ANALYZE: a snapshot has to stay cheap,
-- and pg_relation_size() waits for whoever has locked the index.
SELECT /* fr-record */ coalesce(json_agg(json_build_array(oid::int8, nspname, tablename, relname, pg_stat_get_numscans(oid), pg_stat_get_tuples_returned(oid),
	pg_stat_get_tuples_fetched(oid), relpages, indisunique::int)), '[]')
FROM (SELECT i.oid, n.nspname, t.relname AS tablename, i.relname, i.relpages, x.indisunique
	FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace
	WHERE i.relkind = 'i' AND t.relkind IN ('r', 'm') AND t.relpersistence <> 't'
		AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_toast'
	ORDER BY i.relpages DESC LIMIT 2000) i;
