-- fr-log stats: how much is kept.
SELECT (SELECT count(*) FROM ai_diagnoses) AS diagnoses,
       (SELECT count(*) FROM ai_diagnoses WHERE feedback_helpful IS NOT NULL) AS with_feedback,
       (SELECT count(*) FROM ai_errors) AS errors,
       (SELECT count(*) FROM ai_diagnoses WHERE envelope IS NOT NULL)
           + (SELECT count(*) FROM ai_errors WHERE envelope IS NOT NULL) AS envelopes,
       (SELECT min(created_at) FROM ai_diagnoses) AS first_at,
       (SELECT max(created_at) FROM ai_diagnoses) AS last_at,
       (SELECT sum(pg_total_relation_size(oid))::bigint
          FROM pg_class
         WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND relname LIKE 'ai\_%') AS store_bytes;
