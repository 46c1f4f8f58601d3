-- fr-log prune: what there is from before :before.
SELECT (SELECT count(*) FROM ai_diagnoses WHERE created_at < :before::timestamptz) AS diagnoses,
       (SELECT count(feedback_helpful) FROM ai_diagnoses WHERE created_at < :before::timestamptz) AS with_feedback,
       (SELECT count(*) FROM ai_errors WHERE occurred_at < :before::timestamptz) AS errors;
