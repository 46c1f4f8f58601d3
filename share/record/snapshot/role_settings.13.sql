-- fr-record: what databases and roles set for themselves: [[database, role, parameter, value], …]; '' is all.
SELECT /* fr-record */ coalesce(json_agg(json_build_array(coalesce(d.datname, ''), coalesce(r.rolname, ''),
	left(setting, strpos(setting, '=') - 1), substr(setting, strpos(setting, '=') + 1))), '[]')
FROM pg_db_role_setting s CROSS JOIN unnest(s.setconfig) setting
LEFT JOIN pg_database d ON d.oid = s.setdatabase LEFT JOIN pg_roles r ON r.oid = s.setrole;
