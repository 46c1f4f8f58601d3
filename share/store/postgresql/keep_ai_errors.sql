-- Keep an error, unless this very error of this envelope is kept already; then no row comes back.
-- An error never takes the envelope's id: that is for the diagnosis that may still come.
-- parameters: the columns; :wanted_id is the log_id that it should have, or null, and :fresh_id the one it gets otherwise
INSERT INTO ai_errors (occurred_at, error_message, context, log_id, envelope_id, stage, code, hint, response, envelope,
                       conversation, question)
SELECT coalesce(ai_time(:created_at), now()), :error_message, :context,
       CASE WHEN ai_error_id_taken(:wanted_id) THEN :fresh_id ELSE coalesce(:wanted_id, :fresh_id) END,
       :envelope_id, :stage, :code, :hint, :response, :envelope, :conversation, :question
 WHERE ai_kept_error(:envelope_id, :stage, :code, :error_message) IS NULL
RETURNING log_id;
