-- What humans were told, and what they still have to be told.

CREATE TABLE ai_alerts (
    id            BIGSERIAL PRIMARY KEY,
    created_at    TIMESTAMPTZ NOT NULL DEFAULT now(),
    channel       TEXT NOT NULL,     -- slack, pagerduty, webhook, command
    address       TEXT NOT NULL,     -- a digest of where it goes
    incident      TEXT NOT NULL,     -- what makes two alerts the same
    action        TEXT NOT NULL,     -- trigger, resolve
    severity      TEXT NOT NULL,
    envelope_id   TEXT,
    "database"    TEXT,
    cluster       TEXT,
    message_id    TEXT NOT NULL UNIQUE,  -- the same at every attempt
    notice        JSON NOT NULL,
    envelope      JSON,              -- for a command, which gets it as its input
    state         TEXT NOT NULL DEFAULT 'pending',  -- pending, sent, dead (given up), gone (so is the address)
    attempts      INTEGER NOT NULL DEFAULT 0,
    not_before    TIMESTAMPTZ NOT NULL,
    claimed_until TIMESTAMPTZ NOT NULL DEFAULT '-infinity',
    settled_at    TIMESTAMPTZ,
    reply         TEXT               -- why it is not sent
);

CREATE INDEX ai_alerts_incident_idx ON ai_alerts (channel, incident, id);
CREATE INDEX ai_alerts_pending_idx ON ai_alerts (channel, not_before) WHERE state = 'pending';
CREATE INDEX ai_alerts_settled_at_idx ON ai_alerts (channel, settled_at);
