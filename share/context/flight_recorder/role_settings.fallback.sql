-- role_settings, of a recorder that does not keep them (2.0) or where they are closed to this role: as they are now.
-- parameters: $1 limit integer
SELECT
	datname::text AS database_name,
	rolname::text AS role_name,
	split_part(setting, '=', 1) AS parameter_name,
	substr(setting, strpos(setting, '=') + 1) AS parameter_value,
	count(*) OVER () AS fr_total
FROM pg_db_role_setting AS s
CROSS JOIN LATERAL unnest(setconfig) AS setting
LEFT JOIN pg_database AS d ON d.oid = setdatabase
LEFT JOIN pg_roles AS r ON r.oid = setrole
ORDER BY 1, 2, 3
LIMIT $1::integer
