-- Parameters: server, database, now. The incidents of a database that go on.
SELECT id, causes, severity, started_at,
       CAST((julianday(:now) - julianday(started_at)) * 1440 AS INTEGER) AS minutes,
       CAST((julianday(:now) - julianday(diagnosed_at)) * 86400 AS INTEGER) AS diagnosed_seconds_ago,
       CAST(ceil((julianday(claimed_until) - julianday(:now)) * 86400) AS INTEGER) AS claim_seconds_left
  FROM ai_incidents
 WHERE server = :server AND "database" = :database AND ended_at IS NULL
 ORDER BY started_at;
