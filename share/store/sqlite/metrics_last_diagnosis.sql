-- fr-log stats, for Prometheus: when a database was diagnosed last, in seconds since 1970.
SELECT "database", CAST(strftime('%s', max(last_at)) AS INTEGER) AS last_at FROM ai_diagnosis_counts GROUP BY 1 ORDER BY 1;
