-- Parameters: id, now.
UPDATE ai_incidents SET given_out_at = :now WHERE id = :id;
