-- Those whose end was not passed on yet.
SELECT id, server, "database", causes, severity, findings, started_at, ended_at,
       trunc(extract(epoch FROM ended_at - started_at) / 60)::bigint AS minutes
  FROM ai_incidents
 WHERE ended_at IS NOT NULL AND given_out_at IS NULL
 ORDER BY ended_at;
