-- description: Tables that had trouble in a window: sequential scans, bloat, updates that could not be HOT.
-- parameter: start_time timestamptz required: where the window starts: ISO 8601, or -2h
-- parameter: end_time timestamptz required: where it ends: ISO 8601, or now
/* The function gives nothing where no snapshot follows the window. */
SELECT found.*
FROM (
	SELECT greatest($1::timestamptz, min(captured_at)) AS first_at, least($2::timestamptz, max(captured_at)) AS last_at
	FROM flight_recorder.snapshots
) AS recorded, flight_recorder.table_hotspots(first_at, last_at) AS found
WHERE first_at <= last_at AND schemaname <> 'flight_recorder'
