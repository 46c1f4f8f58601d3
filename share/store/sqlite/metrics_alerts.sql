-- Parameters: now. fr-alert stats: how many alerts there are, by channel and what became of them, and how long the oldest waits.
SELECT channel, state, count(*) AS alerts,
       iif(state = 'pending', CAST((julianday(:now) - julianday(min(created_at))) * 86400 AS INTEGER), NULL) AS oldest_seconds
  FROM ai_alerts
 GROUP BY 1, 2
 ORDER BY 1, 2;
