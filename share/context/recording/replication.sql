-- replication: the standbys and other receivers of WAL, and the most they lagged, over the snapshots around the window.
-- parameters: :start_us, :end_us, :limit
WITH taken AS MATERIALIZED (
	SELECT p.id, p.at_us FROM snapshots p JOIN snapshot_parts t ON t.snapshot_id = p.id AND t.part = 'receivers'
), near AS ( -- one that is farther off than five minutes and than the window is long is from before a gap
	SELECT max(id) AS id FROM taken WHERE at_us <= :start_us AND at_us >= :start_us - max(300000000, :end_us - :start_us)
), bounds AS MATERIALIZED (
	SELECT coalesce((SELECT id FROM near), (SELECT min(id) FROM taken WHERE at_us BETWEEN :start_us AND :end_us)) AS from_id,
		coalesce((SELECT min(id) FROM taken WHERE at_us >= :end_us), (SELECT max(id) FROM taken)) AS to_id
), available AS MATERIALIZED (
	SELECT from_id, to_id FROM bounds
	WHERE CASE WHEN from_id <= to_id THEN 1 ELSE unavailable('no snapshot of it around the window') END
), seen AS MATERIALIZED (
	SELECT p.at_us, r.* FROM available CROSS JOIN taken p JOIN receivers r ON r.snapshot_id = p.id WHERE p.id BETWEEN from_id AND to_id
), latest AS ( -- a bare column beside max() is of the row that has it
	SELECT *, max(at_us) FROM seen GROUP BY application_name, client_addr
), most AS (
	SELECT application_name, client_addr, max(replay_lag_us) AS replay, max(write_lag_us) AS write, max(flush_lag_us) AS flush,
		max(replay_lag_bytes) AS bytes, max(at_us) AS last_us
	FROM seen GROUP BY application_name, client_addr
)
SELECT m.application_name, m.client_addr, l.state, l.sync_state, round(m.replay / 1e6, 3) AS replay_lag_seconds_max,
	round(m.write / 1e6, 3) AS write_lag_seconds_max, round(m.flush / 1e6, 3) AS flush_lag_seconds_max, m.bytes AS replay_lag_bytes_max,
	strftime('%Y-%m-%dT%H:%M:%fZ', m.last_us / 1e6, 'unixepoch') AS last_seen, count(*) OVER () AS fr_total
FROM most m JOIN latest l ON l.application_name IS m.application_name AND l.client_addr IS m.client_addr
ORDER BY m.bytes DESC, m.application_name
LIMIT :limit;
