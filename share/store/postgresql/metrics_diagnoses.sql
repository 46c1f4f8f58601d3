-- fr-log stats, for Prometheus: how many diagnoses there ever were.
SELECT "database", auto_generated::text AS auto_generated, provider, model, diagnoses FROM ai_diagnosis_counts ORDER BY 1, 2, 3, 4;
