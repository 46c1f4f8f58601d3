-- fr-log stats, for Prometheus: when a database was diagnosed last, in seconds since 1970.
SELECT "database", floor(extract(epoch FROM max(last_at) FILTER (WHERE isfinite(last_at))))::bigint AS last_at FROM ai_diagnosis_counts GROUP BY 1 ORDER BY 1;
