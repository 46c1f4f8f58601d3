-- query_history: one statement between each two of the recorder's snapshots in the window, the newest first. Where a counter went
-- back, the statistics were reset, and the row says nothing of that time.
-- parameters: $1 queryid bigint, $2 start timestamptz, $3 end timestamptz, $4 limit integer
WITH seen AS (
	SELECT s.captured_at, sum(t.calls) AS calls, sum(t.total_exec_time) AS total_exec_time, sum(t.rows) AS rows,
		sum(t.shared_blks_hit) AS shared_blks_hit, sum(t.shared_blks_read) AS shared_blks_read, sum(t.temp_blks_written) AS temp_blks_written
	FROM flight_recorder.statement_snapshots AS t JOIN flight_recorder.snapshots AS s ON s.id = t.snapshot_id
	WHERE t.queryid = $1::bigint AND s.captured_at BETWEEN $2::timestamptz AND $3::timestamptz
	GROUP BY s.captured_at
), deltas AS (
	SELECT lag(captured_at) OVER w AS first_seen, captured_at AS last_seen, calls - lag(calls) OVER w AS calls_delta,
		total_exec_time - lag(total_exec_time) OVER w AS total_exec_time_delta_ms, rows - lag(rows) OVER w AS rows_delta,
		shared_blks_hit - lag(shared_blks_hit) OVER w AS shared_blks_hit_delta,
		shared_blks_read - lag(shared_blks_read) OVER w AS shared_blks_read_delta,
		temp_blks_written - lag(temp_blks_written) OVER w AS temp_blks_written_delta
	FROM seen WINDOW w AS (ORDER BY captured_at)
)
SELECT *, total_exec_time_delta_ms / nullif(calls_delta, 0) AS time_per_call_ms, count(*) OVER () AS fr_total
FROM deltas WHERE calls_delta >= 0
ORDER BY last_seen DESC
LIMIT $4::integer
