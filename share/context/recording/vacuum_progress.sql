-- vacuum_progress: vacuums that snapshots around the window saw at work: how far they had come when seen last.
-- parameters: :start_us, :end_us, :limit
WITH taken AS MATERIALIZED (
	SELECT p.id, p.at_us FROM snapshots p JOIN snapshot_parts t ON t.snapshot_id = p.id AND t.part = 'vacuums'
), near AS ( -- one that is farther off than five minutes and than the window is long is from before a gap
	SELECT max(id) AS id FROM taken WHERE at_us <= :start_us AND at_us >= :start_us - max(300000000, :end_us - :start_us)
), bounds AS MATERIALIZED (
	SELECT coalesce((SELECT id FROM near), (SELECT min(id) FROM taken WHERE at_us BETWEEN :start_us AND :end_us)) AS from_id,
		coalesce((SELECT min(id) FROM taken WHERE at_us >= :end_us), (SELECT max(id) FROM taken)) AS to_id
), available AS MATERIALIZED (
	SELECT from_id, to_id FROM bounds
	WHERE CASE WHEN from_id <= to_id THEN 1 ELSE unavailable('no snapshot of vacuums around the window') END
), seen AS ( -- a bare column beside max() is of the row that has it
	SELECT v.*, max(p.at_us) AS last_us
	FROM available CROSS JOIN taken p JOIN vacuums v ON v.snapshot_id = p.id
	WHERE p.id BETWEEN from_id AND to_id
	GROUP BY v.pid, v.datname, v.relname, v.started_us
)
SELECT pid, datname, relname, phase, heap_blks_total, heap_blks_scanned, round((last_us - started_us) / 1e6, 3) AS seconds_seen,
	count(*) OVER () AS fr_total
FROM seen
ORDER BY seconds_seen DESC, pid
LIMIT :limit;
