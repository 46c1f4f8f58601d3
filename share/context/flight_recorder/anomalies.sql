-- anomalies: what the recorder's anomaly_report finds, worst first.
--
-- The report loses its checkpoint, buffer and temporary file lines, silently, unless a snapshot lies at or before its start and
-- another at or after its end, and it subtracts across a reset of the statistics: so it is asked for what lies between good ones.
-- What it says of tables, standbys and ages is of the window's end, but it reads all of the window for it: of a window of more than a day
-- it is asked for the last day, and what it takes from the differences is found here.
-- It looks for locks in the ring only, which forgets, and measures idle transactions up to now instead of the time
-- they were seen: these two are found here, in ring and archive, by the report's own thresholds.
-- The dead rows of its own tables, whose rings are written all the time, are nobody's incident and are left out.
-- needs: samples snapshots
-- parameters: $1 start timestamptz, $2 end timestamptz, $3 limit integer
WITH edges AS (
	SELECT
		COALESCE((SELECT max(captured_at) FROM flight_recorder.snapshots WHERE captured_at <= $1::timestamptz),
			(SELECT min(captured_at) FROM flight_recorder.snapshots)) AS first_at,
		COALESCE((SELECT min(captured_at) FROM flight_recorder.snapshots WHERE captured_at >= $2::timestamptz),
			(SELECT max(captured_at) FROM flight_recorder.snapshots)) AS last_at
), stretches AS (
	SELECT captured_at, count(*) FILTER (WHERE reset) OVER (ORDER BY captured_at) AS stretch
	FROM (
		SELECT captured_at, wal_bytes < lag(wal_bytes) OVER by_time OR xact_commit < lag(xact_commit) OVER by_time AS reset
		FROM flight_recorder.snapshots, edges
		WHERE captured_at BETWEEN first_at AND last_at
		WINDOW by_time AS (ORDER BY captured_at)
	) AS steps
), span AS (
	SELECT min(captured_at) AS from_at, max(captured_at) AS to_at
	FROM stretches GROUP BY stretch ORDER BY max(captured_at) - min(captured_at) DESC, stretch LIMIT 1
), ring AS (
	SELECT slot_id, captured_at FROM flight_recorder.samples_ring
	WHERE captured_at BETWEEN $1::timestamptz AND $2::timestamptz
), locks AS (
	SELECT blocked_pid, blocked_duration
	FROM ring JOIN flight_recorder.lock_samples_ring USING (slot_id)
	WHERE blocked_pid IS NOT NULL
	UNION ALL
	SELECT blocked_pid, blocked_duration FROM flight_recorder.lock_samples_archive
	WHERE captured_at BETWEEN $1::timestamptz AND $2::timestamptz AND captured_at NOT IN (SELECT captured_at FROM ring)
), activity AS (
	SELECT captured_at, pid, usename, state, (to_jsonb(a) ->> 'xact_start')::timestamptz AS xact_start
	FROM ring JOIN flight_recorder.activity_samples_ring AS a USING (slot_id)
	WHERE state = 'idle in transaction'
	UNION ALL
	SELECT captured_at, pid, usename, state, (to_jsonb(a) ->> 'xact_start')::timestamptz
	FROM flight_recorder.activity_samples_archive AS a
	WHERE state = 'idle in transaction' AND captured_at BETWEEN $1::timestamptz AND $2::timestamptz
		AND captured_at NOT IN (SELECT captured_at FROM ring)
), idle AS (
	SELECT pid, usename, max(extract(epoch FROM captured_at - xact_start)) / 60 AS minutes
	FROM activity GROUP BY pid, usename, xact_start
), blocked AS (
	SELECT count(DISTINCT blocked_pid) AS sessions, max(blocked_duration) AS longest FROM locks
), asked AS (
	SELECT greatest($1::timestamptz, from_at) AS start_at, least($2::timestamptz, to_at) AS end_at,
		least($2::timestamptz, to_at) - greatest($1::timestamptz, from_at) > interval '1 day' AS is_long
	FROM span
	WHERE greatest($1::timestamptz, from_at) <= least($2::timestamptz, to_at)
), differences AS (
	SELECT c.* FROM asked, flight_recorder.compare(start_at, end_at) AS c WHERE is_long
), found AS (
	SELECT report.*
	FROM asked, blocked, flight_recorder.anomaly_report(CASE WHEN is_long THEN end_at - interval '1 day' ELSE start_at END, end_at) AS report
	WHERE description NOT LIKE 'Table flight\_recorder.%dead tuples%' AND anomaly_type <> 'IDLE_IN_TRANSACTION' AND (anomaly_type <> 'LOCK_CONTENTION' OR sessions = 0)
		AND NOT (is_long AND anomaly_type IN ('CHECKPOINT_DURING_WINDOW', 'FORCED_CHECKPOINT', 'BUFFER_PRESSURE', 'BACKEND_FSYNC', 'TEMP_FILE_SPILLS'))
	UNION ALL
	SELECT 'CHECKPOINT_DURING_WINDOW',
		CASE WHEN ckpt_write_time_ms > 30000 THEN 'high' WHEN ckpt_write_time_ms > 10000 THEN 'medium' ELSE 'low' END,
		'Checkpoints in the window', format('write_time: %s ms, sync_time: %s ms', round(ckpt_write_time_ms, 1), round(ckpt_sync_time_ms, 1)),
		'Any checkpoint', 'Look at how often they come, and at max_wal_size'
	FROM differences WHERE checkpoint_occurred
	UNION ALL
	SELECT 'FORCED_CHECKPOINT', 'high', 'Checkpoints were requested, by the amount of WAL or by command', format('%s forced checkpoints', ckpt_requested_delta),
		'ckpt_requested_delta > 0', 'Raise max_wal_size where WAL forced them'
	FROM differences WHERE ckpt_requested_delta > 0
	UNION ALL
	SELECT 'BUFFER_PRESSURE', CASE WHEN bgw_buffers_backend_delta > 1000 THEN 'high' WHEN bgw_buffers_backend_delta > 100 THEN 'medium' ELSE 'low' END,
		'Backends wrote buffers themselves', format('%s backend buffer writes', bgw_buffers_backend_delta),
		'bgw_buffers_backend_delta > 0', 'Look at shared_buffers, and at bulk writers'
	FROM differences WHERE bgw_buffers_backend_delta > 0
	UNION ALL
	SELECT 'BACKEND_FSYNC', 'high', 'Backends had to fsync themselves', format('%s backend fsyncs', bgw_buffers_backend_fsync_delta),
		'bgw_buffers_backend_fsync_delta > 0', 'Look at the storage, and at checkpoints'
	FROM differences WHERE bgw_buffers_backend_fsync_delta > 0
	UNION ALL
	SELECT 'TEMP_FILE_SPILLS', CASE WHEN temp_bytes_delta > 1073741824 THEN 'high' WHEN temp_bytes_delta > 104857600 THEN 'medium' ELSE 'low' END,
		'Queries spilled to temporary files', format('%s temp files, %s written', temp_files_delta, temp_bytes_pretty),
		'temp_files_delta > 0', 'Raise work_mem for the sessions that spill'
	FROM differences WHERE temp_files_delta > 0
	UNION ALL
	SELECT 'LOCK_CONTENTION',
		CASE WHEN longest > interval '30 s' THEN 'high' WHEN longest > interval '5 s' THEN 'medium' ELSE 'low' END,
		'Lock contention detected',
		format('%s blocked sessions, max duration: %s', sessions, greatest(longest, interval '0')),
		'Any lock contention',
		'Look at lock_summary for who blocks; consider shorter transactions'
	FROM blocked WHERE sessions > 0
	UNION ALL
	SELECT 'IDLE_IN_TRANSACTION',
		CASE WHEN minutes > 60 THEN 'critical' WHEN minutes > 15 THEN 'high' ELSE 'medium' END,
		format('Session %s (%s) idle in transaction for %s minutes', pid, usename, round(minutes)),
		format('PID %s, %s minutes', pid, round(minutes)),
		'>5 minutes idle in transaction',
		'Investigate and terminate if stale. Blocks vacuum and holds locks.'
	FROM idle WHERE minutes > 5
)
SELECT anomaly_type, severity, description, metric_value, threshold, recommendation, count(*) OVER () AS fr_total
FROM found
ORDER BY array_position(ARRAY['critical', 'high', 'medium', 'low'], severity), anomaly_type, metric_value
LIMIT $3::integer
