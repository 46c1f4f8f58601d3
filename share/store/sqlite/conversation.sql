-- The conversation of a diagnosis or an error: its id, how many answers it has, and the newest of them whose envelope is kept:
-- of those that go on from :id, else of all.
-- parameters: :id, of any of its turns
WITH RECURSIVE named AS (
    SELECT coalesce(conversation, log_id) AS conversation FROM ai_diagnoses WHERE log_id = :id
    UNION ALL
    SELECT conversation FROM ai_errors WHERE log_id = :id
), answers AS (
    SELECT n.conversation, d.id AS place, d.created_at, d.log_id, d.continues, d.envelope
      FROM named AS n
      JOIN ai_diagnoses AS d ON d.log_id = n.conversation OR d.conversation = n.conversation
), line AS (
    SELECT log_id FROM answers WHERE log_id = :id
    UNION
    SELECT a.log_id FROM line AS l JOIN answers AS a ON a.continues = l.log_id
)
SELECT conversation, log_id AS id, envelope, (SELECT count(*) FROM answers) AS answers
  FROM answers
 WHERE envelope IS NOT NULL
 ORDER BY CASE WHEN log_id IN (SELECT log_id FROM line) THEN 0 ELSE 1 END, created_at DESC, place DESC
 LIMIT 1;
