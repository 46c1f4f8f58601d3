-- fr-log export: everything, in the order in which it was kept.
-- parameters: :from and :to, when they were made; :database, null for any
SELECT log_id AS id, envelope_id, created_at, time_window_start, time_window_end, "database", cluster, source_kind,
       prompt_name, provider, model, stop_reason, tokens_used, cost_microusd, context_size_bytes, auto_generated,
       sanitized, feedback_helpful, feedback_notes, causes, findings, verification, conversation, continues,
       question, diagnosis, envelope
  FROM ai_diagnoses AS d
 WHERE d.created_at >= :from::timestamptz AND d.created_at < :to::timestamptz AND (:database::text IS NULL OR d."database" = :database)
 ORDER BY d.id;
