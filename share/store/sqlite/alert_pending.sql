-- Parameters: now. How many alerts wait, and how long until the first is due.
SELECT count(*) AS pending,
       coalesce(max(0, CAST(ceil((julianday(min(max(not_before, claimed_until))) - julianday(:now)) * 86400) AS INTEGER)), 0)
           AS seconds_until_due
  FROM ai_alerts
 WHERE state = 'pending';
