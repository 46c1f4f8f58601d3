-- Parameters: id, causes, severity, findings, now, claimed_until. It is to be diagnosed again.
UPDATE ai_incidents
   SET causes = :causes, severity = :severity, findings = :findings, last_seen_at = :now, claimed_until = :claimed_until
 WHERE id = :id;
