-- config_changes: settings of the server, of databases and of roles that changed between the last snapshot before the window and the first
-- after it; changed_at is the snapshot that saw the new value first.
-- parameters: :start_us, :end_us, :limit
WITH taken AS MATERIALIZED (
	SELECT p.id, p.at_us FROM snapshots p JOIN snapshot_parts t ON t.snapshot_id = p.id AND t.part = 'settings'
), near AS ( -- one that is farther off than five minutes and than the window is long is from before a gap
	SELECT max(id) AS id FROM taken WHERE at_us <= :start_us AND at_us >= :start_us - max(300000000, :end_us - :start_us)
), bounds AS MATERIALIZED (
	SELECT coalesce((SELECT id FROM near), (SELECT min(id) FROM taken WHERE at_us BETWEEN :start_us AND :end_us)) AS from_id,
		coalesce((SELECT min(id) FROM taken WHERE at_us >= :end_us), (SELECT max(id) FROM taken)) AS to_id
), available AS MATERIALIZED (
	SELECT from_id, to_id FROM bounds
	WHERE CASE WHEN from_id < to_id THEN 1 ELSE unavailable('no two snapshots of the settings around the window') END
), server AS (
	SELECT name, lag(setting) OVER w AS old_value, setting, unit, source, snapshot_id, lag(snapshot_id) OVER w AS before_id
	FROM settings WINDOW w AS (PARTITION BY name ORDER BY snapshot_id)
), overrides AS (
	SELECT *, lag(parameter_value) OVER (PARTITION BY database_name, role_name, parameter_name ORDER BY snapshot_id) AS old_value
	FROM role_settings
), found AS (
	SELECT name AS parameter_name, old_value, setting AS new_value, unit, source, snapshot_id, 'server' AS scope, NULL AS database_name,
		NULL AS role_name
	FROM available CROSS JOIN server
	WHERE before_id IS NOT NULL AND setting IS NOT old_value AND snapshot_id > from_id AND snapshot_id <= to_id
	UNION ALL
	SELECT parameter_name, old_value, parameter_value, NULL, NULL, snapshot_id,
		CASE WHEN database_name <> '' AND role_name <> '' THEN 'database and role' WHEN database_name <> '' THEN 'database' ELSE 'role' END,
		nullif(database_name, ''), nullif(role_name, '')
	FROM available CROSS JOIN overrides
	WHERE parameter_value IS NOT old_value AND snapshot_id > from_id AND snapshot_id <= to_id
)
SELECT parameter_name, old_value, new_value, unit, source, strftime('%Y-%m-%dT%H:%M:%fZ', p.at_us / 1e6, 'unixepoch') AS changed_at, scope, database_name,
	role_name, count(*) OVER () AS fr_total
FROM found JOIN snapshots p ON p.id = snapshot_id
ORDER BY p.at_us, scope DESC, parameter_name
LIMIT :limit;
