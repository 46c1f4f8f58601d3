-- Which row keep_ai_diagnoses.sql found to be there already.
SELECT log_id
  FROM ai_diagnoses
 WHERE envelope_id = :envelope_id AND model = :model AND prompt_name IS :prompt_name AND diagnosis = :diagnosis
 ORDER BY id
 LIMIT 1;
