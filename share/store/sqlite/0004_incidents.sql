-- What is wrong, with which database, since when, and until when.

CREATE TABLE ai_incidents (
    id            TEXT PRIMARY KEY,
    server        TEXT NOT NULL,    -- the name in a fleet, else ''
    "database"    TEXT NOT NULL,
    causes        JSON NOT NULL,
    severity      TEXT NOT NULL,
    findings      JSON NOT NULL,    -- the root causes', as they were diagnosed last
    started_at    TEXT NOT NULL,
    last_seen_at  TEXT NOT NULL,
    ended_at      TEXT,
    given_out_at  TEXT,             -- that it ended was passed on
    diagnosed_at  TEXT,
    claimed_until TEXT NOT NULL     -- somebody is diagnosing it
);

CREATE INDEX ai_incidents_open_idx ON ai_incidents (server, "database") WHERE ended_at IS NULL;
CREATE INDEX ai_incidents_ended_at_idx ON ai_incidents (ended_at);
