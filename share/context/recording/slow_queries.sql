-- slow_queries: statements by the time they took between the snapshots around the window, longest first. A counter that
-- went back was reset, or its statement was thrown out and came again: what it shows since then is added. A statement that
-- an earlier snapshot did not have began at zero. fr-record's own are left out. Of the rows half are the first by time, and a sixth each
-- the first by temporary files, by calls (at least one a second), and by how much slower they became (top_by). mean_before_ms is
-- the mean of all calls before, as far as the statistics go, or, of a statement that began in the window, of those up to its first snapshot;
-- mean_change_pct compares what came after. calls_before_per_second is since the recording began.
-- parameters: :start_us, :end_us, :limit
WITH taken AS MATERIALIZED (
	SELECT p.id, p.at_us FROM snapshots p JOIN snapshot_parts t ON t.snapshot_id = p.id AND t.part = 'statements'
), near AS ( -- one that is farther off than five minutes and than the window is long is from before a gap
	SELECT max(id) AS id FROM taken WHERE at_us <= :start_us AND at_us >= :start_us - max(300000000, :end_us - :start_us)
), bounds AS MATERIALIZED (
	SELECT coalesce((SELECT id FROM near), (SELECT min(id) FROM taken WHERE at_us BETWEEN :start_us AND :end_us)) AS from_id,
		coalesce((SELECT min(id) FROM taken WHERE at_us >= :end_us), (SELECT max(id) FROM taken)) AS to_id
), available AS MATERIALIZED (
	SELECT from_id, to_id, (SELECT min(id) FROM taken) AS first_id FROM bounds
	WHERE CASE WHEN from_id < to_id THEN 1 ELSE unavailable('no two snapshots of pg_stat_statements around the window') END
), changed AS MATERIALIZED (
	SELECT DISTINCT queryid FROM available, statements WHERE snapshot_id > from_id AND snapshot_id <= to_id
), seen AS (
	SELECT s.*, snapshot_id > from_id AS inside, from_id,
		lag(calls, 1, 0) OVER q AS calls0, lag(total_exec_time, 1, 0) OVER q AS time0, lag(rows, 1, 0) OVER q AS rows0,
		lag(shared_blks_hit, 1, 0) OVER q AS hit0, lag(shared_blks_read, 1, 0) OVER q AS read0,
		lag(temp_blks_read, 1, 0) OVER q AS temp_read0, lag(temp_blks_written, 1, 0) OVER q AS temp_written0,
		lag(wal_bytes, 1, 0) OVER q AS wal0
	FROM available CROSS JOIN changed c CROSS JOIN statements s ON s.queryid = c.queryid
	WHERE snapshot_id <= to_id AND snapshot_id >= ifnull((SELECT max(snapshot_id) FROM statements b
		WHERE b.queryid = c.queryid AND b.snapshot_id <= from_id), 0)
	WINDOW q AS (PARTITION BY s.queryid ORDER BY snapshot_id)
), grown AS (
	SELECT queryid, snapshot_id, calls0, time0, calls AS calls1, total_exec_time AS time1,
		calls - iif(calls < calls0, 0, calls0) AS calls, total_exec_time - iif(calls < calls0, 0, time0) AS time,
		rows - iif(calls < calls0, 0, rows0) AS rows, shared_blks_hit - iif(calls < calls0, 0, hit0) AS hit,
		shared_blks_read - iif(calls < calls0, 0, read0) AS read, temp_blks_read - iif(calls < calls0, 0, temp_read0) AS temp_read,
		temp_blks_written - iif(calls < calls0, 0, temp_written0) AS temp_written, wal_bytes - iif(calls < calls0, 0, wal0) AS wal
	FROM seen WHERE inside
), summed AS (
	SELECT queryid, sum(calls) AS calls, sum(time) AS time, sum(rows) AS rows, sum(hit) AS hit, sum(read) AS read,
		sum(temp_read) AS temp_read, sum(temp_written) AS temp_written, sum(wal) AS wal, min(snapshot_id) AS first, max(snapshot_id) AS last
	FROM grown GROUP BY queryid
), began AS ( -- up to the first snapshot of those that were not there before
	SELECT queryid, calls, time, snapshot_id FROM grown WHERE calls0 = 0 AND (queryid, snapshot_id) IN (SELECT queryid, first FROM summed)
), compared AS (
	SELECT s.*, t.text, f.calls0, f.time0, l.calls1, l.time1, coalesce(f.time0 / nullif(f.calls0, 0), b.time / b.calls) AS mean_before,
		(s.time - ifnull(b.time, 0)) / nullif(s.calls - ifnull(b.calls, 0), 0) AS mean_after,
		(SELECT (f.calls0 - ifnull((SELECT calls FROM statements o WHERE o.queryid = s.queryid AND o.snapshot_id = first_id), 0))
			/ nullif((y.at_us - x.at_us) / 1e6, 0)
			FROM available JOIN snapshots x ON x.id = first_id JOIN snapshots y ON y.id = from_id) AS rate_before,
		(SELECT (y.at_us - x.at_us) / 1e6 FROM available JOIN snapshots x ON x.id = from_id JOIN snapshots y ON y.id = to_id) AS seconds
	FROM summed s
	JOIN grown f ON (f.queryid, f.snapshot_id) = (s.queryid, s.first)
	JOIN grown l ON (l.queryid, l.snapshot_id) = (s.queryid, s.last)
	LEFT JOIN began b ON b.queryid = s.queryid AND b.calls < s.calls
	LEFT JOIN statement_texts x ON x.queryid = s.queryid
	LEFT JOIN texts t ON t.id = x.text_id
	WHERE ifnull(t.text, '') NOT LIKE '-- fr-record:%' AND ifnull(t.text, '') NOT LIKE '%/* fr-record */%' AND s.calls > 0
), ranked AS (
	SELECT *, 100.0 * (mean_after / nullif(mean_before, 0) - 1) AS change, 100.0 * time / nullif(sum(time) OVER (), 0) AS share,
		row_number() OVER (ORDER BY time DESC, queryid) AS by_time,
		row_number() OVER (ORDER BY temp_written DESC, queryid) <= (:limit + 5) / 6 AND temp_written > 0 AS by_temp,
		row_number() OVER (ORDER BY calls DESC, queryid) <= (:limit + 5) / 6 AND calls > seconds AS by_calls,
		row_number() OVER (ORDER BY CASE WHEN calls >= 5 AND time >= 10 THEN mean_after / nullif(mean_before, 0) END DESC, queryid) <= (:limit + 5) / 6
			AND calls >= 5 AND time >= 10 AND mean_after > 1.5 * mean_before AS by_regression
	FROM compared
), chosen AS (
	SELECT *, count(*) OVER () AS total
	FROM ranked
	ORDER BY by_time > (:limit + 1) / 2 AND NOT ifnull(by_temp OR by_calls OR by_regression, 0), by_time
	LIMIT :limit
)
SELECT CAST(queryid AS TEXT) AS queryid, text AS query_preview, calls AS calls_delta, round(calls / seconds, 2) AS calls_per_second,
	iif(rate_before >= 0, round(rate_before, 2), NULL) AS calls_before_per_second,
	round(time, 3) AS total_exec_time_delta_ms, round(time0 / nullif(calls0, 0), 3) AS mean_exec_time_start_ms,
	round(time1 / nullif(calls1, 0), 3) AS mean_exec_time_end_ms, rows AS rows_delta, hit AS shared_blks_hit_delta,
	read AS shared_blks_read_delta, temp_read AS temp_blks_read_delta, temp_written AS temp_blks_written_delta, wal AS wal_bytes_delta,
	round(100.0 * hit / nullif(hit + read, 0), 1) AS hit_ratio_pct, round(time / nullif(calls, 0), 3) AS time_per_call_ms,
	round(mean_before, 3) AS mean_before_ms, round(change, 1) AS mean_change_pct, round(share, 1) AS share_pct,
	CASE WHEN by_time <= (:limit + 1) / 2 THEN 'time' WHEN by_temp THEN 'temp' WHEN by_calls THEN 'calls' WHEN by_regression THEN 'regression'
		ELSE 'time' END AS top_by, total AS fr_total
FROM chosen
ORDER BY time DESC;
