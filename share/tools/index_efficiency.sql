-- description: How much the indexes were used in a window, and how well they select.
-- parameter: start_time timestamptz required: where the window starts: ISO 8601, or -2h
-- parameter: end_time timestamptz required: where it ends: ISO 8601, or now
-- parameter: limit integer 1..1000 = 25: rows at the most
SELECT * FROM flight_recorder.index_efficiency($1::timestamptz, $2::timestamptz, $3::integer)
