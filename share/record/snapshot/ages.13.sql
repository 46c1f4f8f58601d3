-- fr-record: the oldest transaction ids: of every database, and of the five tables of this one that hold it back most:
-- [[kind, name, xid_age, mxid_age], …].
SELECT /* fr-record */ json_agg(json_build_array(kind, name, xid_age, mxid_age))
FROM (SELECT 'database' AS kind, datname::text AS name, age(datfrozenxid) AS xid_age, mxid_age(datminmxid) AS mxid_age FROM pg_database
	UNION ALL
	(SELECT 'table', n.nspname || '.' || c.relname, age(c.relfrozenxid), mxid_age(c.relminmxid)
	FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
	WHERE c.relkind IN ('r', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
	ORDER BY age(c.relfrozenxid) DESC LIMIT 5)) a;
