-- fr-log errors: newest first.
-- parameters: :from and :to, when they happened; :database, null for any; :limit, -1 for all
SELECT log_id AS id, occurred_at, envelope_id, stage, code, error_message, hint, context, question
  FROM ai_errors AS e
 WHERE e.occurred_at >= :from AND e.occurred_at < :to
   AND (:database IS NULL OR json_extract(e.context, '$.database') = :database)
 ORDER BY e.occurred_at DESC, e.id DESC
 LIMIT :limit;
