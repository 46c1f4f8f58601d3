-- description: The recorder's own summary of a window, a metric a row, with what it makes of it.
-- parameter: start_time timestamptz required: where the window starts: ISO 8601, or -2h
-- parameter: end_time timestamptz required: where it ends: ISO 8601, or now
SELECT * FROM flight_recorder.summary_report($1::timestamptz, $2::timestamptz)
