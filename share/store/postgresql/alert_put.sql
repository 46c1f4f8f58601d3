-- Parameters: channel, address, incident, action, severity, envelope_id, database, cluster, message_id, notice, envelope, now,
-- since (a trigger before that may be told again). No row: the channel knows already.
INSERT INTO ai_alerts (created_at, channel, address, incident, action, severity, envelope_id, "database", cluster, message_id,
                       notice, envelope, not_before)
SELECT :now::timestamptz, :channel, :address, :incident, :action, :severity, :envelope_id, :database, :cluster, :message_id,
       :notice, :envelope, :now::timestamptz
 WHERE (:action::text = 'trigger') = coalesce((SELECT last.action = 'resolve'
                                                      OR last.created_at < :since::timestamptz AND :action::text = 'trigger'
                                                 FROM ai_alerts last
                                                WHERE last.channel = :channel AND last.incident = :incident
                                                  AND last.state IN ('pending', 'sent')
                                                ORDER BY last.id DESC LIMIT 1), true)
RETURNING id;
