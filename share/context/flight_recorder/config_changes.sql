-- config_changes: settings of the server, of databases and of roles that changed between the last snapshot before the window and the first
-- after it; changed_at is the first snapshot that saw the new value.
--
-- The recorder keeps a setting when it differs from what it was. Where its table holds one state only, its functions are compared:
-- config_changes() says a change only where one follows the window, but gives as old_value what was at the window's start.
-- needs: snapshots
-- parameters: $1 start timestamptz, $2 end timestamptz, $3 limit integer
WITH span AS (
	SELECT COALESCE((SELECT min(captured_at) FROM flight_recorder.snapshots WHERE captured_at >= $2::timestamptz), 'infinity') AS to_at
), kept AS (
	SELECT name, setting AS value, unit, source, captured_at
	FROM flight_recorder.config_snapshots JOIN flight_recorder.snapshots ON id = snapshot_id
	WHERE source NOT IN ('session', 'database', 'user', 'database user') -- of the recorder's own session
), steps AS (
	SELECT *, lag(value) OVER by_time AS before, lag(captured_at) OVER by_time IS NULL AS first
	FROM kept WINDOW by_time AS (PARTITION BY name ORDER BY captured_at)
), overrides AS (
	SELECT database_name, role_name, parameter_name, parameter_value, captured_at,
		lag(parameter_value) OVER by_time AS before,
		captured_at = (SELECT min(captured_at) FROM flight_recorder.snapshots) AS first
	FROM flight_recorder.db_role_config_snapshots JOIN flight_recorder.snapshots ON id = snapshot_id
	WINDOW by_time AS (PARTITION BY database_name, role_name, parameter_name ORDER BY captured_at)
), found AS (
	SELECT name AS parameter_name, before AS old_value, value AS new_value, unit, source, captured_at AS changed_at, 'server' AS scope,
		NULL::text AS database_name, NULL::text AS role_name
	FROM steps, span
	WHERE NOT first AND value IS DISTINCT FROM before AND captured_at > $1::timestamptz AND captured_at <= to_at
	UNION ALL
	SELECT parameter_name, before, parameter_value, NULL, NULL, captured_at,
		CASE WHEN database_name <> '' AND role_name <> '' THEN 'database and role' WHEN database_name <> '' THEN 'database' ELSE 'role' END,
		NULLIF(database_name, ''), NULLIF(role_name, '')
	FROM overrides, span
	WHERE NOT first AND parameter_value IS DISTINCT FROM before AND captured_at > $1::timestamptz AND captured_at <= to_at
	UNION ALL
	SELECT c.parameter_name, split_part(c.old_value, ' ', 1), split_part(COALESCE(c.new_value, n.value), ' ', 1), NULLIF(split_part(c.old_value, ' ', 2), ''),
		COALESCE(c.new_source, n.source), c.changed_at, 'server', NULL, NULL
	FROM flight_recorder.config_changes($1::timestamptz, $2::timestamptz) AS c
	LEFT JOIN flight_recorder.config_at($2::timestamptz) AS n ON n.parameter_name = c.parameter_name
	WHERE (SELECT count(DISTINCT snapshot_id) FROM flight_recorder.config_snapshots) <= 1
		AND c.old_source NOT IN ('session', 'database', 'user', 'database user') AND COALESCE(c.new_value, n.value) <> c.old_value
)
SELECT *, count(*) OVER () AS fr_total
FROM found
ORDER BY changed_at NULLS LAST, scope DESC, parameter_name
LIMIT $3::integer
