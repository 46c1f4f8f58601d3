-- What is needed to find diagnoses again, to judge them, to learn from them, and to have their evidence answered anew.

ALTER TABLE ai_diagnoses ADD COLUMN sanitized BOOLEAN NOT NULL DEFAULT false;  -- was the envelope at fr-sanitize
ALTER TABLE ai_diagnoses ADD COLUMN verification JSON;                         -- what fr-verify said of it
ALTER TABLE ai_diagnoses ADD COLUMN envelope TEXT;                             -- the whole of it: base64 of zlib's deflate; NULL: none, or too old
ALTER TABLE ai_errors ADD COLUMN envelope TEXT;

CREATE INDEX ai_diagnoses_envelope_idx ON ai_diagnoses (created_at) WHERE envelope IS NOT NULL;
CREATE INDEX ai_errors_envelope_idx ON ai_errors (occurred_at) WHERE envelope IS NOT NULL;
CREATE INDEX ai_diagnoses_feedback_idx ON ai_diagnoses (feedback_helpful, prompt_name) WHERE feedback_helpful IS NOT NULL;

-- The texts, for full-text search. It holds an index of them only: triggers keep it in step.
CREATE VIRTUAL TABLE ai_diagnoses_fts USING fts5 (
    diagnosis, causes, "database", feedback_notes,
    content = 'ai_diagnoses', content_rowid = 'id', tokenize = 'porter unicode61 remove_diacritics 2'
);

INSERT INTO ai_diagnoses_fts (ai_diagnoses_fts) VALUES ('rebuild');

CREATE TRIGGER ai_diagnoses_search_insert AFTER INSERT ON ai_diagnoses BEGIN
    INSERT INTO ai_diagnoses_fts (rowid, diagnosis, causes, "database", feedback_notes)
    VALUES (NEW.id, NEW.diagnosis, NEW.causes, NEW."database", NEW.feedback_notes);
END;

CREATE TRIGGER ai_diagnoses_search_delete AFTER DELETE ON ai_diagnoses BEGIN
    INSERT INTO ai_diagnoses_fts (ai_diagnoses_fts, rowid, diagnosis, causes, "database", feedback_notes)
    VALUES ('delete', OLD.id, OLD.diagnosis, OLD.causes, OLD."database", OLD.feedback_notes);
END;

CREATE TRIGGER ai_diagnoses_search_update AFTER UPDATE OF diagnosis, causes, "database", feedback_notes ON ai_diagnoses BEGIN
    INSERT INTO ai_diagnoses_fts (ai_diagnoses_fts, rowid, diagnosis, causes, "database", feedback_notes)
    VALUES ('delete', OLD.id, OLD.diagnosis, OLD.causes, OLD."database", OLD.feedback_notes);
    INSERT INTO ai_diagnoses_fts (rowid, diagnosis, causes, "database", feedback_notes)
    VALUES (NEW.id, NEW.diagnosis, NEW.causes, NEW."database", NEW.feedback_notes);
END;

-- What dashboards ask for, over the last 30 days.
CREATE VIEW ai_usage_summary AS
SELECT function_name,
       count(*) AS calls,
       sum(tokens_used) AS total_tokens,
       sum(cost_usd) AS total_cost,
       avg(cost_usd) AS avg_cost_per_call
  FROM ai_usage
 WHERE called_at > strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-30 days')
 GROUP BY function_name;

CREATE VIEW ai_diagnosis_quality AS
SELECT auto_generated,
       count(*) AS total_diagnoses,
       count(*) FILTER (WHERE feedback_helpful = true) AS helpful,
       count(*) FILTER (WHERE feedback_helpful = false) AS not_helpful,
       round(100.0 * count(*) FILTER (WHERE feedback_helpful = true) / count(*), 1) AS helpful_pct
  FROM ai_diagnoses
 WHERE created_at > strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-30 days')
 GROUP BY auto_generated;

CREATE VIEW ai_diagnosis_quality_by_model AS
SELECT model,
       count(*) AS total_diagnoses,
       count(*) FILTER (WHERE feedback_helpful = true) AS helpful,
       count(*) FILTER (WHERE feedback_helpful = false) AS not_helpful,
       round(100.0 * count(*) FILTER (WHERE feedback_helpful = true) / count(*), 1) AS helpful_pct
  FROM ai_diagnoses
 WHERE created_at > strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-30 days')
 GROUP BY model;

CREATE VIEW ai_error_rate AS
SELECT date(occurred_at) AS day,
       count(*) AS error_count
  FROM ai_errors
 WHERE occurred_at > strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-30 days')
 GROUP BY day
 ORDER BY day;
