-- replication_slots: the WAL that replication slots keep. The recorder has only how many there are and how much the largest keeps: that is
-- the largest slot of now, where the window is of the last ten minutes, beside the others of now; else a row without a name.
-- needs: snapshots
-- parameters: $1 start timestamptz, $2 end timestamptz, $3 limit integer
WITH span AS (
	SELECT
		COALESCE((SELECT max(captured_at) FROM flight_recorder.snapshots WHERE captured_at <= $1::timestamptz), '-infinity') AS from_at,
		COALESCE((SELECT min(captured_at) FROM flight_recorder.snapshots WHERE captured_at >= $2::timestamptz), 'infinity') AS to_at
), largest AS (
	SELECT
		max(slots_count) AS slots,
		max(slots_max_retained_wal) AS most,
		(array_agg(slots_max_retained_wal ORDER BY captured_at DESC))[1] - (array_agg(slots_max_retained_wal ORDER BY captured_at))[1] AS grown
	FROM span JOIN flight_recorder.snapshots ON captured_at BETWEEN from_at AND to_at
), now_kept AS (
	SELECT slot_name::text, slot_type, active, wal_status,
		(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_insert_lsn() END - restart_lsn)::bigint AS kept
	FROM pg_replication_slots
	WHERE $2::timestamptz > now() - interval '10 min'
), placed AS (
	SELECT *, row_number() OVER (ORDER BY kept DESC NULLS LAST, slot_name) AS place FROM now_kept
)
SELECT
	slot_name,
	slot_type,
	active,
	CASE WHEN COALESCE(place, 1) = 1 THEN greatest(most, kept) ELSE kept END AS retained_wal_bytes_max,
	CASE WHEN COALESCE(place, 1) = 1 THEN grown END AS retained_wal_bytes_delta,
	wal_status,
	count(*) OVER () AS fr_total
FROM largest LEFT JOIN placed ON true
WHERE slots > 0 OR place IS NOT NULL
ORDER BY retained_wal_bytes_max DESC NULLS LAST, slot_name
LIMIT $3::integer
