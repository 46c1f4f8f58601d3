-- What was asked, which is kept for as long as what was answered; and which answer a turn of a conversation goes on from: two who go on
-- from one answer at the same time are two lines of one conversation.

ALTER TABLE ai_diagnoses ADD COLUMN question TEXT;   -- or the statement that was explained, as it was sent; NULL: nothing was asked
ALTER TABLE ai_diagnoses ADD COLUMN continues TEXT;  -- the log_id of the turn before
ALTER TABLE ai_errors ADD COLUMN question TEXT;

-- What a conversation has cost is asked by envelope.
CREATE INDEX ai_usage_envelope_id_idx ON ai_usage (envelope_id) WHERE envelope_id IS NOT NULL;
