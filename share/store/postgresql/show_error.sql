-- One error in full.
-- parameters: :id
SELECT log_id AS id, envelope_id, occurred_at, stage, code, error_message, hint, context, conversation, question, response
  FROM ai_errors
 WHERE log_id = :id;
