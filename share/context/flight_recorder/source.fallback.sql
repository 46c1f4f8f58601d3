-- source, where flight_recorder.config is missing or closed to this role: the recorder's version is not known.
-- No row: there is no recorder; fr_closed: this role may not use its schema.
-- parameters: none
SELECT
	NULL::text AS recorder_version,
	current_setting('server_version') AS server_version,
	current_database()::text AS database,
	NULLIF(current_setting('cluster_name'), '') AS cluster,
	extract(epoch FROM clock_timestamp())::float8 AS fr_clock,
	NOT has_schema_privilege(oid, 'USAGE') AS fr_closed
FROM pg_namespace
WHERE nspname = 'flight_recorder'
