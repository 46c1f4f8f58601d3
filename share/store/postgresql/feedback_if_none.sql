-- The same, where nobody has said anything yet: of a diagnosis that is imported again.
-- parameters: :id, :helpful, :notes
UPDATE ai_diagnoses SET feedback_helpful = :helpful::boolean, feedback_notes = :notes WHERE log_id = :id AND feedback_helpful IS NULL;
