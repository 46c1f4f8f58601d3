-- wraparound, of a recorder that does not keep ages (2.0): as they are now.
-- parameters: $1 limit integer
SELECT 'database' AS kind, datname::text AS name, age(datfrozenxid)::bigint AS xid_age, mxid_age(datminmxid)::bigint AS mxid_age,
	current_setting('autovacuum_freeze_max_age')::bigint AS autovacuum_freeze_max_age, count(*) OVER () AS fr_total
FROM pg_database
ORDER BY xid_age DESC, datname
LIMIT $1::integer
