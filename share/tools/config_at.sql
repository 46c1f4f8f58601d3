-- description: The settings as they were at a moment.
-- parameter: at timestamptz required: the moment: ISO 8601, or -2h
-- parameter: category text: only settings whose names begin so: autovacuum, wal, …
SELECT parameter_name, value, source FROM flight_recorder.config_at($1::timestamptz, $2::text)
