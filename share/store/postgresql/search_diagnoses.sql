-- fr-log search: those that have all the words in their text, causes, database or notes; the one kept last first, since what
-- is looked for in a log is what was said the last time.
-- parameters: :words, each phrase in double quotes; the others as in list_diagnoses.sql
SELECT d.log_id AS id, d.created_at, d.time_window_start, d.time_window_end, d."database", d.cluster, d.source_kind,
       d.prompt_name, d.provider, d.model, d.tokens_used, d.cost_usd, d.auto_generated, d.feedback_helpful, d.causes,
       d.question,
       ts_headline('pg_catalog.english', left(d.diagnosis, 100000), websearch_to_tsquery('pg_catalog.english', :words),
                   'StartSel="", StopSel="", MaxWords=14, MinWords=8') AS excerpt
  FROM ai_diagnoses AS d
 WHERE d.created_at >= :from::timestamptz AND d.created_at < :to::timestamptz
   AND (:database::text IS NULL OR d."database" = :database)
   AND (:auto_generated::boolean IS NULL OR d.auto_generated = :auto_generated)
   AND (:feedback_helpful::boolean IS NULL OR d.feedback_helpful = :feedback_helpful)
   AND (:cause::text IS NULL OR EXISTS (SELECT 1 FROM json_array_elements_text(d.causes) AS c (name) WHERE c.name = :cause))
   AND d.words @@ websearch_to_tsquery('pg_catalog.english', :words)
 ORDER BY d.id DESC
 LIMIT nullif(:limit::bigint, -1);
