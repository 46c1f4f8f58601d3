-- fr-log errors: newest first.
-- parameters: :limit, -1 for all
SELECT log_id AS id, occurred_at, envelope_id, stage, code, error_message, hint, context
  FROM ai_errors AS e
 ORDER BY e.occurred_at DESC, e.id DESC
 LIMIT nullif(:limit::bigint, -1);
