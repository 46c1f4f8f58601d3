-- How many diagnoses and errors there ever were. Rows that are pruned stay counted: a counter that goes down looks to Prometheus like
-- one that began again, and what is left like news.

CREATE TABLE ai_diagnosis_counts (
    "database"     TEXT NOT NULL,  -- '' is not known, here and below
    auto_generated BOOLEAN NOT NULL,
    provider       TEXT NOT NULL,
    model          TEXT NOT NULL,
    diagnoses      BIGINT NOT NULL,
    last_at        TIMESTAMPTZ NOT NULL  -- when the last of them was made
);

-- Names may be too long for an index.
CREATE UNIQUE INDEX ai_diagnosis_counts_idx
    ON ai_diagnosis_counts (ai_key("database"), auto_generated, ai_key(provider), ai_key(model));

CREATE TABLE ai_error_counts (
    stage   TEXT NOT NULL,
    code    TEXT NOT NULL,
    errors  BIGINT NOT NULL
);

CREATE UNIQUE INDEX ai_error_counts_idx ON ai_error_counts (ai_key(stage), code);

INSERT INTO ai_diagnosis_counts
SELECT coalesce("database", ''), auto_generated, coalesce(provider, ''), model, count(*), max(created_at)
  FROM ai_diagnoses
 GROUP BY 1, 2, 3, 4;

INSERT INTO ai_error_counts
SELECT coalesce(stage, ''), coalesce(code::text, ''), count(*) FROM ai_errors GROUP BY 1, 2;

CREATE FUNCTION ai_diagnosis_counted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO ai_diagnosis_counts AS c
    VALUES (coalesce(NEW."database", ''), NEW.auto_generated, coalesce(NEW.provider, ''), NEW.model, 1, NEW.created_at)
    ON CONFLICT (ai_key("database"), auto_generated, ai_key(provider), ai_key(model)) DO UPDATE
       SET diagnoses = c.diagnoses + 1,
           last_at = greatest(c.last_at, excluded.last_at);
    RETURN NULL;
END
$$;

CREATE FUNCTION ai_error_counted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO ai_error_counts AS c
    VALUES (coalesce(NEW.stage, ''), coalesce(NEW.code::text, ''), 1)
    ON CONFLICT (ai_key(stage), code) DO UPDATE
       SET errors = c.errors + 1;
    RETURN NULL;
END
$$;

REVOKE EXECUTE ON FUNCTION ai_diagnosis_counted, ai_error_counted FROM PUBLIC;

CREATE TRIGGER ai_diagnosis_counted AFTER INSERT ON ai_diagnoses FOR EACH ROW EXECUTE FUNCTION ai_diagnosis_counted();
CREATE TRIGGER ai_error_counted AFTER INSERT ON ai_errors FOR EACH ROW EXECUTE FUNCTION ai_error_counted();
