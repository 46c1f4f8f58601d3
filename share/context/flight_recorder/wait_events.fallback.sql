-- wait_events, where the recorder's samples are missing or closed to this role: its own summary, which has no state.
-- parameters: $1 start timestamptz, $2 end timestamptz, $3 limit integer
SELECT backend_type, wait_event_type, wait_event, NULL::text AS state, sample_count, total_waiters, avg_waiters, max_waiters,
	pct_of_samples, count(*) OVER () AS fr_total
FROM flight_recorder.wait_summary($1::timestamptz, $2::timestamptz)
ORDER BY total_waiters DESC, sample_count DESC, backend_type, wait_event
LIMIT $3::integer
