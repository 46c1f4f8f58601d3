-- How many diagnoses and errors there ever were. Rows that are pruned stay counted: a counter that goes down looks to Prometheus like
-- one that began again, and what is left like news.

CREATE TABLE ai_diagnosis_counts (
    "database"     TEXT NOT NULL,  -- '' is not known, here and below
    auto_generated BOOLEAN NOT NULL,
    provider       TEXT NOT NULL,
    model          TEXT NOT NULL,
    diagnoses      INTEGER NOT NULL,
    last_at        TEXT NOT NULL,  -- when the last of them was made
    PRIMARY KEY ("database", auto_generated, provider, model)
) WITHOUT ROWID;

CREATE TABLE ai_error_counts (
    stage   TEXT NOT NULL,
    code    TEXT NOT NULL,
    errors  INTEGER NOT NULL,
    PRIMARY KEY (stage, code)
) WITHOUT ROWID;

INSERT INTO ai_diagnosis_counts
SELECT coalesce("database", ''), auto_generated, coalesce(provider, ''), model, count(*), max(created_at)
  FROM ai_diagnoses
 GROUP BY 1, 2, 3, 4;

INSERT INTO ai_error_counts
SELECT coalesce(stage, ''), coalesce(CAST(code AS TEXT), ''), count(*) FROM ai_errors GROUP BY 1, 2;

CREATE TRIGGER ai_diagnosis_counted AFTER INSERT ON ai_diagnoses BEGIN
    INSERT INTO ai_diagnosis_counts
    VALUES (coalesce(NEW."database", ''), NEW.auto_generated, coalesce(NEW.provider, ''), NEW.model, 1, NEW.created_at)
    ON CONFLICT DO UPDATE
       SET diagnoses = diagnoses + 1,
           last_at = max(last_at, excluded.last_at);
END;

CREATE TRIGGER ai_error_counted AFTER INSERT ON ai_errors BEGIN
    INSERT INTO ai_error_counts
    VALUES (coalesce(NEW.stage, ''), coalesce(CAST(NEW.code AS TEXT), ''), 1)
    ON CONFLICT DO UPDATE
       SET errors = errors + 1;
END;
