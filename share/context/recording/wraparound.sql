-- wraparound: how old the oldest transaction ids are at the window's end: of every database, and of the five tables of this one that hold
-- it back most.
-- parameters: :start_us, :end_us, :limit
WITH taken AS MATERIALIZED (
	SELECT p.id, p.at_us FROM snapshots p JOIN snapshot_parts t ON t.snapshot_id = p.id AND t.part = 'ages'
), near AS ( -- one that is farther off than five minutes and than the window is long is from before a gap
	SELECT max(id) AS id FROM taken WHERE at_us <= :start_us AND at_us >= :start_us - max(300000000, :end_us - :start_us)
), bounds AS MATERIALIZED (
	SELECT coalesce((SELECT id FROM near), (SELECT min(id) FROM taken WHERE at_us BETWEEN :start_us AND :end_us)) AS from_id,
		coalesce((SELECT min(id) FROM taken WHERE at_us >= :end_us), (SELECT max(id) FROM taken)) AS to_id
), available AS MATERIALIZED (
	SELECT to_id FROM bounds WHERE CASE WHEN from_id <= to_id THEN 1 ELSE unavailable('no snapshot of them around the window') END
), setting AS ( -- a bare column beside max() is of the row that has it
	SELECT CAST(s.setting AS INTEGER) AS value, max(s.snapshot_id) FROM available CROSS JOIN settings s
	WHERE s.name = 'autovacuum_freeze_max_age' AND s.snapshot_id <= to_id
)
SELECT a.kind, a.name, a.xid_age, a.mxid_age, (SELECT value FROM setting) AS autovacuum_freeze_max_age, count(*) OVER () AS fr_total
FROM available CROSS JOIN ages a ON a.snapshot_id = to_id
ORDER BY a.kind, a.xid_age DESC, a.name
LIMIT :limit;
