-- Parameters: id, state, reply, not_before, now.
UPDATE ai_alerts
   SET state = :state, reply = :reply, not_before = :not_before, claimed_until = '',
       settled_at = CASE WHEN :state <> 'pending' THEN :now END
 WHERE id = :id;
