-- What pg-flight-recorder recorded of a window, as one JSON object of the form of the incidents here: what its functions return for
-- it, and the rows of its tables. Run in its database: psql -XAtq -v incident=NAME -v start=… -v end=… -v label='{…}' -f export.sql
--
-- Left out are NULLs, the statements with which the script itself drove the recorder, and of the catalogs' and the recorder's own
-- tables those snapshots in which nothing happened to them.
SET TimeZone = 'UTC';
SET client_min_messages = warning;
BEGIN;

CREATE FUNCTION pg_temp.rows(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	rows text;
BEGIN
	EXECUTE 'SELECT string_agg(E''\n'' || json_strip_nulls(row_to_json(r)), '','') FROM (' || query || ') AS r' INTO rows;
	RETURN '[' || coalesce(rows, '') || ']';
END
$$;

CREATE TEMP TABLE exported (kind text, name text, query text, position serial);
INSERT INTO exported (kind, name, query)
SELECT 'functions', name, format('SELECT * FROM flight_recorder.%I(%s) %s', name, arguments,
	CASE name WHEN 'statement_compare' THEN $$WHERE query_preview !~ 'recorder_driver|clock_timestamp'$$ END) FROM (VALUES
	('anomaly_report', :'start', :'end'), ('compare', :'start', :'end'), ('wait_summary', :'start', :'end'),
	('statement_compare', :'start', :'end'), ('table_hotspots', :'start', :'end'), ('index_efficiency', :'start', :'end'),
	('config_changes', :'start', :'end'), ('db_role_config_changes', :'start', :'end')
) AS f (name, win_start, win_end), LATERAL (SELECT format('%L, %L', win_start, win_end)) AS a (arguments)
WHERE EXISTS (SELECT FROM pg_proc WHERE pronamespace = 'flight_recorder'::regnamespace AND proname = name)
UNION ALL
SELECT 'functions', name, format('SELECT * FROM flight_recorder.%I(%s)', name, arguments) FROM (VALUES
	('unused_indexes', ''), ('config_at', quote_literal(:'end'))
) AS f (name, arguments)
UNION ALL
SELECT 'tables', name, format('SELECT * FROM flight_recorder.%I AS t WHERE %s ORDER BY %s', name, condition, ordering) FROM (VALUES
	('lock_samples_archive', 'true', 'id'),
	('activity_samples_archive', 'true', 'id'),
	('wait_samples_archive', 'true', 'id'),
	('snapshots', 'true', 'id'),
	('statement_snapshots', $$query_preview !~ 'recorder_driver|clock_timestamp'$$, 'snapshot_id, total_exec_time DESC, queryid'),
	('table_snapshots', $$schemaname NOT IN ('flight_recorder', 'cron', 'pg_catalog') OR (n_tup_ins, n_tup_upd, n_tup_del, seq_scan) IS DISTINCT FROM
		(SELECT (b.n_tup_ins, b.n_tup_upd, b.n_tup_del, b.seq_scan) FROM flight_recorder.table_snapshots AS b
		WHERE b.relid = t.relid AND b.snapshot_id < t.snapshot_id ORDER BY b.snapshot_id DESC LIMIT 1)$$, 'snapshot_id, relid'),
	('index_snapshots', $$schemaname NOT IN ('flight_recorder', 'cron', 'pg_catalog')$$, 'snapshot_id, indexrelid'),
	('config_snapshots', 'true', 'snapshot_id, name'),
	('db_role_config_snapshots', 'true', 'snapshot_id'),
	('replication_snapshots', 'true', 'snapshot_id'),
	('vacuum_progress_snapshots', 'true', 'snapshot_id')
) AS f (name, condition, ordering)
WHERE to_regclass('flight_recorder.' || name) IS NOT NULL;

SELECT format(E'{\n"incident":%s,\n"label":%s,\n"recorder_version":%s,\n"server_version":%s,\n"window":%s',
	to_json(:'incident'::text), :'label'::json,
	to_json((SELECT value FROM flight_recorder.config WHERE key = 'schema_version')),
	to_json(current_setting('server_version')), json_build_object('start', :'start', 'end', :'end'));
SELECT format(E',\n%s:{\n%s}', to_json(kind), string_agg(format('%s:%s', to_json(name), pg_temp.rows(query)), E',\n' ORDER BY position))
FROM exported GROUP BY kind ORDER BY kind;
SELECT '}';
ROLLBACK;
