-- Parameters: now, since. Those that go on, and those that ended after since.
SELECT id, server, "database", severity, CASE WHEN ended_at IS NULL THEN 'ongoing' ELSE 'over' END AS state, started_at, ended_at,
       trunc(extract(epoch FROM coalesce(ended_at, :now::timestamptz) - started_at) / 60)::bigint AS minutes, causes, findings
  FROM ai_incidents
 WHERE ended_at IS NULL OR ended_at > :since::timestamptz
 ORDER BY ended_at IS NOT NULL, started_at DESC;
