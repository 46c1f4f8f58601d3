-- fr-log list: newest first.
-- parameters: :from and :to, when they were made; :database, :cause, :auto_generated and :feedback_helpful, null for any;
-- :limit, -1 for all
SELECT log_id AS id, created_at, time_window_start, time_window_end, "database", cluster, source_kind, prompt_name,
       provider, model, tokens_used, cost_usd, context_size_bytes, auto_generated, feedback_helpful, causes,
       question
  FROM ai_diagnoses AS d
 WHERE d.created_at >= :from AND d.created_at < :to
   AND (:database IS NULL OR d."database" = :database)
   AND (:auto_generated IS NULL OR d.auto_generated = :auto_generated)
   AND (:feedback_helpful IS NULL OR d.feedback_helpful = :feedback_helpful)
   AND (:cause IS NULL OR EXISTS (SELECT 1 FROM json_each(d.causes) AS c WHERE c.value = :cause))
 ORDER BY d.created_at DESC, d.id DESC
 LIMIT :limit;
