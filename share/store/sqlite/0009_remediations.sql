-- What was proposed to be done, what became of it, and whether anything may be done at all.

ALTER TABLE ai_remediations ADD COLUMN action_key TEXT;      -- by which whoever acts knows its row again
ALTER TABLE ai_remediations ADD COLUMN state TEXT;           -- refused, planned, intended, done, failed, unknown
ALTER TABLE ai_remediations ADD COLUMN envelope_id TEXT;
ALTER TABLE ai_remediations ADD COLUMN system_identifier TEXT;
ALTER TABLE ai_remediations ADD COLUMN "database" TEXT;
ALTER TABLE ai_remediations ADD COLUMN object_key TEXT;      -- of what it is done to; on every server another
ALTER TABLE ai_remediations ADD COLUMN claim_key TEXT;       -- of the advisory lock on the server while it is done
ALTER TABLE ai_remediations ADD COLUMN proposal JSON;
ALTER TABLE ai_remediations ADD COLUMN refusal TEXT;
ALTER TABLE ai_remediations ADD COLUMN facts_before JSON;
ALTER TABLE ai_remediations ADD COLUMN facts_after JSON;
ALTER TABLE ai_remediations ADD COLUMN statements JSON;
ALTER TABLE ai_remediations ADD COLUMN undo TEXT;
ALTER TABLE ai_remediations ADD COLUMN done_by TEXT;         -- user@host
ALTER TABLE ai_remediations ADD COLUMN finished_at TEXT;

CREATE UNIQUE INDEX ai_remediations_action_key_idx ON ai_remediations (action_key);
CREATE INDEX ai_remediations_state_idx ON ai_remediations (state, executed_at);

CREATE TABLE ai_remediation_stops (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    stopped_at TEXT NOT NULL,
    stopped_by TEXT NOT NULL,
    reason     TEXT NOT NULL,
    resumed_at TEXT,
    resumed_by TEXT
);
