-- coverage: how much the recorder knows about the window, and in notes what it does not. Members of .coverage.
--
-- A collection that fails leaves no trace but its absence (its row in collection_stats is rolled back with it), so gaps are looked for:
-- three times the usual distance between two, the edges of the window included.
-- parameters: $1 start timestamptz, $2 end timestamptz
WITH config AS (
	SELECT
		max(value) FILTER (WHERE key = 'enabled') AS enabled,
		greatest(max(value) FILTER (WHERE key = 'sample_interval_seconds'), '60')::float8 AS sample_seconds
	FROM flight_recorder.config
), edges AS (
	SELECT
		$1::timestamptz AS start_at,
		$2::timestamptz AS end_at,
		least($2::timestamptz, now()) AS known_to,
		(SELECT max(captured_at) FROM flight_recorder.snapshots WHERE captured_at <= $1::timestamptz) AS before_at,
		(SELECT min(captured_at) FROM flight_recorder.snapshots WHERE captured_at >= $2::timestamptz) AS after_at,
		(SELECT min(captured_at) FROM flight_recorder.snapshots) AS oldest_at,
		(SELECT max(captured_at) FROM flight_recorder.snapshots) AS newest_at
), span AS (
	SELECT COALESCE(before_at, oldest_at) AS from_at, COALESCE(after_at, newest_at) AS to_at FROM edges
), snapshots AS (
	SELECT id, captured_at,
		wal_bytes < lag(wal_bytes) OVER by_time OR xact_commit < lag(xact_commit) OVER by_time AS reset
	FROM flight_recorder.snapshots, span
	WHERE captured_at BETWEEN from_at AND to_at
	WINDOW by_time AS (ORDER BY captured_at)
), statements AS (
	SELECT s.captured_at FROM flight_recorder.snapshots AS s
	WHERE EXISTS (SELECT FROM flight_recorder.statement_snapshots WHERE snapshot_id = s.id)
), statement_span AS (
	SELECT
		COALESCE((SELECT max(captured_at) FROM statements WHERE captured_at <= start_at), (SELECT min(captured_at) FROM statements)) AS from_at,
		COALESCE((SELECT min(captured_at) FROM statements WHERE captured_at >= end_at), (SELECT max(captured_at) FROM statements)) AS to_at
	FROM edges
), ring AS (
	SELECT slot_id, captured_at FROM flight_recorder.samples_ring, edges WHERE captured_at BETWEEN start_at AND end_at
), waits AS (
	SELECT captured_at, wait_event_type, count
	FROM ring JOIN flight_recorder.wait_samples_ring USING (slot_id) WHERE backend_type IS NOT NULL
	UNION ALL
	SELECT captured_at, wait_event_type, count
	FROM flight_recorder.wait_samples_archive, edges
	WHERE captured_at BETWEEN start_at AND end_at AND captured_at NOT IN (SELECT captured_at FROM ring)
), locks AS (
	SELECT captured_at FROM ring JOIN flight_recorder.lock_samples_ring USING (slot_id) WHERE blocked_pid IS NOT NULL
	UNION
	SELECT captured_at FROM flight_recorder.lock_samples_archive, edges WHERE captured_at BETWEEN start_at AND end_at
), samples AS (
	SELECT captured_at FROM ring UNION SELECT captured_at FROM waits UNION SELECT captured_at FROM locks
), seen AS (
	SELECT 'sample' AS what, captured_at AS at FROM samples
	UNION ALL
	SELECT 'snapshot', captured_at FROM snapshots
), usual AS (
	SELECT what, count(*) AS seen, percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) AS seconds
	FROM (SELECT what, extract(epoch FROM at - lag(at) OVER (PARTITION BY what ORDER BY at)) AS seconds FROM seen) AS steps
	GROUP BY what
), gaps AS (
	SELECT what, at - lag(at) OVER by_time AS length, lag(at) OVER by_time AS from_at, at AS to_at
	FROM (
		SELECT what, at FROM seen
		UNION SELECT what, at FROM usual, edges, LATERAL (VALUES (start_at), (known_to)) AS edge (at)
		WHERE what = 'sample' AND start_at < known_to
	) AS points
	WINDOW by_time AS (PARTITION BY what ORDER BY at)
), long_gaps AS (
	SELECT gaps.*, row_number() OVER (PARTITION BY what ORDER BY length DESC, from_at) AS place, count(*) OVER (PARTITION BY what) AS gaps,
		expected
	FROM gaps
	JOIN usual USING (what)
	CROSS JOIN config
	CROSS JOIN LATERAL (SELECT CASE WHEN seen > 3 THEN usual.seconds WHEN what = 'sample' THEN sample_seconds ELSE 300 END AS expected) AS e
	WHERE extract(epoch FROM length) > 3 * expected
), collections AS (
	SELECT collection_type, skipped, success, COALESCE(skipped_reason, error_message, '') AS reason, started_at,
		regexp_replace(COALESCE(skipped_reason, error_message, ''), '[0-9.]+', '#', 'g') AS kind
	FROM flight_recorder.collection_stats, edges
	WHERE started_at BETWEEN start_at AND end_at AND (skipped OR success IS NOT TRUE OR duration_ms > 1000)
), troubles AS (
	SELECT collection_type, kind, count(*) AS times, min(started_at) AS first_at, max(started_at) AS last_at, (array_agg(reason))[1] AS reason,
		CASE WHEN skipped THEN 'skipped' WHEN success THEN 'slow (over 1 s)' ELSE 'failed' END AS how
	FROM collections GROUP BY 1, 2, 7 ORDER BY times DESC LIMIT 5
), notes (place, note) AS (
	SELECT 1, CASE
		WHEN oldest_at IS NULL THEN 'the recorder has no snapshot'
		WHEN oldest_at > end_at THEN format('no deltas: the first snapshot is from %s, after the window', date_trunc('second', oldest_at))
		WHEN newest_at < start_at THEN format('no deltas: the last snapshot is from %s, before the window', date_trunc('second', newest_at))
		WHEN from_at = to_at THEN format('there is one snapshot, from %s: no deltas', date_trunc('second', from_at))
		WHEN before_at IS NULL THEN format('no snapshot before %s: deltas start at %s', date_trunc('second', start_at), date_trunc('second', from_at))
		WHEN after_at IS NOT NULL AND (from_at < start_at - interval '1 s' OR to_at > end_at + interval '1 s')
		THEN format('deltas span %s to %s, the nearest snapshots around the window', date_trunc('second', from_at), date_trunc('second', to_at))
		WHEN from_at < start_at - interval '1 s' THEN format('deltas start at %s, the last snapshot before the window', date_trunc('second', from_at))
		END
	FROM edges, span
	UNION ALL
	SELECT 2, format('no snapshot after %s: deltas end at %s', date_trunc('second', end_at), date_trunc('second', to_at))
	FROM edges, span WHERE after_at IS NULL AND from_at < to_at AND newest_at >= start_at
	UNION ALL
	SELECT 2, format('deltas end at %s, the first snapshot after the window', date_trunc('second', to_at))
	FROM edges, span WHERE before_at IS NULL AND oldest_at <= end_at AND from_at < to_at AND to_at > end_at + interval '1 s'
	UNION ALL
	SELECT 3, format('statistics were reset, seen at %s (a crash, or pg_stat_reset): deltas span %s to %s, the longest stretch without',
		string_agg(date_trunc('second', captured_at)::text, ', ' ORDER BY captured_at), date_trunc('second', from_at), date_trunc('second', to_at))
	FROM snapshots, (SELECT min(captured_at) AS from_at, max(captured_at) AS to_at
		FROM (SELECT captured_at, count(*) FILTER (WHERE reset) OVER (ORDER BY captured_at) AS stretch FROM snapshots) AS s
		GROUP BY stretch ORDER BY max(captured_at) - min(captured_at) DESC, stretch LIMIT 1) AS longest
	WHERE reset GROUP BY from_at, to_at
	UNION ALL
	SELECT 4, CASE
		WHEN from_at IS NULL THEN 'slow_queries is empty: there is no statement snapshot'
		WHEN from_at > end_at THEN format('slow_queries is empty: the first statement snapshot is from %s, after the window', date_trunc('second', from_at))
		WHEN to_at < start_at THEN format('slow_queries is empty: the last statement snapshot is from %s, before the window', date_trunc('second', to_at))
		WHEN from_at = to_at THEN format('slow_queries is empty: there is one statement snapshot, from %s', date_trunc('second', from_at))
		WHEN from_at <> span_from_at OR to_at <> span_to_at
		THEN format('slow_queries spans %s to %s, from one statement snapshot to another', date_trunc('second', from_at), date_trunc('second', to_at))
		END
	FROM (SELECT s.*, span.from_at AS span_from_at, span.to_at AS span_to_at FROM statement_span AS s, span) AS s, edges
	UNION ALL
	SELECT 5, 'no sample of sessions, waits and locks in the window' WHERE NOT EXISTS (SELECT FROM samples)
	UNION ALL
	SELECT 6, format('%s from %s to %s (%s s); one every %s s is usual',
		CASE gaps WHEN 1 THEN format('a gap in the %ss', what) ELSE format('%s gaps in the %ss, the longest', gaps, what) END,
		date_trunc('second', from_at), date_trunc('second', to_at), round(extract(epoch FROM length)), round(expected::numeric, 1))
	FROM long_gaps WHERE place = 1
	UNION ALL
	SELECT 7, format('%s of %s samples saw sessions wait for locks (up to %s at a time) but recorded none of them: above skip_locks_threshold blocked sessions the recorder leaves locks out',
		count(*), (SELECT count(*) FROM samples), max(waiting))
	FROM (SELECT captured_at, sum(count) AS waiting FROM waits WHERE wait_event_type = 'Lock' GROUP BY captured_at) AS waited
	WHERE captured_at NOT IN (SELECT captured_at FROM locks) HAVING max(waiting) > 1
	UNION ALL
	SELECT 8, format('%s %s%s %s between %s and %s%s', times, collection_type, CASE WHEN times > 1 THEN ' collections' ELSE ' collection' END, how,
		date_trunc('second', first_at), date_trunc('second', last_at), CASE WHEN reason <> '' THEN ': ' || left(reason, 200) ELSE '' END)
	FROM troubles
	UNION ALL
	SELECT 9, 'the recorder is switched off now (config: enabled = false)' FROM config WHERE enabled = 'false'
)
SELECT
	(SELECT count(*) FROM snapshots, edges WHERE captured_at BETWEEN start_at AND end_at) AS snapshots,
	(SELECT count(*) FROM samples) AS samples,
	(SELECT count(*) FROM statements, edges WHERE captured_at BETWEEN start_at AND end_at) AS statement_snapshots,
	(SELECT COALESCE(jsonb_agg(note ORDER BY place), '[]') FROM notes WHERE note IS NOT NULL) AS notes
