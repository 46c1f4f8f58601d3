-- What was answered, and what went wrong instead.
--
-- Applied by the tools on first use, in one transaction together with every other file that the store
-- does not have yet; PRAGMA user_version is the number of the last one. A file that was released is never changed.
--
-- Times are UTC text, 2026-11-23T10:00:00.000000Z, so that they sort as they read. Money is whole micro-dollars.

PRAGMA application_id = 0x66726c67;

CREATE TABLE ai_diagnoses (
    id                 INTEGER PRIMARY KEY AUTOINCREMENT,
    created_at         TEXT NOT NULL,
    time_window_start  TEXT,              -- a question asked without a window has none
    time_window_end    TEXT,
    model              TEXT NOT NULL,
    context_size_bytes INTEGER,
    diagnosis          TEXT NOT NULL,     -- as it was answered: pseudonyms stay pseudonyms
    tokens_used        INTEGER,
    cost_usd           NUMERIC GENERATED ALWAYS AS (cost_microusd / 1000000.0) VIRTUAL,
    auto_generated     BOOLEAN NOT NULL DEFAULT false,
    feedback_helpful   BOOLEAN,
    feedback_notes     TEXT,

    log_id             TEXT NOT NULL UNIQUE,  -- what the tools call id
    envelope_id        TEXT NOT NULL,         -- several answers to one envelope are several rows
    cost_microusd      INTEGER,               -- the truth; cost_usd is made from it
    provider           TEXT,
    prompt_name        TEXT,
    stop_reason        TEXT,
    source_kind        TEXT,
    "database"         TEXT,
    cluster            TEXT,
    causes             JSON NOT NULL DEFAULT '[]',
    findings           JSON NOT NULL DEFAULT '[]'
);

CREATE INDEX ai_diagnoses_created_at_idx ON ai_diagnoses (created_at);
CREATE INDEX ai_diagnoses_time_window_idx ON ai_diagnoses (time_window_start, time_window_end);
CREATE INDEX ai_diagnoses_envelope_id_idx ON ai_diagnoses (envelope_id);

CREATE TABLE ai_errors (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    occurred_at   TEXT NOT NULL,
    error_message TEXT NOT NULL,
    context       JSON,                   -- start, end, database, source, prompt of what failed

    log_id        TEXT NOT NULL UNIQUE,
    envelope_id   TEXT NOT NULL,
    stage         TEXT,                   -- the tool, without fr-
    code          INTEGER,                -- the exit status it stands for
    hint          TEXT,
    response      JSON                    -- what there was of an answer: cut, refused
);

CREATE INDEX ai_errors_occurred_at_idx ON ai_errors (occurred_at);
CREATE INDEX ai_errors_envelope_id_idx ON ai_errors (envelope_id);
