-- Parameters: id, server, database, causes, severity, findings, now, claimed_until.
INSERT INTO ai_incidents (id, server, "database", causes, severity, findings, started_at, last_seen_at, claimed_until)
VALUES (:id, :server, :database, :causes, :severity, :findings, :now::timestamptz, :now::timestamptz, :claimed_until);
