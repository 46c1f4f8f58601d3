-- Envelopes from before :before, a few at a time: a run is not to take long because the last one was long ago.
UPDATE ai_diagnoses SET envelope = NULL
 WHERE id IN (SELECT id FROM ai_diagnoses WHERE envelope IS NOT NULL AND created_at < :before::timestamptz ORDER BY created_at LIMIT 500);
