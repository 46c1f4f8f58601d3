-- index_usage: indexes that were never scanned (unused), whose scans read ten thousand entries and more each (inefficient), that a
-- snapshot of the 24 hours before the window's end still had and its end has not (vanished), and the other way round (appeared).
-- Primary keys are not called unused, nor are indexes that are unique now: they keep rules. Where index snapshots are missing, the
-- recorder's functions over them stand in. The recorder's own indexes are left out.
-- needs: snapshots
-- parameters: $1 start timestamptz, $2 end timestamptz, $3 limit integer
WITH taken AS (
	SELECT id, captured_at FROM flight_recorder.snapshots AS s
	WHERE EXISTS (SELECT FROM flight_recorder.index_snapshots WHERE snapshot_id = s.id)
), nearest AS (
	SELECT
		(SELECT id FROM taken WHERE captured_at >= $1::timestamptz - interval '24 h' ORDER BY captured_at LIMIT 1) AS past_id,
		COALESCE((SELECT id FROM taken WHERE captured_at <= $1::timestamptz ORDER BY captured_at DESC LIMIT 1),
			(SELECT id FROM taken ORDER BY captured_at LIMIT 1)) AS from_id,
		COALESCE((SELECT id FROM taken WHERE captured_at >= $2::timestamptz ORDER BY captured_at LIMIT 1),
			(SELECT id FROM taken ORDER BY captured_at DESC LIMIT 1)) AS to_id
), edges AS ( -- unless they lie both before the window, or both after it
	SELECT nearest.* FROM nearest JOIN taken AS f ON f.id = from_id JOIN taken AS t ON t.id = to_id
	WHERE f.captured_at <= $2::timestamptz AND t.captured_at >= $1::timestamptz
), indexes AS (
	SELECT i.*, snapshot_id = to_id AS at_end, snapshot_id = from_id AS at_start
	FROM edges JOIN flight_recorder.index_snapshots AS i ON snapshot_id IN (past_id, from_id, to_id)
	WHERE schemaname <> 'flight_recorder'
), compared AS (
	SELECT e.*, (SELECT captured_at FROM flight_recorder.snapshots WHERE id = e.snapshot_id) AS last_seen,
		COALESCE(e.idx_scan - s.idx_scan, CASE WHEN from_id < to_id THEN e.idx_scan END) AS scans,
		COALESCE(e.idx_tup_read - s.idx_tup_read, CASE WHEN from_id < to_id THEN e.idx_tup_read END) AS reads,
		COALESCE(e.idx_tup_fetch - s.idx_tup_fetch, CASE WHEN from_id < to_id THEN e.idx_tup_fetch END) AS fetches,
		s.indexrelid IS NULL AND from_id < to_id AND EXISTS (SELECT FROM indexes WHERE at_start) AS is_new
	FROM edges
	JOIN indexes AS e ON e.at_end
	LEFT JOIN indexes AS s ON s.at_start AND s.indexrelid = e.indexrelid AND s.idx_scan <= e.idx_scan
), gone AS (
	SELECT DISTINCT ON (indexrelid) i.*, (
		SELECT max(captured_at) FROM flight_recorder.index_snapshots AS l JOIN flight_recorder.snapshots AS s ON s.id = l.snapshot_id
		WHERE l.indexrelid = i.indexrelid AND captured_at < $2::timestamptz) AS last_seen
	FROM indexes AS i
	WHERE NOT EXISTS (SELECT FROM indexes AS e WHERE e.at_end AND e.indexrelid = i.indexrelid)
	ORDER BY indexrelid, snapshot_id DESC
), functions AS (
	SELECT NOT EXISTS (SELECT FROM taken) AND EXISTS (SELECT FROM flight_recorder.snapshots WHERE captured_at BETWEEN $1::timestamptz AND $2::timestamptz)
		AS stand_in
), found AS (
	SELECT schemaname, relname, indexrelname,
		CASE WHEN is_new THEN 'appeared' WHEN scans > 0 THEN 'inefficient' ELSE 'unused' END AS status,
		scans AS idx_scan_delta, reads AS idx_tup_read_delta, fetches AS idx_tup_fetch_delta, index_size_bytes AS index_bytes, last_seen
	FROM compared
	WHERE is_new OR reads >= 10000 * scans AND scans > 0
		OR idx_scan = 0 AND indexrelname NOT LIKE '%\_pkey' AND NOT EXISTS (
			SELECT FROM pg_index AS x JOIN pg_class AS c ON c.oid = x.indexrelid
			WHERE x.indexrelid = compared.indexrelid AND c.relname = indexrelname AND x.indisunique)
	UNION ALL
	SELECT schemaname, relname, indexrelname, 'vanished', NULL, NULL, NULL, index_size_bytes, last_seen FROM gone
	UNION ALL
	SELECT schemaname, relname, indexrelname, 'inefficient', idx_scan_delta, idx_tup_read_delta, idx_tup_fetch_delta,
		pg_size_bytes(regexp_replace(index_size, ' B$', ' bytes')), NULL
	FROM functions, flight_recorder.index_efficiency($1::timestamptz, $2::timestamptz, 1000)
	WHERE stand_in AND idx_tup_read_delta >= 10000 * idx_scan_delta AND schemaname <> 'flight_recorder'
	UNION ALL
	SELECT schemaname, relname, indexrelname, 'unused', last_scan_count, NULL, NULL,
		pg_size_bytes(regexp_replace(index_size, ' B$', ' bytes')), NULL
	FROM functions, flight_recorder.unused_indexes('1 hour')
	WHERE stand_in AND last_scan_count = 0 AND schemaname <> 'flight_recorder'
)
SELECT *, count(*) OVER () AS fr_total
FROM found
ORDER BY array_position(ARRAY['vanished', 'appeared', 'inefficient', 'unused'], status), index_bytes DESC, indexrelname
LIMIT $3::integer
