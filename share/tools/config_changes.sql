-- description: Settings that changed in a window.
-- parameter: start_time timestamptz required: where the window starts: ISO 8601, or -2h
-- parameter: end_time timestamptz required: where it ends: ISO 8601, or now
SELECT parameter_name, old_value, new_value, old_source, new_source, changed_at FROM flight_recorder.config_changes($1::timestamptz, $2::timestamptz)
