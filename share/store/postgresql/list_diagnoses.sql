-- fr-log list: newest first.
-- parameters: :from and :to, when they were made; :database, :cause, :auto_generated and :feedback_helpful, null for any;
-- :limit, -1 for all
SELECT log_id AS id, created_at, time_window_start, time_window_end, "database", cluster, source_kind, prompt_name,
       provider, model, tokens_used, cost_usd, context_size_bytes, auto_generated, feedback_helpful, causes,
       question
  FROM ai_diagnoses AS d
 WHERE d.created_at >= :from::timestamptz AND d.created_at < :to::timestamptz
   AND (:database::text IS NULL OR d."database" = :database)
   AND (:auto_generated::boolean IS NULL OR d.auto_generated = :auto_generated)
   AND (:feedback_helpful::boolean IS NULL OR d.feedback_helpful = :feedback_helpful)
   AND (:cause::text IS NULL OR EXISTS (SELECT 1 FROM json_array_elements_text(d.causes) AS c (name) WHERE c.name = :cause))
 ORDER BY d.created_at DESC, d.id DESC
 LIMIT nullif(:limit::bigint, -1);
