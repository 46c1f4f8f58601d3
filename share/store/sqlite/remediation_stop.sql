-- Parameters: now, stopped_by, reason. From now on nothing is done.
INSERT INTO ai_remediation_stops (stopped_at, stopped_by, reason) VALUES (:now, :stopped_by, :reason);
