-- replication_slots: the WAL that each slot kept, over the snapshots around the window.
-- parameters: :start_us, :end_us, :limit
WITH taken AS MATERIALIZED (
	SELECT p.id, p.at_us FROM snapshots p JOIN snapshot_parts t ON t.snapshot_id = p.id AND t.part = 'slot_list'
), near AS ( -- one that is farther off than five minutes and than the window is long is from before a gap
	SELECT max(id) AS id FROM taken WHERE at_us <= :start_us AND at_us >= :start_us - max(300000000, :end_us - :start_us)
), bounds AS MATERIALIZED (
	SELECT coalesce((SELECT id FROM near), (SELECT min(id) FROM taken WHERE at_us BETWEEN :start_us AND :end_us)) AS from_id,
		coalesce((SELECT min(id) FROM taken WHERE at_us >= :end_us), (SELECT max(id) FROM taken)) AS to_id
), available AS MATERIALIZED (
	SELECT from_id, to_id FROM bounds
	WHERE CASE WHEN from_id <= to_id THEN 1 ELSE unavailable('no snapshot of them around the window') END
), seen AS MATERIALIZED (
	SELECT s.* FROM available CROSS JOIN slots s WHERE s.snapshot_id BETWEEN from_id AND to_id
), latest AS ( -- a bare column beside max() or min() is of the row that has it
	SELECT *, max(snapshot_id) FROM seen GROUP BY slot_name
), earliest AS (
	SELECT *, min(snapshot_id) FROM seen GROUP BY slot_name
), most AS (
	SELECT slot_name, max(retained_wal_bytes) AS bytes FROM seen GROUP BY slot_name
)
SELECT l.slot_name, l.slot_type, l.active AS "active:boolean", m.bytes AS retained_wal_bytes_max,
	l.retained_wal_bytes - e.retained_wal_bytes AS retained_wal_bytes_delta, l.wal_status, count(*) OVER () AS fr_total
FROM latest l JOIN earliest e USING (slot_name) JOIN most m USING (slot_name)
ORDER BY m.bytes DESC, l.slot_name
LIMIT :limit;
