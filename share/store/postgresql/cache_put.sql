INSERT INTO ai_cache (key, created_at, expires_at, response)
VALUES (:key, :now, :expires_at, :response)
ON CONFLICT (written_by, key) DO UPDATE
   SET created_at = excluded.created_at, expires_at = excluded.expires_at, response = excluded.response;
