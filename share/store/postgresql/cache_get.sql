-- An answer to the same question. :since is as old as it may be.
SELECT response
  FROM ai_cache
 WHERE written_by = current_user AND key = :key AND created_at >= :since::timestamptz AND expires_at > :now::timestamptz;
