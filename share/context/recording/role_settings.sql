-- role_settings: settings that a database or a role overrides, as of the window's end (ALTER DATABASE … SET, ALTER ROLE … SET).
-- parameters: :end_us, :limit
WITH available AS MATERIALIZED (
	SELECT coalesce(max(p.id) FILTER (WHERE p.at_us <= :end_us), min(p.id)) AS id
	FROM snapshots p JOIN snapshot_parts t ON t.snapshot_id = p.id AND t.part = 'role_settings'
	HAVING CASE WHEN count(*) > 0 THEN 1 ELSE unavailable('no snapshot of them') END
), known AS ( -- a bare column beside max() is of the row that has it
	SELECT r.*, max(r.snapshot_id) FROM available CROSS JOIN role_settings r WHERE r.snapshot_id <= id GROUP BY 1, 2, 3
)
SELECT nullif(database_name, '') AS database_name, nullif(role_name, '') AS role_name, parameter_name, parameter_value, count(*) OVER () AS fr_total
FROM known
WHERE parameter_value IS NOT NULL
ORDER BY database_name, role_name, parameter_name
LIMIT :limit;
