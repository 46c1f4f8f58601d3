-- Parameters: now. fr-alert stats: how many alerts there are, by channel and what became of them, and how long the oldest waits.
SELECT channel, state, count(*) AS alerts,
       CASE WHEN state = 'pending' THEN trunc(extract(epoch FROM :now::timestamptz - min(created_at)))::bigint END AS oldest_seconds
  FROM ai_alerts
 GROUP BY 1, 2
 ORDER BY 1, 2;
