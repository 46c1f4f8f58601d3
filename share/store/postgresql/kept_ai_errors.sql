-- Which row keep_ai_errors.sql found to be there already.
SELECT ai_kept_error(:envelope_id, :stage, :code, :error_message) AS log_id;
