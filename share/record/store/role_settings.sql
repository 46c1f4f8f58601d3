-- A setting of a database or role has a row where it differs from what it was; a value of NULL where it went.
INSERT INTO role_settings (database_name, role_name, parameter_name, snapshot_id, parameter_value)
SELECT value ->> 0, value ->> 1, value ->> 2, :snapshot, value ->> 3
FROM json_each(:doc) new
WHERE value ->> 3 IS NOT (SELECT parameter_value FROM role_settings WHERE database_name = new.value ->> 0 AND role_name = new.value ->> 1
	AND parameter_name = new.value ->> 2 ORDER BY snapshot_id DESC LIMIT 1);
INSERT INTO role_settings (database_name, role_name, parameter_name, snapshot_id, parameter_value)
SELECT database_name, role_name, parameter_name, :snapshot, NULL
FROM (SELECT *, max(snapshot_id) FROM role_settings GROUP BY 1, 2, 3)
WHERE parameter_value IS NOT NULL
	AND (database_name, role_name, parameter_name) NOT IN (SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(:doc));
