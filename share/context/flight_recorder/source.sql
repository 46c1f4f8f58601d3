-- source: who answers. Members of .source; fr_clock is the server's clock in seconds since the Unix epoch.
-- The first releases do not say which they are; what they have is what 2.0 has.
-- parameters: none
SELECT
	COALESCE((SELECT value FROM flight_recorder.config WHERE key = 'schema_version'), '2.0') AS recorder_version,
	current_setting('server_version') AS server_version,
	current_database()::text AS database,
	NULLIF(current_setting('cluster_name'), '') AS cluster,
	extract(epoch FROM clock_timestamp())::float8 AS fr_clock
