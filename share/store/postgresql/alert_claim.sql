-- Parameters: channel, address, now, until, hour_ago, most (triggers an hour). The next alert that is due, claimed.
UPDATE ai_alerts
   SET claimed_until = :until::timestamptz, attempts = attempts + 1
 WHERE id = (SELECT due.id
               FROM ai_alerts due
              WHERE due.channel = :channel AND due.state = 'pending' AND due.not_before <= :now::timestamptz
                AND due.claimed_until < :now::timestamptz
                AND NOT EXISTS (SELECT 1 FROM ai_alerts earlier
                                 WHERE earlier.channel = due.channel AND earlier.incident = due.incident
                                   AND earlier.state = 'pending' AND earlier.id < due.id)
                AND (due.action <> 'trigger'
                     OR (SELECT count(*) FROM ai_alerts sent
                          WHERE sent.channel = :channel AND sent.action = 'trigger' AND sent.state = 'sent'
                            AND sent.settled_at > :hour_ago::timestamptz) < :most::bigint)
              ORDER BY due.id
              LIMIT 1)
RETURNING id, message_id, notice, envelope, attempts,
          trunc(extract(epoch FROM :now::timestamptz - created_at))::bigint AS age_seconds;
