-- What is wrong, with which database, since when, and until when.

CREATE TABLE ai_incidents (
    id            TEXT PRIMARY KEY,
    server        TEXT NOT NULL,    -- the name in a fleet, else ''
    "database"    TEXT NOT NULL,
    causes        JSON NOT NULL,
    severity      TEXT NOT NULL,
    findings      JSON NOT NULL,    -- the root causes', as they were diagnosed last
    started_at    TIMESTAMPTZ NOT NULL,
    last_seen_at  TIMESTAMPTZ NOT NULL,
    ended_at      TIMESTAMPTZ,
    given_out_at  TIMESTAMPTZ,      -- that it ended was passed on
    diagnosed_at  TIMESTAMPTZ,
    claimed_until TIMESTAMPTZ NOT NULL  -- somebody is diagnosing it; -infinity: nobody
);

CREATE INDEX ai_incidents_open_idx ON ai_incidents (server, "database") WHERE ended_at IS NULL;
CREATE INDEX ai_incidents_ended_at_idx ON ai_incidents (ended_at);
