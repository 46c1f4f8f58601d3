-- vacuum_progress: vacuums that snapshots around the window saw at work: how far they had come when seen last.
-- needs: snapshots
-- parameters: $1 start timestamptz, $2 end timestamptz, $3 limit integer
WITH span AS (
	SELECT
		COALESCE((SELECT max(captured_at) FROM flight_recorder.snapshots WHERE captured_at <= $1::timestamptz), '-infinity') AS from_at,
		COALESCE((SELECT min(captured_at) FROM flight_recorder.snapshots WHERE captured_at >= $2::timestamptz), 'infinity') AS to_at
), seen AS (
	SELECT captured_at, v.*
	FROM span
	JOIN flight_recorder.snapshots ON captured_at BETWEEN from_at AND to_at
	JOIN flight_recorder.vacuum_progress_snapshots AS v ON snapshot_id = id
), last_of AS (
	SELECT DISTINCT ON (pid, datname, relid) *, min(captured_at) OVER (PARTITION BY pid, datname, relid) AS first_at
	FROM seen ORDER BY pid, datname, relid, captured_at DESC
)
SELECT pid, datname, relname, phase, heap_blks_total, heap_blks_scanned, extract(epoch FROM captured_at - first_at) AS seconds_seen,
	count(*) OVER () AS fr_total
FROM last_of
ORDER BY seconds_seen DESC, pid
LIMIT $3::integer
