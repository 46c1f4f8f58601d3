-- Parameters: limit. What was proposed and what became of it, the last first.
SELECT id, executed_at, state, action_type, action_target, action_result, refusal, done_by, "database"
  FROM ai_remediations
 ORDER BY id DESC
 LIMIT :limit;
