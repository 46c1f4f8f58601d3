-- fr-log list: newest first.
-- parameters: :limit, -1 for all
SELECT log_id AS id, created_at, time_window_start, time_window_end, "database", cluster, source_kind, prompt_name,
       provider, model, tokens_used, cost_usd, context_size_bytes, auto_generated, feedback_helpful, causes
  FROM ai_diagnoses AS d
 ORDER BY d.created_at DESC, d.id DESC
 LIMIT nullif(:limit::bigint, -1);
