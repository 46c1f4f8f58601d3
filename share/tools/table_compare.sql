-- description: The tables with most activity in a window: scans, rows written, dead rows, vacuums.
-- parameter: start_time timestamptz required: where the window starts: ISO 8601, or -2h
-- parameter: end_time timestamptz required: where it ends: ISO 8601, or now
-- parameter: limit integer 1..1000 = 25: rows at the most
SELECT * FROM flight_recorder.table_compare($1::timestamptz, $2::timestamptz, $3::integer)
