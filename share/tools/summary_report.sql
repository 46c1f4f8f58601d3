-- description: The recorder's own summary of a window, a metric a row, with what it makes of it.
-- parameter: start_time timestamptz required: where the window starts: ISO 8601, or -2h
-- parameter: end_time timestamptz required: where it ends: ISO 8601, or now
/* The function gives hardly anything where no snapshot follows the window. */
SELECT found.*
FROM (
	SELECT greatest($1::timestamptz, min(captured_at)) AS first_at, least($2::timestamptz, max(captured_at)) AS last_at
	FROM flight_recorder.snapshots
) AS recorded, flight_recorder.summary_report(first_at, last_at) AS found
WHERE first_at <= last_at
