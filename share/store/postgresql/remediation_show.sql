-- Parameters: id. All of one row.
SELECT id, executed_at, finished_at, state, action_type, action_target, diagnosis, proposal, refusal, action_taken, action_result,
       facts_before, facts_after, statements, undo, done_by, envelope_id, system_identifier, "database", time_window_start,
       time_window_end, reverted_at, reverted_by
  FROM ai_remediations
 WHERE id = :id::bigint;
