-- Parameters: system_identifier, database. What was begun there and of which no end is known.
SELECT id, action_key, action_type, action_target, object_key, claim_key, proposal, facts_before, statements
  FROM ai_remediations
 WHERE system_identifier = :system_identifier AND "database" = :database AND state IN ('intended', 'unknown')
 ORDER BY id;
