-- Errors from before :before.
DELETE FROM ai_errors WHERE occurred_at < :before::timestamptz;
