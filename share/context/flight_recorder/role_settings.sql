-- role_settings: settings that a database or a role overrides, as of the window's end (ALTER DATABASE … SET, ALTER ROLE … SET).
-- needs: snapshots
-- parameters: $1 end timestamptz, $2 limit integer
WITH known AS (
	SELECT DISTINCT ON (database_name, role_name, parameter_name) database_name, role_name, parameter_name, parameter_value
	FROM flight_recorder.db_role_config_snapshots JOIN flight_recorder.snapshots ON id = snapshot_id
	WHERE captured_at <= $1::timestamptz
	ORDER BY database_name, role_name, parameter_name, captured_at DESC
)
SELECT NULLIF(database_name, '') AS database_name, NULLIF(role_name, '') AS role_name, parameter_name, parameter_value,
	count(*) OVER () AS fr_total
FROM known
WHERE parameter_value IS NOT NULL
ORDER BY database_name, role_name, parameter_name
LIMIT $2::integer
