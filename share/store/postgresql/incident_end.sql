-- Parameters: id, now.
UPDATE ai_incidents SET ended_at = :now WHERE id = :id;
