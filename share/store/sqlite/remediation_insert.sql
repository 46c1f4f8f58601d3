-- Parameters: action_key, now, window_start, window_end, diagnosis, action_type, action_target, action_taken, state, envelope_id,
-- system_identifier, database, object_key, claim_key, proposal, refusal, facts, statements, undo, done_by. A proposal, as a row.
INSERT INTO ai_remediations (action_key, executed_at, time_window_start, time_window_end, diagnosis, action_type, action_target,
                             action_taken, state, envelope_id, system_identifier, "database", object_key, claim_key, proposal, refusal,
                             facts_before, statements, undo, done_by)
VALUES (:action_key, :now, :window_start, :window_end, :diagnosis, :action_type, :action_target, :action_taken, :state, :envelope_id,
        :system_identifier, :database, :object_key, :claim_key, :proposal, :refusal, :facts, :statements, :undo, :done_by)
RETURNING id;
