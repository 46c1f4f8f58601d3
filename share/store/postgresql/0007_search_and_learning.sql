-- What is needed to find diagnoses again, to judge them, to learn from them, and to have their evidence answered anew.

ALTER TABLE ai_diagnoses
    ADD COLUMN sanitized BOOLEAN NOT NULL DEFAULT false,  -- was the envelope at fr-sanitize
    ADD COLUMN verification JSON,                         -- what fr-verify said of it
    ADD COLUMN envelope TEXT;                             -- the whole of it: base64 of zlib's deflate; NULL: none, or too old
ALTER TABLE ai_errors ADD COLUMN envelope TEXT;

ALTER TABLE ai_diagnoses ALTER COLUMN envelope SET STORAGE EXTERNAL;  -- it is compressed already
ALTER TABLE ai_errors ALTER COLUMN envelope SET STORAGE EXTERNAL;

CREATE INDEX ai_diagnoses_envelope_idx ON ai_diagnoses (created_at) WHERE envelope IS NOT NULL;
CREATE INDEX ai_errors_envelope_idx ON ai_errors (occurred_at) WHERE envelope IS NOT NULL;
CREATE INDEX ai_diagnoses_feedback_idx ON ai_diagnoses (feedback_helpful, prompt_name) WHERE feedback_helpful IS NOT NULL;

-- The words of a diagnosis. It is cut because a tsvector has an end, at 1 MB, and a longer text must not be refused for that.
-- JSON as text is the text that was stored, but its cast is not declared immutable.
CREATE FUNCTION ai_words(diagnosis TEXT, causes JSON, "database" TEXT, notes TEXT) RETURNS TSVECTOR
LANGUAGE sql IMMUTABLE AS $$
    SELECT to_tsvector('pg_catalog.english', left(diagnosis, 100000) || ' ' || left(causes::text, 10000) || ' '
                       || coalesce(left("database", 200), '') || ' ' || coalesce(left(notes, 10000), ''))
$$;

ALTER TABLE ai_diagnoses
    ADD COLUMN words TSVECTOR GENERATED ALWAYS AS (ai_words(diagnosis, causes, "database", feedback_notes)) STORED;
CREATE INDEX ai_diagnoses_words_idx ON ai_diagnoses USING gin (words);

-- Like ai_log_id_taken, of errors.
CREATE FUNCTION ai_error_id_taken(wanted TEXT) RETURNS BOOLEAN
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT EXISTS (SELECT 1 FROM ai_errors WHERE log_id = wanted)
$$;

REVOKE EXECUTE ON FUNCTION ai_error_id_taken FROM PUBLIC;

-- What dashboards ask for, over the last 30 days.
CREATE VIEW ai_usage_summary AS
SELECT function_name,
       count(*) AS calls,
       sum(tokens_used) AS total_tokens,
       sum(cost_usd) AS total_cost,
       avg(cost_usd) AS avg_cost_per_call
  FROM ai_usage
 WHERE called_at > now() - interval '30 days'
 GROUP BY function_name;

CREATE VIEW ai_diagnosis_quality AS
SELECT auto_generated,
       count(*) AS total_diagnoses,
       count(*) FILTER (WHERE feedback_helpful = true) AS helpful,
       count(*) FILTER (WHERE feedback_helpful = false) AS not_helpful,
       round(100.0 * count(*) FILTER (WHERE feedback_helpful = true) / count(*), 1) AS helpful_pct
  FROM ai_diagnoses
 WHERE created_at > now() - interval '30 days'
 GROUP BY auto_generated;

CREATE VIEW ai_diagnosis_quality_by_model AS
SELECT model,
       count(*) AS total_diagnoses,
       count(*) FILTER (WHERE feedback_helpful = true) AS helpful,
       count(*) FILTER (WHERE feedback_helpful = false) AS not_helpful,
       round(100.0 * count(*) FILTER (WHERE feedback_helpful = true) / count(*), 1) AS helpful_pct
  FROM ai_diagnoses
 WHERE created_at > now() - interval '30 days'
 GROUP BY model;

CREATE VIEW ai_error_rate AS
SELECT (occurred_at AT TIME ZONE 'UTC')::date AS day,
       count(*) AS error_count
  FROM ai_errors
 WHERE occurred_at > now() - interval '30 days'
 GROUP BY day
 ORDER BY day;
