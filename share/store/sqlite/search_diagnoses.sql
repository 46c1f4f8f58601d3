-- fr-log search: those that have all the words in their text, causes, database or notes; the one kept last first, since what
-- is looked for in a log is what was said the last time.
-- parameters: :words, each phrase in double quotes; the others as in list_diagnoses.sql
SELECT d.log_id AS id, d.created_at, d.time_window_start, d.time_window_end, d."database", d.cluster, d.source_kind,
       d.prompt_name, d.provider, d.model, d.tokens_used, d.cost_usd, d.auto_generated, d.feedback_helpful, d.causes,
       d.question,
       snippet(ai_diagnoses_fts, -1, '', '', '…', 12) AS excerpt
  FROM ai_diagnoses_fts AS s
  JOIN ai_diagnoses AS d ON d.id = s.rowid
 WHERE s.ai_diagnoses_fts MATCH :words
   AND d.created_at >= :from AND d.created_at < :to
   AND (:database IS NULL OR d."database" = :database)
   AND (:auto_generated IS NULL OR d.auto_generated = :auto_generated)
   AND (:feedback_helpful IS NULL OR d.feedback_helpful = :feedback_helpful)
   AND (:cause IS NULL OR EXISTS (SELECT 1 FROM json_each(d.causes) AS c WHERE c.value = :cause))
 ORDER BY s.rowid DESC
 LIMIT :limit;
