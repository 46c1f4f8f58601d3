-- Parameters: channel, address, now, until, hour_ago, most (triggers an hour). The next alert that is due, claimed.
UPDATE ai_alerts
   SET claimed_until = :until, attempts = attempts + 1
 WHERE id = (SELECT due.id
               FROM ai_alerts due
              WHERE due.channel = :channel AND due.state = 'pending' AND due.not_before <= :now AND due.claimed_until < :now
                AND NOT EXISTS (SELECT 1 FROM ai_alerts earlier
                                 WHERE earlier.channel = due.channel AND earlier.incident = due.incident
                                   AND earlier.state = 'pending' AND earlier.id < due.id)
                AND (due.action <> 'trigger'
                     OR (SELECT count(*) FROM ai_alerts sent
                          WHERE sent.channel = :channel AND sent.action = 'trigger' AND sent.state = 'sent'
                            AND sent.settled_at > :hour_ago) < :most)
              ORDER BY due.id
              LIMIT 1)
RETURNING id, message_id, notice, envelope, attempts,
          CAST((julianday(:now) - julianday(created_at)) * 86400 AS INTEGER) AS age_seconds;
