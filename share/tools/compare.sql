-- description: What the server did in a window: checkpoints, WAL, buffers, I/O and temporary files, as differences of counters.
-- parameter: start_time timestamptz required: where the window starts: ISO 8601, or -2h
-- parameter: end_time timestamptz required: where it ends: ISO 8601, or now
SELECT * FROM flight_recorder.compare($1::timestamptz, $2::timestamptz)
