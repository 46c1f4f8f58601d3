-- wait_events: what sessions waited for. The recorder's wait_summary, by state as well, from the ring and, where that has
-- forgotten, from the archive; a sample that is in both counts once.
-- needs: samples
-- parameters: $1 start timestamptz, $2 end timestamptz, $3 limit integer
WITH ring AS (
	SELECT slot_id, captured_at FROM flight_recorder.samples_ring
	WHERE captured_at BETWEEN $1::timestamptz AND $2::timestamptz
), waits AS (
	SELECT captured_at, backend_type, wait_event_type, wait_event, state, count
	FROM ring JOIN flight_recorder.wait_samples_ring USING (slot_id)
	WHERE backend_type IS NOT NULL
	UNION ALL
	SELECT captured_at, backend_type, wait_event_type, wait_event, state, count
	FROM flight_recorder.wait_samples_archive
	WHERE captured_at BETWEEN $1::timestamptz AND $2::timestamptz AND captured_at NOT IN (SELECT captured_at FROM ring)
)
SELECT
	backend_type,
	wait_event_type,
	wait_event,
	state,
	count(DISTINCT captured_at) AS sample_count,
	sum(count) AS total_waiters,
	round(avg(count), 2) AS avg_waiters,
	max(count) AS max_waiters,
	round(100.0 * count(DISTINCT captured_at) / (SELECT count(DISTINCT captured_at) FROM waits), 1) AS pct_of_samples,
	count(*) OVER () AS fr_total
FROM waits
WHERE state NOT IN ('idle', 'idle in transaction')
GROUP BY backend_type, wait_event_type, wait_event, state
ORDER BY total_waiters DESC, sample_count DESC, backend_type, wait_event
LIMIT $3::integer
