-- description: The statements that took most time in a window, with calls, time, blocks and temporary files.
-- parameter: start_time timestamptz required: where the window starts: ISO 8601, or -2h
-- parameter: end_time timestamptz required: where it ends: ISO 8601, or now
-- parameter: min_ms numeric = 100: leave out what took less time than this in all
-- parameter: limit integer 1..1000 = 25: rows at the most
SELECT s.queryid::text AS queryid, to_jsonb(s) ->> 'query_preview' AS query_preview, s.calls_delta, s.total_exec_time_delta_ms,
	to_jsonb(s) -> 'mean_exec_time_start_ms' AS mean_exec_time_start_ms, to_jsonb(s) -> 'mean_exec_time_end_ms' AS mean_exec_time_end_ms,
	to_jsonb(s) -> 'rows_delta' AS rows_delta, to_jsonb(s) -> 'shared_blks_hit_delta' AS shared_blks_hit_delta,
	to_jsonb(s) -> 'shared_blks_read_delta' AS shared_blks_read_delta, to_jsonb(s) -> 'temp_blks_read_delta' AS temp_blks_read_delta,
	to_jsonb(s) -> 'temp_blks_written_delta' AS temp_blks_written_delta, to_jsonb(s) -> 'wal_bytes_delta' AS wal_bytes_delta
FROM flight_recorder.statement_compare($1::timestamptz, $2::timestamptz, $3::double precision, $4::integer) AS s
