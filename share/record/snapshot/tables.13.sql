-- fr-record: the tables of this database: [[relid, schemaname, relname, seq_scan, seq_tup_read, idx_scan, n_tup_ins, n_tup_upd, n_tup_del,
-- n_tup_hot_upd, n_live_tup, n_dead_tup, last_vacuum, last_analyze (by whomever), relpages, vacuum_count, autovacuum_count, analyze_count,
-- last_vacuum, last_autovacuum, last_analyze, last_autoanalyze, n_mod_since_analyze, autovacuum_enabled, relfrozenxid_age], …]. Not from pg_stat_user_tables, which also looks
-- at every index of every table; and of more than 2,000 tables only the largest, because a snapshot has to stay cheap.
SELECT /* fr-record */ coalesce(json_agg(json_build_array(oid::int8, nspname, relname, pg_stat_get_numscans(oid), pg_stat_get_tuples_returned(oid),
	(SELECT sum(pg_stat_get_numscans(indexrelid)) FROM pg_index WHERE indrelid = t.oid),
	pg_stat_get_tuples_inserted(oid), pg_stat_get_tuples_updated(oid), pg_stat_get_tuples_deleted(oid),
	pg_stat_get_tuples_hot_updated(oid), pg_stat_get_live_tuples(oid), pg_stat_get_dead_tuples(oid),
	(extract(epoch FROM greatest(pg_stat_get_last_vacuum_time(oid), pg_stat_get_last_autovacuum_time(oid))) * 1000000)::int8,
	(extract(epoch FROM greatest(pg_stat_get_last_analyze_time(oid), pg_stat_get_last_autoanalyze_time(oid))) * 1000000)::int8,
	relpages, pg_stat_get_vacuum_count(oid), pg_stat_get_autovacuum_count(oid), pg_stat_get_analyze_count(oid) + pg_stat_get_autoanalyze_count(oid),
	(date_part('epoch', pg_stat_get_last_vacuum_time(oid)) * 1000000)::int8,
	(date_part('epoch', pg_stat_get_last_autovacuum_time(oid)) * 1000000)::int8,
	(date_part('epoch', pg_stat_get_last_analyze_time(oid)) * 1000000)::int8,
	(date_part('epoch', pg_stat_get_last_autoanalyze_time(oid)) * 1000000)::int8,
	pg_stat_get_mod_since_analyze(oid),
	(NOT coalesce(reloptions && '{autovacuum_enabled=false,autovacuum_enabled=off,autovacuum_enabled=no,autovacuum_enabled=0}', false))::int,
	CASE WHEN relfrozenxid <> '0' THEN age(relfrozenxid) END)), '[]')
FROM (SELECT c.oid, n.nspname, c.relname, c.relpages, c.reloptions, c.relfrozenxid
	FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
	WHERE c.relkind IN ('r', 'm') AND c.relpersistence <> 't'
		AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_toast'
	ORDER BY c.relpages DESC LIMIT 2000) t;
