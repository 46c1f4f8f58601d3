-- The attempt that was entered with that key at that time, when it was.
SELECT id FROM ai_usage WHERE called_at = :called_at::timestamptz AND attempt_key = :attempt_key;
