-- description: How old the oldest transaction ids are now (xid_age, mxid_age): of every database (datfrozenxid, datminmxid), and of the tables of
--   this one that hold it back most (relfrozenxid, relminmxid). From autovacuum_freeze_max_age on autovacuum goes at them by force; the server
--   stops taking writes close to 2 billion.
-- parameter: limit integer 1..1000 = 10: tables at the most
WITH most AS MATERIALIZED (
	SELECT current_setting('autovacuum_freeze_max_age')::bigint AS xid, current_setting('autovacuum_multixact_freeze_max_age')::bigint AS mxid
), databases AS (
	SELECT 'database' AS kind, datname::text AS name, age(datfrozenxid)::bigint AS xid_age, mxid_age(datminmxid)::bigint AS mxid_age, NULL::bigint AS size_bytes,
		NULL::timestamptz AS last_vacuum
	FROM pg_database
), tables AS (
	SELECT 'table', n.nspname || '.' || c.relname, age(c.relfrozenxid)::bigint, mxid_age(c.relminmxid)::bigint, pg_table_size(c.oid), greatest(s.last_vacuum, s.last_autovacuum)
	FROM most CROSS JOIN pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace LEFT JOIN pg_stat_all_tables AS s ON s.relid = c.oid
	WHERE c.relkind IN ('r', 'm', 't') AND c.relfrozenxid <> '0'
	ORDER BY greatest(age(c.relfrozenxid) / most.xid::numeric, mxid_age(c.relminmxid) / most.mxid::numeric) DESC, c.oid
	LIMIT $1::integer
)
SELECT a.*, most.xid AS autovacuum_freeze_max_age, most.mxid AS autovacuum_multixact_freeze_max_age
FROM (SELECT * FROM databases UNION ALL SELECT * FROM tables) AS a CROSS JOIN most
ORDER BY kind, greatest(xid_age / most.xid::numeric, mxid_age / most.mxid::numeric) DESC, name
