-- Which conversation an answer, or what went wrong instead, belongs to: the id of its first turn.

ALTER TABLE ai_diagnoses ADD COLUMN conversation TEXT;  -- NULL: nobody has gone on from it yet
ALTER TABLE ai_errors ADD COLUMN conversation TEXT;

CREATE INDEX ai_diagnoses_conversation_idx ON ai_diagnoses (conversation) WHERE conversation IS NOT NULL;
CREATE INDEX ai_errors_conversation_idx ON ai_errors (conversation) WHERE conversation IS NOT NULL;
