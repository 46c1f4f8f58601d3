-- Is there an envelope from before :before? Asked first, since looking disturbs nobody who writes.
SELECT 1 AS found
 WHERE EXISTS (SELECT 1 FROM ai_diagnoses WHERE envelope IS NOT NULL AND created_at < :before::timestamptz)
    OR EXISTS (SELECT 1 FROM ai_errors WHERE envelope IS NOT NULL AND occurred_at < :before::timestamptz);
