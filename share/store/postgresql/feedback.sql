-- What a human thinks of a diagnosis.
-- parameters: :id, :helpful, :notes
UPDATE ai_diagnoses SET feedback_helpful = :helpful::boolean, feedback_notes = :notes WHERE log_id = :id RETURNING log_id AS id;
