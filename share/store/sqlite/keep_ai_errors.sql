-- Keep an error, unless this very error of this envelope is kept already; then no row comes back.
-- An error never takes the envelope's id: that is for the diagnosis that may still come.
-- parameters: the columns; :wanted_id is the log_id that it should have, or null, and :fresh_id the one it gets otherwise
INSERT INTO ai_errors (occurred_at, error_message, context, log_id, envelope_id, stage, code, hint, response, envelope,
                       conversation, question)
SELECT :created_at, :error_message, :context,
       CASE WHEN EXISTS (SELECT 1 FROM ai_errors WHERE log_id = :wanted_id) THEN :fresh_id
            ELSE coalesce(:wanted_id, :fresh_id) END,
       :envelope_id, :stage, :code, :hint, :response, :envelope, :conversation, :question
 WHERE NOT EXISTS (SELECT 1
                     FROM ai_errors
                    WHERE envelope_id = :envelope_id AND stage IS :stage AND code IS :code
                      AND error_message = :error_message)
RETURNING log_id;
