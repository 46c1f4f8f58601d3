-- The envelope of a diagnosis or an error; null when it is not kept any more.
-- parameters: :id
SELECT envelope FROM ai_diagnoses WHERE log_id = :id
UNION ALL
SELECT envelope FROM ai_errors WHERE log_id = :id;
