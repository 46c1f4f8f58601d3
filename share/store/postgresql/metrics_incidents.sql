-- Parameters: now. fr-incident list, for Prometheus: what goes on. An incident is in it once for each of its causes.
SELECT server, "database", cause.value AS cause, severity, count(*) AS incidents,
       trunc(extract(epoch FROM :now::timestamptz - min(started_at)))::bigint AS seconds
  FROM ai_incidents, json_array_elements_text(causes) AS cause(value)
 WHERE ended_at IS NULL
 GROUP BY 1, 2, 3, 4
 ORDER BY 1, 2, 3, 4;
