-- Which row keep_ai_errors.sql found to be there already.
SELECT log_id
  FROM ai_errors
 WHERE envelope_id = :envelope_id AND stage IS :stage AND code IS :code AND error_message = :error_message
 ORDER BY id
 LIMIT 1;
