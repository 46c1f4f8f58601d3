-- The conversation of a diagnosis or an error: its id, how many answers it has, and the newest of them whose envelope is kept.
-- parameters: :id, of any of its turns
WITH named AS (
    SELECT coalesce(conversation, log_id) AS conversation FROM ai_diagnoses WHERE log_id = :id
    UNION ALL
    SELECT conversation FROM ai_errors WHERE log_id = :id
), answers AS (
    SELECT n.conversation, d.id AS place, d.log_id, d.envelope
      FROM named AS n
      JOIN ai_diagnoses AS d ON d.log_id = n.conversation OR d.conversation = n.conversation
)
SELECT conversation, log_id AS id, envelope, (SELECT count(*) FROM answers) AS answers
  FROM answers
 WHERE envelope IS NOT NULL
 ORDER BY place DESC
 LIMIT 1;
