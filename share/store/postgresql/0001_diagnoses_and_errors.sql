-- What was answered, and what went wrong instead.
--
-- Applied by the tools on first use, in one transaction together with every other file that the store does not have
-- yet; ai_store tells which those are. A file that was released is never changed. The search_path is the store's schema.
--
-- Money is whole micro-dollars. written_by is what roles.sql goes by.

CREATE TABLE ai_store (
    version    INTEGER PRIMARY KEY,
    name       TEXT NOT NULL,
    applied_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

COMMENT ON TABLE ai_store IS 'The migrations that the fr tools applied to the tables ai_… of this schema.';

-- Envelopes can hold anything where a time should be. What is none is not known.
CREATE FUNCTION ai_time(text TEXT) RETURNS TIMESTAMPTZ
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN text::timestamptz;
EXCEPTION WHEN data_exception THEN
    RETURN NULL;
END
$$;

-- Texts are too long for an index. convert_to is not declared immutable because conversions can be replaced; into the
-- encoding of the database itself there is none to replace.
CREATE FUNCTION ai_key(text TEXT) RETURNS BYTEA
LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT sha256(convert_to(text, 'UTF8'))
$$;

CREATE TABLE ai_diagnoses (
    id                 BIGSERIAL PRIMARY KEY,
    created_at         TIMESTAMPTZ NOT NULL DEFAULT now(),
    time_window_start  TIMESTAMPTZ,       -- a question asked without a window has none
    time_window_end    TIMESTAMPTZ,
    model              TEXT NOT NULL,
    context_size_bytes INTEGER,
    diagnosis          TEXT NOT NULL,     -- as it was answered: pseudonyms stay pseudonyms
    tokens_used        INTEGER,
    cost_usd           NUMERIC GENERATED ALWAYS AS (round(cost_microusd / 1000000.0, 6)) STORED,
    auto_generated     BOOLEAN NOT NULL DEFAULT false,
    feedback_helpful   BOOLEAN,
    feedback_notes     TEXT,

    log_id             TEXT COLLATE "C" NOT NULL UNIQUE,  -- what the tools call id
    envelope_id        TEXT COLLATE "C" NOT NULL,         -- several answers to one envelope are several rows
    cost_microusd      BIGINT,                            -- the truth; cost_usd is made from it
    provider           TEXT,
    prompt_name        TEXT,
    stop_reason        TEXT,
    source_kind        TEXT,
    "database"         TEXT,
    cluster            TEXT,
    causes             JSON NOT NULL DEFAULT '[]',        -- JSON and not JSONB: that has no \u0000
    findings           JSON NOT NULL DEFAULT '[]',
    answer_key         BYTEA GENERATED ALWAYS AS (ai_key(
                           octet_length(model)::text || ' ' || coalesce(octet_length(prompt_name), -1)::text || ' '
                           || model || coalesce(prompt_name, '') || diagnosis)) STORED,
    written_by         NAME NOT NULL DEFAULT current_user
);

CREATE INDEX ai_diagnoses_created_at_idx ON ai_diagnoses (created_at DESC, id DESC);
CREATE INDEX ai_diagnoses_time_window_idx ON ai_diagnoses (time_window_start, time_window_end);
CREATE UNIQUE INDEX ai_diagnoses_answer_idx ON ai_diagnoses (envelope_id, answer_key);

CREATE TABLE ai_errors (
    id            BIGSERIAL PRIMARY KEY,
    occurred_at   TIMESTAMPTZ NOT NULL DEFAULT now(),
    error_message TEXT NOT NULL,
    context       JSONB,                  -- start, end, database, source, prompt of what failed

    log_id        TEXT COLLATE "C" NOT NULL UNIQUE,
    envelope_id   TEXT COLLATE "C" NOT NULL,
    stage         TEXT,                   -- the tool, without fr-
    code          BIGINT,                 -- the exit status it stands for
    hint          TEXT,
    response      JSON,                   -- what there was of an answer: cut, refused
    error_key     BYTEA GENERATED ALWAYS AS (ai_key(
                      coalesce(octet_length(stage), -1)::text || ' ' || coalesce(code, -1)::text || ' '
                      || coalesce(stage, '') || error_message)) STORED,
    written_by    NAME NOT NULL DEFAULT current_user
);

CREATE INDEX ai_errors_occurred_at_idx ON ai_errors (occurred_at DESC, id DESC);
CREATE UNIQUE INDEX ai_errors_error_idx ON ai_errors (envelope_id, error_key);

-- Whoever keeps an entry has to know of those that others kept, not to keep it twice and not to take their ids, without a
-- right to read them (roles.sql): these two tell an id to who has the whole text already, and whether an id is taken.
CREATE FUNCTION ai_kept_diagnosis(of_envelope TEXT, by_model TEXT, by_prompt TEXT, answer TEXT) RETURNS TEXT
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT log_id
      FROM ai_diagnoses
     WHERE envelope_id = of_envelope AND model = by_model AND prompt_name IS NOT DISTINCT FROM by_prompt
       AND diagnosis = answer
$$;

CREATE FUNCTION ai_kept_error(of_envelope TEXT, at_stage TEXT, with_code BIGINT, message TEXT) RETURNS TEXT
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT log_id
      FROM ai_errors
     WHERE envelope_id = of_envelope AND stage IS NOT DISTINCT FROM at_stage AND code IS NOT DISTINCT FROM with_code
       AND error_message = message
$$;

CREATE FUNCTION ai_log_id_taken(wanted TEXT) RETURNS BOOLEAN
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT EXISTS (SELECT 1 FROM ai_diagnoses WHERE log_id = wanted)
$$;

REVOKE EXECUTE ON FUNCTION ai_kept_diagnosis, ai_kept_error, ai_log_id_taken FROM PUBLIC;
