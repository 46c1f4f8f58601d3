-- description: How much the indexes were used in a window, and how well they select.
-- parameter: start_time timestamptz required: where the window starts: ISO 8601, or -2h
-- parameter: end_time timestamptz required: where it ends: ISO 8601, or now
-- parameter: limit integer 1..1000 = 25: rows at the most
/* The function gives nothing where no snapshot follows the window. */
SELECT found.*
FROM (
	SELECT greatest($1::timestamptz, min(captured_at)) AS first_at, least($2::timestamptz, max(captured_at)) AS last_at
	FROM flight_recorder.snapshots
) AS recorded, flight_recorder.index_efficiency(first_at, last_at, 1000) AS found
WHERE first_at <= last_at AND schemaname <> 'flight_recorder'
ORDER BY idx_scan_delta DESC, indexrelname
LIMIT $3::integer
