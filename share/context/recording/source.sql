-- source: what was recorded. One row, the members of .source.
SELECT 'recording' AS kind, NULL AS recorder_version,
	(SELECT value FROM meta WHERE name = 'server_version') AS server_version,
	(SELECT value FROM meta WHERE name = 'database') AS database,
	(SELECT value FROM meta WHERE name = 'cluster') AS cluster;
