-- What an id, or the beginning of one, may stand for: exact matches if there are any, else those whose id begins so, else
-- those of an envelope whose id begins so. '~' sorts behind every character that ids are made of.
-- parameters: :id
WITH matches AS (
    SELECT log_id AS id, 'diagnosis' AS kind, created_at AS at, model AS what,
           CASE WHEN log_id = :id THEN 0 WHEN log_id >= :id AND log_id < :id || '~' THEN 1 ELSE 2 END AS rank
      FROM ai_diagnoses
     WHERE (log_id >= :id AND log_id < :id || '~') OR (envelope_id >= :id AND envelope_id < :id || '~')
    UNION ALL
    SELECT log_id, 'error', occurred_at, error_message,
           CASE WHEN log_id = :id THEN 0 WHEN log_id >= :id AND log_id < :id || '~' THEN 1 ELSE 2 END
      FROM ai_errors
     WHERE (log_id >= :id AND log_id < :id || '~') OR (envelope_id >= :id AND envelope_id < :id || '~')
)
SELECT id, kind, at, what
  FROM matches
 WHERE rank = (SELECT min(rank) FROM matches)
 ORDER BY at DESC
 LIMIT 10;
