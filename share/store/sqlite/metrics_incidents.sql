-- Parameters: now. fr-incident list, for Prometheus: what goes on. An incident is in it once for each of its causes.
SELECT server, "database", cause.value AS cause, severity, count(*) AS incidents,
       CAST((julianday(:now) - julianday(min(started_at))) * 86400 AS INTEGER) AS seconds
  FROM ai_incidents, json_each(causes) AS cause
 WHERE ended_at IS NULL
 GROUP BY 1, 2, 3, 4
 ORDER BY 1, 2, 3, 4;
