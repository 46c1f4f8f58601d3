-- The same for errors.
UPDATE ai_errors SET envelope = NULL
 WHERE id IN (SELECT id FROM ai_errors WHERE envelope IS NOT NULL AND occurred_at < :before::timestamptz ORDER BY occurred_at LIMIT 500);
