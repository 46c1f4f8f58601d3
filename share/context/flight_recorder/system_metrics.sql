-- system_metrics: one row: the recorder's compare between the last snapshot at or before the window's start and the first at or
-- after its end (without both, compare gives nothing), or the nearest to them inside; the longest stretch of that without a reset of
-- the statistics (a crash is one). connections_total is the most seen at a time by snapshots and samples,
-- connections_max the limit. Recorder 2.0 has no io_*_reads; none has deadlocks.
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
), sampled AS (
	SELECT sum(count) AS sessions
	FROM ring JOIN flight_recorder.wait_samples_ring USING (slot_id) GROUP BY captured_at
	UNION ALL
	SELECT sum(count)
	FROM flight_recorder.wait_samples_archive
	WHERE captured_at BETWEEN $1::timestamptz AND $2::timestamptz AND captured_at NOT IN (SELECT captured_at FROM ring)
	GROUP BY captured_at
), connections AS (
	SELECT
		greatest(max(connections_total), (SELECT max(sessions) FROM sampled)) AS connections_total,
		max(connections_max) AS connections_max
	FROM flight_recorder.snapshots, span
	WHERE captured_at BETWEEN from_at AND to_at
), transactions AS (
	SELECT
		max(xact_commit) - min(xact_commit) AS xact_commit_delta,
		max(xact_rollback) - min(xact_rollback) AS xact_rollback_delta
	FROM flight_recorder.snapshots, span
	WHERE captured_at IN (from_at, to_at)
)
SELECT
	c.*,
	connections.*,
	transactions.*,
	NULL::bigint AS deadlocks_delta
FROM compared, connections, transactions, jsonb_to_record(compared.row) AS c (
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
