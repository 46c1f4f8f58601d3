-- index_usage: indexes that were never scanned (unused), whose scans read ten thousand entries and more each (inefficient), that went in the
-- 24 hours before the window's end (vanished) or came in the window (appeared). Unique ones are not called unused: they keep a rule.
-- index_bytes is as of the last VACUUM or ANALYZE. At most the 2,000 largest indexes are recorded.
-- parameters: :start_us, :end_us, :limit
WITH taken AS MATERIALIZED (
	SELECT p.id, p.at_us FROM snapshots p JOIN snapshot_parts t ON t.snapshot_id = p.id AND t.part = 'indexes'
), near AS ( -- one that is farther off than five minutes and than the window is long is from before a gap
	SELECT max(id) AS id FROM taken WHERE at_us <= :start_us AND at_us >= :start_us - max(300000000, :end_us - :start_us)
), bounds AS MATERIALIZED (
	SELECT coalesce((SELECT id FROM near), (SELECT min(id) FROM taken WHERE at_us BETWEEN :start_us AND :end_us)) AS from_id,
		coalesce((SELECT min(id) FROM taken WHERE at_us >= :end_us), (SELECT max(id) FROM taken)) AS to_id
), available AS MATERIALIZED (
	SELECT from_id, to_id, (SELECT min(id) FROM taken) AS first_id,
		(SELECT min(id) FROM taken WHERE at_us >= :end_us - 86400000000) AS past_id FROM bounds
	WHERE CASE WHEN from_id < to_id THEN 1 ELSE unavailable('no two snapshots of the indexes around the window') END
), s AS MATERIALIZED ( -- a bare column beside max() is of the row that has it
	SELECT i.*, max(i.snapshot_id) FROM available CROSS JOIN indexes i WHERE i.snapshot_id <= from_id GROUP BY i.indexrelid
), e AS MATERIALIZED (
	SELECT i.*, max(i.snapshot_id) AS seen_id FROM available CROSS JOIN indexes i WHERE i.snapshot_id <= to_id GROUP BY i.indexrelid
), compared AS MATERIALIZED (
	SELECT e.*, iif(e.idx_scan < s.idx_scan, e.idx_scan, e.idx_scan - ifnull(s.idx_scan, 0)) AS scans, iif(e.idx_tup_read < s.idx_tup_read, e.idx_tup_read, e.idx_tup_read - ifnull(s.idx_tup_read, 0)) AS reads,
		iif(e.idx_tup_fetch < s.idx_tup_fetch, e.idx_tup_fetch, e.idx_tup_fetch - ifnull(s.idx_tup_fetch, 0)) AS fetches,
		(s.indexrelid IS NULL OR s.is_gone) AND from_id >= first_id AS is_new, past_id
	FROM available CROSS JOIN e LEFT JOIN s USING (indexrelid)
	WHERE e.schemaname <> 'flight_recorder'
), found AS (
	SELECT schemaname, relname, indexrelname,
		CASE WHEN is_gone THEN 'vanished' WHEN is_new THEN 'appeared' WHEN scans > 0 THEN 'inefficient' ELSE 'unused' END AS status,
		scans AS idx_scan_delta, reads AS idx_tup_read_delta, fetches AS idx_tup_fetch_delta,
		relpages * ifnull((SELECT value FROM meta WHERE name = 'block_size'), 8192) AS index_bytes,
		CASE WHEN is_gone THEN (SELECT max(at_us) FROM taken WHERE id < seen_id) ELSE (SELECT at_us FROM available JOIN taken ON id = to_id) END AS seen_us
	FROM compared
	WHERE (is_gone AND seen_id > past_id) OR (NOT is_gone AND (is_new OR (scans > 0 AND reads >= 10000 * scans) OR (idx_scan = 0 AND NOT is_unique)))
)
SELECT schemaname, relname, indexrelname, status, idx_scan_delta, idx_tup_read_delta, idx_tup_fetch_delta, index_bytes,
	strftime('%Y-%m-%dT%H:%M:%fZ', seen_us / 1e6, 'unixepoch') AS last_seen, count(*) OVER () AS fr_total
FROM found
ORDER BY CASE status WHEN 'vanished' THEN 1 WHEN 'appeared' THEN 2 WHEN 'inefficient' THEN 3 ELSE 4 END, index_bytes DESC, indexrelname
LIMIT :limit;
