-- Diagnoses from before :before.
DELETE FROM ai_diagnoses WHERE created_at < :before::timestamptz;
