-- fr-record: the counters of all databases together, and the age of the oldest transaction id.
SELECT /* fr-record */ json_build_object('xact_commit', sum(xact_commit), 'xact_rollback', sum(xact_rollback), 'blks_read', sum(blks_read),
	'blks_hit', sum(blks_hit), 'temp_files', sum(temp_files), 'temp_bytes', sum(temp_bytes), 'deadlocks', sum(deadlocks),
	'datfrozenxid_age', (SELECT max(age(datfrozenxid)) FROM pg_database))
FROM pg_stat_database;
