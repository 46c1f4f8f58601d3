-- A key by which a process knows its attempt again, and what was done about what was found.

-- When the answer to a COMMIT is lost, it is looked for by called_at and this.
ALTER TABLE ai_usage ADD COLUMN attempt_key TEXT;

CREATE TABLE ai_remediations (
    id                BIGSERIAL PRIMARY KEY,
    executed_at       TIMESTAMPTZ NOT NULL DEFAULT now(),
    time_window_start TIMESTAMPTZ NOT NULL,
    time_window_end   TIMESTAMPTZ NOT NULL,
    diagnosis         TEXT NOT NULL,
    action_type       TEXT NOT NULL,
    action_target     TEXT,
    action_taken      TEXT NOT NULL,
    action_result     TEXT,
    reverted_at       TIMESTAMPTZ,
    reverted_by       TEXT,

    written_by        NAME NOT NULL DEFAULT current_user
);

CREATE INDEX ai_remediations_executed_at_idx ON ai_remediations (executed_at DESC);
