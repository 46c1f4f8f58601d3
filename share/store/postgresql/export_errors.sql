-- fr-log export: the errors, too.
-- parameters: :from and :to, when they happened; :database, null for any
SELECT log_id AS id, envelope_id, occurred_at, stage, code, error_message, hint, context, conversation, question, response,
       envelope
  FROM ai_errors AS e
 WHERE e.occurred_at >= :from::timestamptz AND e.occurred_at < :to::timestamptz
   AND (:database::text IS NULL OR e.context ->> 'database' = :database)
 ORDER BY e.id;
