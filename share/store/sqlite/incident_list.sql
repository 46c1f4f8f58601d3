-- Parameters: now, since. Those that go on, and those that ended after since.
SELECT id, server, "database", severity, iif(ended_at IS NULL, 'ongoing', 'over') AS state, started_at, ended_at,
       CAST((julianday(coalesce(ended_at, :now)) - julianday(started_at)) * 1440 AS INTEGER) AS minutes, causes, findings
  FROM ai_incidents
 WHERE ended_at IS NULL OR ended_at > :since
 ORDER BY ended_at IS NOT NULL, started_at DESC;
