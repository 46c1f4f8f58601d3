-- system_metrics: one row: the recorder's compare between the last snapshot at or before the window's start and the first at or
-- after its end (without both, compare gives nothing), or the nearest to them inside; the longest stretch of that without a reset of
-- the statistics (a crash is one). connections_total is the most seen at a time by snapshots and samples,
-- connections_max the limit; active_sessions_avg and active_on_cpu_avg (without a wait event) are client backends a sample. Recorder
-- 2.0 has no io_*_reads, and none has the counter of deadlocks: deadlock_samples are those that saw sessions wait for each
-- other, which lasts until deadlock_timeout.
-- needs: snapshots
-- parameters: $1 start timestamptz, $2 end timestamptz
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
), compared AS (
	SELECT to_jsonb(c) AS row
	FROM span, flight_recorder.compare(greatest($1::timestamptz, from_at), least($2::timestamptz, to_at)) AS c
	WHERE from_at < to_at
), ring AS (
	SELECT slot_id, captured_at FROM flight_recorder.samples_ring
	WHERE captured_at BETWEEN $1::timestamptz AND $2::timestamptz
), waits AS MATERIALIZED (
	SELECT captured_at, backend_type, wait_event_type, state, count
	FROM ring JOIN flight_recorder.wait_samples_ring USING (slot_id)
	WHERE backend_type IS NOT NULL
	UNION ALL
	SELECT captured_at, backend_type, wait_event_type, state, count
	FROM flight_recorder.wait_samples_archive
	WHERE captured_at BETWEEN $1::timestamptz AND $2::timestamptz AND captured_at NOT IN (SELECT captured_at FROM ring)
), sampled AS (
	SELECT
		sum(count) AS sessions,
		COALESCE(sum(count) FILTER (WHERE backend_type = 'client backend' AND state = 'active'), 0) AS active,
		COALESCE(sum(count) FILTER (WHERE backend_type = 'client backend' AND state = 'active' AND wait_event_type = 'Running'), 0) AS on_cpu
	FROM waits GROUP BY captured_at
), locks AS MATERIALIZED (
	SELECT captured_at, blocked_pid, blocking_pid
	FROM ring JOIN flight_recorder.lock_samples_ring USING (slot_id)
	WHERE blocked_pid IS NOT NULL
	UNION ALL
	SELECT captured_at, blocked_pid, blocking_pid
	FROM flight_recorder.lock_samples_archive
	WHERE captured_at BETWEEN $1::timestamptz AND $2::timestamptz AND captured_at NOT IN (SELECT captured_at FROM ring)
), circles AS (
	SELECT captured_at FROM locks
	WHERE blocked_pid > blocking_pid
		AND (captured_at, blocking_pid, blocked_pid) IN (SELECT captured_at, blocked_pid, blocking_pid FROM locks WHERE blocked_pid < blocking_pid)
), ends AS (
	SELECT to_jsonb(s) AS row, captured_at = from_at AS at_start
	FROM flight_recorder.snapshots AS s, span
	WHERE captured_at IN (from_at, to_at)
), gauges AS (
	SELECT
		greatest(max(connections_total), (SELECT max(sessions) FROM sampled)) AS connections_total,
		max(connections_max) AS connections_max,
		greatest(max(connections_active), (SELECT max(active) FROM sampled)) AS connections_active_max,
		max(slots_max_retained_wal) AS slots_max_retained_wal_bytes
	FROM flight_recorder.snapshots, span
	WHERE captured_at BETWEEN from_at AND to_at
), deltas AS (
	SELECT
		(b.row ->> 'xact_commit')::bigint - (a.row ->> 'xact_commit')::bigint AS xact_commit_delta,
		(b.row ->> 'xact_rollback')::bigint - (a.row ->> 'xact_rollback')::bigint AS xact_rollback_delta,
		(b.row ->> 'blks_hit')::bigint - (a.row ->> 'blks_hit')::bigint AS blks_hit_delta,
		(b.row ->> 'blks_read')::bigint - (a.row ->> 'blks_read')::bigint AS blks_read_delta,
		(b.row ->> 'bgw_maxwritten_clean')::bigint - (a.row ->> 'bgw_maxwritten_clean')::bigint AS bgw_maxwritten_clean_delta,
		(b.row ->> 'failed_count')::bigint - (a.row ->> 'failed_count')::bigint AS archive_failed_delta,
		(b.row ->> 'db_size_bytes')::bigint AS db_size_bytes,
		(b.row ->> 'datfrozenxid_age')::bigint AS datfrozenxid_age
	FROM ends AS a, ends AS b
	WHERE a.at_start AND NOT b.at_start
)
SELECT
	c.*,
	gauges.*,
	gauges.connections_total AS connections_total_max,
	deltas.*,
	round(100.0 * blks_hit_delta / NULLIF(blks_hit_delta + blks_read_delta, 0), 2) AS hit_ratio_pct,
	NULL::bigint AS deadlocks_delta,
	(SELECT count(DISTINCT captured_at) FROM circles) AS deadlock_samples,
	(SELECT round(avg(active), 2) FROM sampled) AS active_sessions_avg,
	(SELECT round(avg(on_cpu), 2) FROM sampled) AS active_on_cpu_avg,
	NULL::integer AS cpu_count
FROM gauges, compared LEFT JOIN deltas ON true, jsonb_to_record(compared.row) AS c (
	start_snapshot_at timestamptz, end_snapshot_at timestamptz, elapsed_seconds numeric, checkpoint_occurred boolean,
	ckpt_timed_delta bigint, ckpt_requested_delta bigint, ckpt_write_time_ms numeric, ckpt_sync_time_ms numeric,
	ckpt_buffers_delta bigint, wal_bytes_delta bigint, wal_bytes_pretty text, wal_write_time_ms numeric, wal_sync_time_ms numeric,
	bgw_buffers_clean_delta bigint, bgw_buffers_alloc_delta bigint, bgw_buffers_backend_delta bigint,
	bgw_buffers_backend_fsync_delta bigint, slots_count integer, slots_max_retained_wal bigint, slots_max_retained_pretty text,
	io_ckpt_reads_delta bigint, io_ckpt_read_time_ms numeric, io_ckpt_writes_delta bigint, io_ckpt_write_time_ms numeric,
	io_ckpt_fsyncs_delta bigint, io_ckpt_fsync_time_ms numeric, io_autovacuum_reads_delta bigint,
	io_autovacuum_read_time_ms numeric, io_autovacuum_writes_delta bigint, io_autovacuum_write_time_ms numeric,
	io_client_reads_delta bigint, io_client_read_time_ms numeric, io_client_writes_delta bigint,
	io_client_write_time_ms numeric, io_bgwriter_reads_delta bigint, io_bgwriter_read_time_ms numeric,
	io_bgwriter_writes_delta bigint, io_bgwriter_write_time_ms numeric, temp_files_delta bigint, temp_bytes_delta bigint,
	temp_bytes_pretty text)
