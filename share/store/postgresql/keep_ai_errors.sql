-- Keep an error, unless this very error of this envelope is kept already; then no row comes back.
-- An error never takes the envelope's id: that is for the diagnosis that may still come.
INSERT INTO ai_errors (occurred_at, error_message, context, log_id, envelope_id, stage, code, hint, response)
SELECT coalesce(ai_time(:created_at), now()), :error_message, :context, :fresh_id, :envelope_id, :stage, :code, :hint,
       :response
 WHERE ai_kept_error(:envelope_id, :stage, :code, :error_message) IS NULL
RETURNING log_id;
