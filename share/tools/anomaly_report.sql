-- description: What the recorder finds unusual in a window, with its severity. The first thing to ask.
-- parameter: start_time timestamptz required: where the window starts: ISO 8601, or -2h
-- parameter: end_time timestamptz required: where it ends: ISO 8601, or now
SELECT * FROM flight_recorder.anomaly_report($1::timestamptz, $2::timestamptz)
