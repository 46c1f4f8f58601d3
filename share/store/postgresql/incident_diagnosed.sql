-- Parameters: id, now.
UPDATE ai_incidents SET diagnosed_at = :now::timestamptz, claimed_until = '-infinity' WHERE id = :id;
