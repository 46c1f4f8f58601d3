-- fr-log quality: what part of the diagnoses was helpful, by who asked for them, and by model.
SELECT 'auto_generated' AS "by", auto_generated::text AS value, total_diagnoses, helpful, not_helpful, helpful_pct
  FROM ai_diagnosis_quality
UNION ALL
SELECT 'model', model, total_diagnoses, helpful, not_helpful, helpful_pct FROM ai_diagnosis_quality_by_model
 ORDER BY 1, 2;
