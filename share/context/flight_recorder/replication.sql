-- replication: the standbys and other receivers of WAL, and the most they lagged, over the snapshots around the window.
-- needs: snapshots
-- parameters: $1 start timestamptz, $2 end timestamptz, $3 limit integer
WITH span AS (
	SELECT
		COALESCE((SELECT max(captured_at) FROM flight_recorder.snapshots WHERE captured_at <= $1::timestamptz), '-infinity') AS from_at,
		COALESCE((SELECT min(captured_at) FROM flight_recorder.snapshots WHERE captured_at >= $2::timestamptz), 'infinity') AS to_at
), seen AS (
	SELECT captured_at, r.*
	FROM span
	JOIN flight_recorder.snapshots ON captured_at BETWEEN from_at AND to_at
	JOIN flight_recorder.replication_snapshots AS r ON snapshot_id = id
)
SELECT
	application_name,
	host(client_addr) AS client_addr,
	(array_agg(state ORDER BY captured_at DESC))[1] AS state,
	(array_agg(sync_state ORDER BY captured_at DESC))[1] AS sync_state,
	extract(epoch FROM max(replay_lag)) AS replay_lag_seconds_max,
	extract(epoch FROM max(write_lag)) AS write_lag_seconds_max,
	extract(epoch FROM max(flush_lag)) AS flush_lag_seconds_max,
	max(sent_lsn - replay_lsn) AS replay_lag_bytes_max,
	max(captured_at) AS last_seen,
	count(*) OVER () AS fr_total
FROM seen
GROUP BY application_name, client_addr
ORDER BY replay_lag_bytes_max DESC NULLS LAST, application_name, client_addr
LIMIT $3::integer
