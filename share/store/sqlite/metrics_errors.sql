-- fr-log stats, for Prometheus: how many errors there ever were.
SELECT stage, code, errors FROM ai_error_counts ORDER BY 1, 2;
