-- slow_queries: where execution time went: statements between the last statement snapshot at or before the window's start and the
-- first at or after its end, or the nearest to them inside. Those under 100 ms in all are left out, as in the recorder's statement_compare.
--
-- statement_compare itself joins every snapshot before with every one after, so that a statement comes back many times. It also takes
-- one that was not among the recorded top at the start for new, with all it ever did. Here each is compared once, and one that
-- was not among a full top at the start counts as new if it did at least twice the work of the last that was; else from where it first shows.
-- needs: statement_snapshots
-- parameters: $1 start timestamptz, $2 end timestamptz, $3 limit integer
WITH taken AS (
	SELECT id, captured_at FROM flight_recorder.snapshots AS s
	WHERE EXISTS (SELECT FROM flight_recorder.statement_snapshots WHERE snapshot_id = s.id)
), edges AS (
	SELECT
		COALESCE((SELECT max(captured_at) FROM taken WHERE captured_at <= $1::timestamptz),
			(SELECT min(captured_at) FROM taken)) AS from_at,
		COALESCE((SELECT min(captured_at) FROM taken WHERE captured_at >= $2::timestamptz),
			(SELECT max(captured_at) FROM taken)) AS to_at
), rows_of AS (
	SELECT s.captured_at, s.captured_at = from_at AS at_start, t.*,
		CASE WHEN COALESCE((SELECT value FROM flight_recorder.config WHERE key = 'statements_ranking_metric'), 'time') = 'time'
			THEN total_exec_time ELSE shared_blks_hit + shared_blks_read + temp_blks_read + temp_blks_written END AS work
	FROM edges
	JOIN flight_recorder.snapshots AS s ON s.captured_at IN (from_at, to_at) AND from_at < to_at
	JOIN flight_recorder.statement_snapshots AS t ON t.snapshot_id = s.id
), top AS (
	SELECT CASE WHEN count(*) >= COALESCE((SELECT value::integer FROM flight_recorder.config WHERE key = 'statements_top_n'), 20)
		THEN min(work) ELSE 0 END AS least_work
	FROM rows_of WHERE at_start
), first_shows AS (
	SELECT e.queryid, e.dbid, shows.*
	FROM edges, top, rows_of AS e, LATERAL (
		SELECT t.calls, t.total_exec_time, t.rows, t.shared_blks_hit, t.shared_blks_read, t.temp_blks_read, t.temp_blks_written, t.wal_bytes
		FROM flight_recorder.statement_snapshots AS t JOIN flight_recorder.snapshots AS s ON s.id = t.snapshot_id
		WHERE t.queryid = e.queryid AND t.dbid = e.dbid AND s.captured_at > from_at AND s.captured_at <= to_at
		ORDER BY s.captured_at LIMIT 1
	) AS shows
	WHERE NOT e.at_start AND e.work < 2 * least_work
		AND NOT EXISTS (SELECT FROM rows_of AS s WHERE s.at_start AND s.queryid = e.queryid AND s.dbid = e.dbid)
), starts AS (
	SELECT queryid, dbid, calls, total_exec_time, mean_exec_time, rows, shared_blks_hit, shared_blks_read, temp_blks_read,
		temp_blks_written, wal_bytes
	FROM rows_of WHERE at_start
	UNION ALL
	SELECT queryid, dbid, calls, total_exec_time, NULL, rows, shared_blks_hit, shared_blks_read, temp_blks_read,
		temp_blks_written, wal_bytes
	FROM first_shows
), deltas AS (
	SELECT
		e.queryid,
		e.query_preview,
		e.calls - COALESCE(s.calls, 0) AS calls_delta,
		e.total_exec_time - COALESCE(s.total_exec_time, 0) AS total_exec_time_delta_ms,
		s.mean_exec_time AS mean_exec_time_start_ms,
		e.mean_exec_time AS mean_exec_time_end_ms,
		e.rows - COALESCE(s.rows, 0) AS rows_delta,
		e.shared_blks_hit - COALESCE(s.shared_blks_hit, 0) AS shared_blks_hit_delta,
		e.shared_blks_read - COALESCE(s.shared_blks_read, 0) AS shared_blks_read_delta,
		e.temp_blks_read - COALESCE(s.temp_blks_read, 0) AS temp_blks_read_delta,
		e.temp_blks_written - COALESCE(s.temp_blks_written, 0) AS temp_blks_written_delta,
		e.wal_bytes - COALESCE(s.wal_bytes, 0) AS wal_bytes_delta
	FROM rows_of AS e
	-- Fewer calls than at the start: the statistics were reset in between, and count from nothing.
	LEFT JOIN starts AS s ON s.queryid = e.queryid AND s.dbid = e.dbid AND s.calls <= e.calls
	WHERE NOT e.at_start
)
SELECT
	queryid::text AS queryid,
	query_preview,
	calls_delta,
	total_exec_time_delta_ms,
	mean_exec_time_start_ms,
	mean_exec_time_end_ms,
	rows_delta,
	shared_blks_hit_delta,
	shared_blks_read_delta,
	temp_blks_read_delta,
	temp_blks_written_delta,
	wal_bytes_delta,
	round(100.0 * shared_blks_hit_delta / NULLIF(shared_blks_hit_delta + shared_blks_read_delta, 0), 1) AS hit_ratio_pct,
	total_exec_time_delta_ms / NULLIF(calls_delta, 0) AS time_per_call_ms,
	count(*) OVER () AS fr_total
FROM deltas
WHERE total_exec_time_delta_ms >= 100
ORDER BY total_exec_time_delta_ms DESC, queryid
LIMIT $3::integer
