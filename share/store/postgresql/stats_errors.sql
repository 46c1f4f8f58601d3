-- fr-log stats: how often something went wrong.
SELECT day, error_count FROM ai_error_rate;
