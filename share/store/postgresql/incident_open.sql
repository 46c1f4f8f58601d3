-- Parameters: server, database, now. The incidents of a database that go on; a server that could not be reached has no database,
-- and no name either where it is not one of a fleet.
SELECT id, causes, severity, started_at, claimed_until,
       trunc(extract(epoch FROM :now::timestamptz - started_at) / 60)::bigint AS minutes,
       trunc(extract(epoch FROM :now::timestamptz - diagnosed_at))::bigint AS diagnosed_seconds_ago,
       CASE WHEN claimed_until > '-infinity'
            THEN ceil(extract(epoch FROM claimed_until - :now::timestamptz))::bigint END AS claim_seconds_left
  FROM ai_incidents
 WHERE ended_at IS NULL
   AND (server = :server AND "database" IN (:database, '') OR server = '' AND "database" = '')
 ORDER BY started_at;
