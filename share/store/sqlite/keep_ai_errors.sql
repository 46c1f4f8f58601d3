-- Keep an error, unless this very error of this envelope is kept already; then no row comes back.
-- An error never takes the envelope's id: that is for the diagnosis that may still come.
INSERT INTO ai_errors (occurred_at, error_message, context, log_id, envelope_id, stage, code, hint, response)
SELECT :created_at, :error_message, :context, :fresh_id, :envelope_id, :stage, :code, :hint, :response
 WHERE NOT EXISTS (SELECT 1
                     FROM ai_errors
                    WHERE envelope_id = :envelope_id AND stage IS :stage AND code IS :code
                      AND error_message = :error_message)
RETURNING log_id;
