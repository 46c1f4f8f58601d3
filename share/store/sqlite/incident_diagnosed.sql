-- Parameters: id, now.
UPDATE ai_incidents SET diagnosed_at = :now, claimed_until = '' WHERE id = :id;
