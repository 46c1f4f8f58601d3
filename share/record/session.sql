-- fr-record: what server and role this is. One row, one JSON object: the members of meta.
-- The timeouts stand on the server, so that nothing of ours outlives us there; jit and parallel workers would cost more than they give.
-- Managed services may keep pg_control_system() to themselves: then the server is known by its address.
SELECT /* fr-record */ json_build_object(
	'server_version', current_setting('server_version'),
	'server_version_num', current_setting('server_version_num')::int,
	'system_identifier', CASE WHEN has_function_privilege('pg_control_system()', 'execute')
		THEN (SELECT system_identifier::text FROM pg_control_system())
		ELSE coalesce(host(inet_server_addr()), 'local') || ':' || current_setting('port') END,
	'cluster', nullif(current_setting('cluster_name'), ''),
	'block_size', current_setting('block_size')::int,
	'database', current_database(),
	'role', current_user,
	'may_read_all', pg_has_role('pg_read_all_stats', 'usage'),
	'statements_schema', (SELECT quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
		WHERE e.extname = 'pg_stat_statements'),
	'at_us', (extract(epoch FROM clock_timestamp()) * 1000000)::int8
)
FROM (SELECT count(set_config(s.name, v.setting, false))
	FROM (VALUES
		('default_transaction_read_only', 'on'), ('statement_timeout', '5s'), ('lock_timeout', '1s'),
		('idle_in_transaction_session_timeout', '1min'), ('idle_session_timeout', '1h'), ('search_path', 'pg_catalog'),
		('TimeZone', 'UTC'), ('DateStyle', 'ISO'), ('jit', 'off'), ('max_parallel_workers_per_gather', '0')) v (name, setting)
	JOIN pg_settings s ON s.name = v.name) settings_made;
