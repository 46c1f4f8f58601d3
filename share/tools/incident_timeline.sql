-- description: What happened in a window, in the order of time: checkpoints, locks, long statements, changes of settings.
-- parameter: start_time timestamptz required: where the window starts: ISO 8601, or -2h
-- parameter: end_time timestamptz required: where it ends: ISO 8601, or now
SELECT event_time, event_type, description FROM flight_recorder.incident_timeline($1::timestamptz, $2::timestamptz)
