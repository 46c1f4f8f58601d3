-- description: Settings of single databases and roles, as they were at a moment.
-- parameter: at timestamptz required: the moment: ISO 8601, or -2h
SELECT database_name, role_name, parameter_name, parameter_value, scope FROM flight_recorder.db_role_config_at($1::timestamptz)
