-- wraparound: how old the oldest transaction ids are at the window's end: of this database, and of the five tables that hold it back most.
-- autovacuum_freeze_max_age is the server's of now; the recorder keeps neither that nor the age of multixacts (mxid_age).
-- needs: snapshots
-- parameters: $1 start timestamptz, $2 end timestamptz, $3 limit integer
WITH newest AS (
	SELECT id, (to_jsonb(s) ->> 'datfrozenxid_age')::bigint AS datfrozenxid_age
	FROM flight_recorder.snapshots AS s
	WHERE captured_at = COALESCE((SELECT min(captured_at) FROM flight_recorder.snapshots WHERE captured_at >= $2::timestamptz),
		(SELECT max(captured_at) FROM flight_recorder.snapshots))
		AND captured_at >= $1::timestamptz AND EXISTS (SELECT FROM flight_recorder.snapshots WHERE captured_at <= $2::timestamptz)
	LIMIT 1
), ages AS (
	SELECT 'database' AS kind, current_database()::text AS name, datfrozenxid_age AS xid_age FROM newest
	UNION ALL
	(SELECT 'table', schemaname || '.' || relname, relfrozenxid_age
	FROM newest JOIN flight_recorder.table_snapshots ON snapshot_id = id
	WHERE schemaname <> 'flight_recorder' AND relfrozenxid_age IS NOT NULL
	ORDER BY relfrozenxid_age DESC, relid LIMIT 5)
)
SELECT kind, name, xid_age, NULL::bigint AS mxid_age, current_setting('autovacuum_freeze_max_age')::bigint AS autovacuum_freeze_max_age,
	count(*) OVER () AS fr_total
FROM ages
WHERE xid_age IS NOT NULL
ORDER BY kind, xid_age DESC, name
LIMIT $3::integer
