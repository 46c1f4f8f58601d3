-- slow_queries: where execution time went: statements between the last statement snapshot at or before the window's start and the
-- first at or after its end, or the nearest to them inside, longest first. Those under 100 ms in all are left out, as in the recorder's
-- statement_compare, unless they are among the first by temporary files, by calls (at least one a second), or by how much slower
-- they became (top_by): each of these has a sixth of the rows. mean_before_ms is the mean of all calls before, as far as the statistics go,
-- or, of a statement that was not there at the start, of those up to its first snapshot; mean_change_pct compares what came after.
-- calls_before_per_second is over the statement snapshots of up to an hour before the window, for those that were there at its start.
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
	SELECT s.captured_at, s.captured_at = from_at AS at_start, extract(epoch FROM to_at - from_at) AS seconds, t.*,
		CASE WHEN COALESCE((SELECT value FROM flight_recorder.config WHERE key = 'statements_ranking_metric'), 'time') = 'time'
			THEN total_exec_time ELSE shared_blks_hit + shared_blks_read + temp_blks_read + temp_blks_written END AS work
	FROM edges
	JOIN flight_recorder.snapshots AS s ON s.captured_at IN (from_at, to_at) AND from_at < to_at
	JOIN flight_recorder.statement_snapshots AS t ON t.snapshot_id = s.id
), before AS (
	SELECT t.queryid, t.dbid, t.calls, b.captured_at, (SELECT from_at FROM edges) - b.captured_at AS span
	FROM (SELECT id, captured_at FROM taken, edges WHERE captured_at < from_at AND captured_at >= from_at - interval '1 hour'
		ORDER BY captured_at LIMIT 1) AS b
	LEFT JOIN flight_recorder.statement_snapshots AS t ON t.snapshot_id = b.id
), top AS (
	SELECT CASE WHEN count(*) >= COALESCE((SELECT value::integer FROM flight_recorder.config WHERE key = 'statements_top_n'), 20)
		THEN min(work) ELSE 0 END AS least_work
	FROM rows_of WHERE at_start
), first_shows AS (
	SELECT e.queryid, e.dbid, e.work < 2 * least_work AS is_start, shows.*
	FROM edges, top, rows_of AS e, LATERAL (
		SELECT t.calls, t.total_exec_time, t.rows, t.shared_blks_hit, t.shared_blks_read, t.temp_blks_read, t.temp_blks_written, t.wal_bytes
		FROM flight_recorder.statement_snapshots AS t JOIN flight_recorder.snapshots AS s ON s.id = t.snapshot_id
		WHERE t.queryid = e.queryid AND t.dbid = e.dbid AND s.captured_at > from_at AND s.captured_at <= to_at
		ORDER BY s.captured_at LIMIT 1
	) AS shows
	WHERE NOT e.at_start AND NOT EXISTS (SELECT FROM rows_of AS s WHERE s.at_start AND s.queryid = e.queryid AND s.dbid = e.dbid)
), starts AS (
	SELECT queryid, dbid, calls, total_exec_time, mean_exec_time, rows, shared_blks_hit, shared_blks_read, temp_blks_read,
		temp_blks_written, wal_bytes
	FROM rows_of WHERE at_start
	UNION ALL
	SELECT queryid, dbid, calls, total_exec_time, NULL, rows, shared_blks_hit, shared_blks_read, temp_blks_read,
		temp_blks_written, wal_bytes
	FROM first_shows WHERE is_start
), deltas AS (
	SELECT
		e.queryid,
		e.query_preview,
		e.seconds,
		CASE WHEN s.mean_exec_time IS NOT NULL THEN s.calls - COALESCE((SELECT calls FROM before AS b WHERE b.queryid = e.queryid AND b.dbid = e.dbid), 0) END
			/ (SELECT NULLIF(extract(epoch FROM max(span)), 0) FROM before) AS rate_before,
		e.calls - COALESCE(s.calls, 0) AS calls_delta,
		e.total_exec_time - COALESCE(s.total_exec_time, 0) AS total_exec_time_delta_ms,
		s.mean_exec_time AS mean_exec_time_start_ms,
		e.mean_exec_time AS mean_exec_time_end_ms,
		e.rows - COALESCE(s.rows, 0) AS rows_delta,
		e.shared_blks_hit - COALESCE(s.shared_blks_hit, 0) AS shared_blks_hit_delta,
		e.shared_blks_read - COALESCE(s.shared_blks_read, 0) AS shared_blks_read_delta,
		e.temp_blks_read - COALESCE(s.temp_blks_read, 0) AS temp_blks_read_delta,
		e.temp_blks_written - COALESCE(s.temp_blks_written, 0) AS temp_blks_written_delta,
		e.wal_bytes - COALESCE(s.wal_bytes, 0) AS wal_bytes_delta,
		COALESCE(s.mean_exec_time, f.total_exec_time / NULLIF(f.calls, 0)) AS mean_before_ms,
		(e.total_exec_time - COALESCE(s.total_exec_time, f.total_exec_time)) / NULLIF(e.calls - COALESCE(s.calls, f.calls), 0) AS mean_after_ms
	FROM rows_of AS e
	-- Fewer calls than at the start: the statistics were reset in between, and count from nothing.
	LEFT JOIN starts AS s ON s.queryid = e.queryid AND s.dbid = e.dbid AND s.calls <= e.calls
	LEFT JOIN first_shows AS f ON f.queryid = e.queryid AND f.dbid = e.dbid AND f.calls < e.calls
	WHERE NOT e.at_start
), measured AS (
	SELECT *,
		total_exec_time_delta_ms / NULLIF(calls_delta, 0) AS time_per_call_ms,
		100.0 * (mean_after_ms / NULLIF(mean_before_ms, 0) - 1) AS mean_change_pct,
		100.0 * total_exec_time_delta_ms / NULLIF(sum(total_exec_time_delta_ms) OVER (), 0) AS share_pct
	FROM deltas
	WHERE calls_delta > 0
), ranked AS (
	SELECT *,
		row_number() OVER (ORDER BY total_exec_time_delta_ms DESC, queryid) AS by_time,
		row_number() OVER (ORDER BY temp_blks_written_delta DESC, queryid) <= ceil($3::integer / 6.0) AND temp_blks_written_delta > 0 AS by_temp,
		row_number() OVER (ORDER BY calls_delta DESC, queryid) <= ceil($3::integer / 6.0) AND calls_delta > seconds AS by_calls,
		row_number() OVER (ORDER BY mean_change_pct DESC NULLS LAST, queryid) <= ceil($3::integer / 6.0) AND mean_change_pct > 50
			AND calls_delta >= 5 AND total_exec_time_delta_ms >= 10 AND query_preview NOT LIKE '%flight\_recorder.%' AS by_regression
	FROM measured
), chosen AS (
	SELECT *, count(*) OVER () AS fr_total
	FROM ranked
	WHERE total_exec_time_delta_ms >= 100 OR by_temp OR by_calls OR by_regression
	ORDER BY by_time > ceil($3::integer / 2.0) AND NOT (by_temp OR by_calls OR by_regression), by_time
	LIMIT $3::integer
)
SELECT
	queryid::text AS queryid,
	query_preview,
	calls_delta,
	round((calls_delta / NULLIF(seconds, 0))::numeric, 2) AS calls_per_second,
	CASE WHEN rate_before >= 0 THEN round(rate_before::numeric, 2) END AS calls_before_per_second,
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
	time_per_call_ms,
	mean_before_ms,
	round(mean_change_pct::numeric, 1) AS mean_change_pct,
	round(share_pct::numeric, 1) AS share_pct,
	CASE WHEN by_time <= ceil($3::integer / 2.0) AND total_exec_time_delta_ms >= 100 THEN 'time' WHEN by_temp THEN 'temp' WHEN by_calls THEN 'calls'
		WHEN by_regression THEN 'regression' ELSE 'time' END AS top_by,
	fr_total
FROM chosen
ORDER BY total_exec_time_delta_ms DESC, queryid
