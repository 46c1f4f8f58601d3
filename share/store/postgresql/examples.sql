-- fr-prompt --examples: diagnoses that a human has judged, the most similar first: those with the same causes, then those of
-- the same database, then the latest.
-- parameters: :helpful; :prompt_name and :envelope_id of the prompt they are for; :causes, a JSON array; :database; :limit
SELECT d.log_id AS id, d.created_at, d."database", d.causes, d.diagnosis, d.feedback_notes
  FROM ai_diagnoses AS d
 WHERE d.feedback_helpful = :helpful::boolean AND d.prompt_name = :prompt_name AND d.sanitized
   AND d.envelope_id <> :envelope_id AND (:helpful::boolean OR d.feedback_notes <> '')
 ORDER BY (SELECT count(*)
             FROM json_array_elements_text(d.causes) AS c (name)
            WHERE c.name IN (SELECT json_array_elements_text(:causes::json))) DESC,
          d."database" IS DISTINCT FROM :database::text, d.created_at DESC, d.id DESC
 LIMIT nullif(:limit::bigint, -1);
