-- An answer to the same question. :since is as old as it may be.
SELECT response FROM ai_cache WHERE key = :key AND created_at >= :since AND expires_at > :now;
