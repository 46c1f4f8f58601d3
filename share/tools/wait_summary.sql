-- description: What sessions waited for in a window: how often each wait event was seen, and with how many sessions.
-- parameter: start_time timestamptz required: where the window starts: ISO 8601, or -2h
-- parameter: end_time timestamptz required: where it ends: ISO 8601, or now
SELECT * FROM flight_recorder.wait_summary($1::timestamptz, $2::timestamptz)
