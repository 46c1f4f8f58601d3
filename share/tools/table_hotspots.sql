-- description: Tables that had trouble in a window: sequential scans, bloat, updates that could not be HOT.
-- parameter: start_time timestamptz required: where the window starts: ISO 8601, or -2h
-- parameter: end_time timestamptz required: where it ends: ISO 8601, or now
SELECT * FROM flight_recorder.table_hotspots($1::timestamptz, $2::timestamptz)
