-- slow_queries: statements by the time they took between the snapshots around the window, longest first. A counter that
-- went back was reset, or its statement was thrown out and came again: what it shows since then is added. A statement that
-- an earlier snapshot did not have began at zero. fr-record's own are left out.
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
)
SELECT CAST(s.queryid AS TEXT) AS queryid, t.text AS query_preview, s.calls AS calls_delta, round(s.time, 3) AS total_exec_time_delta_ms,
	round(f.time0 / nullif(f.calls0, 0), 3) AS mean_exec_time_start_ms, round(l.time1 / nullif(l.calls1, 0), 3) AS mean_exec_time_end_ms,
	s.rows AS rows_delta, s.hit AS shared_blks_hit_delta, s.read AS shared_blks_read_delta, s.temp_read AS temp_blks_read_delta,
	s.temp_written AS temp_blks_written_delta, s.wal AS wal_bytes_delta, round(100.0 * s.hit / nullif(s.hit + s.read, 0), 1) AS hit_ratio_pct,
	round(s.time / nullif(s.calls, 0), 3) AS time_per_call_ms, count(*) OVER () AS fr_total
FROM summed s
JOIN grown f ON (f.queryid, f.snapshot_id) = (s.queryid, s.first)
JOIN grown l ON (l.queryid, l.snapshot_id) = (s.queryid, s.last)
LEFT JOIN statement_texts x ON x.queryid = s.queryid
LEFT JOIN texts t ON t.id = x.text_id
WHERE ifnull(t.text, '') NOT LIKE '-- fr-record:%' AND ifnull(t.text, '') NOT LIKE '%/* fr-record */%' AND s.calls > 0
ORDER BY s.time DESC
LIMIT :limit;
