-- Parameters: id, state, reply, not_before, now.
UPDATE ai_alerts
   SET state = :state::text, reply = :reply, not_before = :not_before::timestamptz, claimed_until = '-infinity',
       settled_at = CASE WHEN :state::text <> 'pending' THEN :now::timestamptz END
 WHERE id = :id::bigint;
