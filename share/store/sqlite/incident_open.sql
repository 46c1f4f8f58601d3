-- Parameters: server, database, now. The incidents of a database that go on; a server that could not be reached has no database,
-- and no name either where it is not one of a fleet.
SELECT id, causes, severity, started_at, claimed_until,
       CAST((julianday(:now) - julianday(started_at)) * 1440 AS INTEGER) AS minutes,
       CAST((julianday(:now) - julianday(diagnosed_at)) * 86400 AS INTEGER) AS diagnosed_seconds_ago,
       CAST(ceil((julianday(claimed_until) - julianday(:now)) * 86400) AS INTEGER) AS claim_seconds_left
  FROM ai_incidents
 WHERE ended_at IS NULL
   AND (server = :server AND "database" IN (:database, '') OR server = '' AND "database" = '')
 ORDER BY started_at;
