-- One diagnosis in full, but for its envelope.
-- parameters: :id
SELECT log_id AS id, envelope_id, created_at, time_window_start, time_window_end, "database", cluster, source_kind,
       prompt_name, provider, model, stop_reason, tokens_used, cost_usd, cost_microusd, context_size_bytes,
       auto_generated, sanitized, feedback_helpful, feedback_notes, causes, findings, verification, conversation, continues, question,
       diagnosis
  FROM ai_diagnoses
 WHERE log_id = :id;
