-- All that decides whether an attempt may be made.
-- parameters: :day; :function_name, :hour_ago, :hour_hence, :allowed calls an hour; :provider, :server
-- fills_hour is the call that has to be an hour old before there is room for the next; NULL when there is room.
-- What was called later than in an hour was called by a clock that was wrong.
SELECT t.spent_microusd, t.reserved_microusd, b.failures, b.open_until, b.probe,
       (SELECT called_at
          FROM ai_usage
         WHERE function_name = :function_name AND attempt = 1 AND called_at > :hour_ago AND called_at < :hour_hence
         ORDER BY called_at DESC
         LIMIT 1 OFFSET max(:allowed, 1) - 1) AS fills_hour
  FROM (SELECT 1) AS always
  LEFT JOIN ai_usage_totals AS t ON t.day = :day
  LEFT JOIN ai_breakers AS b ON b.provider = :provider AND b.server = :server;
