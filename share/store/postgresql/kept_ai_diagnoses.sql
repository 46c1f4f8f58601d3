-- Which row keep_ai_diagnoses.sql found to be there already.
SELECT ai_kept_diagnosis(:envelope_id, :model, :prompt_name, :diagnosis) AS log_id;
