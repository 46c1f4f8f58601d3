-- fr-log stats: how much is kept.
SELECT (SELECT count(*) FROM ai_diagnoses) AS diagnoses,
       (SELECT count(*) FROM ai_diagnoses WHERE feedback_helpful IS NOT NULL) AS with_feedback,
       (SELECT count(*) FROM ai_errors) AS errors,
       (SELECT count(*) FROM ai_diagnoses WHERE envelope IS NOT NULL)
           + (SELECT count(*) FROM ai_errors WHERE envelope IS NOT NULL) AS envelopes,
       (SELECT min(created_at) FROM ai_diagnoses) AS first_at,
       (SELECT max(created_at) FROM ai_diagnoses) AS last_at,
       (SELECT page_count * page_size FROM pragma_page_count, pragma_page_size) AS store_bytes;
