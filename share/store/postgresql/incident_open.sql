-- Parameters: server, database, now. The incidents of a database that go on.
SELECT id, causes, severity, started_at,
       trunc(extract(epoch FROM :now::timestamptz - started_at) / 60)::bigint AS minutes,
       trunc(extract(epoch FROM :now::timestamptz - diagnosed_at))::bigint AS diagnosed_seconds_ago,
       CASE WHEN claimed_until > '-infinity'
            THEN ceil(extract(epoch FROM claimed_until - :now::timestamptz))::bigint END AS claim_seconds_left
  FROM ai_incidents
 WHERE server = :server AND "database" = :database AND ended_at IS NULL
 ORDER BY started_at;
