-- Parameters: action_key, now, state, action_taken, action_result, refusal, facts, statements. What became of an intention.
UPDATE ai_remediations
   SET state = :state, action_taken = :action_taken, action_result = :action_result, refusal = :refusal, facts_after = :facts,
       statements = :statements, finished_at = :now
 WHERE action_key = :action_key AND state IN ('intended', 'unknown');
