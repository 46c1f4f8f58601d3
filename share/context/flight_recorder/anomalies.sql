-- anomalies: what the recorder's anomaly_report finds, worst first.
--
-- The report loses its checkpoint, buffer and temporary file lines, silently, unless a snapshot lies at or before its start and
-- another at or after its end, and it subtracts across a reset of the statistics: so it is asked for what lies between good ones.
-- It looks for locks in the ring only, which forgets, and measures idle transactions up to now instead of the time
-- they were seen: these two are found here, in ring and archive, by the report's own thresholds.
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
), found AS (
	SELECT report.*
	FROM span, blocked,
		flight_recorder.anomaly_report(greatest($1::timestamptz, from_at), least($2::timestamptz, to_at)) AS report
	WHERE greatest($1::timestamptz, from_at) <= least($2::timestamptz, to_at) AND anomaly_type <> 'IDLE_IN_TRANSACTION'
		AND (anomaly_type <> 'LOCK_CONTENTION' OR sessions = 0)
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
