-- Parameters: id. The diagnosis failed: whoever looks next may try.
UPDATE ai_incidents SET claimed_until = '-infinity' WHERE id = :id;
