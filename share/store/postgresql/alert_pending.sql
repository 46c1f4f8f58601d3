-- Parameters: now. How many alerts wait, and how long until the first is due.
SELECT count(*) AS pending,
       coalesce(greatest(0, ceil(extract(epoch FROM min(greatest(not_before, claimed_until)) - :now::timestamptz))), 0)::bigint
           AS seconds_until_due
  FROM ai_alerts
 WHERE state = 'pending';
