DELETE FROM ai_cache WHERE expires_at <= :now::timestamptz;
