-- Parameters: id, now.
UPDATE ai_incidents SET last_seen_at = :now WHERE id = :id;
