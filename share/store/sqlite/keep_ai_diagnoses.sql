-- Keep a diagnosis, unless this very answer to this envelope is kept already; then no row comes back.
-- parameters: the columns; :wanted_id is the log_id that it should have, the envelope's when it is null, and :fresh_id the
-- one that it gets when that is taken, as by another answer to the same envelope
INSERT INTO ai_diagnoses (created_at, time_window_start, time_window_end, model, context_size_bytes, diagnosis,
                          tokens_used, auto_generated, log_id, envelope_id, cost_microusd, provider, prompt_name,
                          stop_reason, source_kind, "database", cluster, causes, findings, sanitized, verification,
                          envelope, feedback_helpful, feedback_notes, conversation, continues, question)
SELECT :created_at, :time_window_start, :time_window_end, :model, :context_size_bytes, :diagnosis,
       :tokens_used, :auto_generated,
       CASE WHEN EXISTS (SELECT 1 FROM ai_diagnoses WHERE log_id = coalesce(:wanted_id, :envelope_id)) THEN :fresh_id
            ELSE coalesce(:wanted_id, :envelope_id) END,
       :envelope_id, :cost_microusd, :provider, :prompt_name, :stop_reason, :source_kind, :database, :cluster,
       :causes, :findings, coalesce(:sanitized, false), :verification, :envelope, :feedback_helpful, :feedback_notes, :conversation, :continues, :question
 WHERE NOT EXISTS (SELECT 1
                     FROM ai_diagnoses
                    WHERE envelope_id = :envelope_id AND model = :model AND prompt_name IS :prompt_name
                      AND diagnosis = :diagnosis)
RETURNING log_id;
