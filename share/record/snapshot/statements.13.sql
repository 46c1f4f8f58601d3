-- fr-record: every statement of pg_stat_statements without its text, users and databases together:
-- [[queryid, calls, total_exec_time, rows, shared_blks_hit, shared_blks_read, temp_blks_read, temp_blks_written, wal_bytes], …].
-- In psql: -v schema=public (where the extension is).
SELECT /* fr-record */ json_agg(json_build_array(queryid, calls, total_exec_time, rows, hit, read, temp_read, temp_written, wal))
FROM (SELECT queryid, sum(calls) AS calls, sum(total_exec_time) AS total_exec_time, sum(rows) AS rows, sum(shared_blks_hit) AS hit,
		sum(shared_blks_read) AS read, sum(temp_blks_read) AS temp_read, sum(temp_blks_written) AS temp_written, sum(wal_bytes) AS wal
	FROM :schema.pg_stat_statements(false)
	WHERE queryid IS NOT NULL
	GROUP BY queryid) s;
