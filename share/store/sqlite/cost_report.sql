-- fr-cost report: what was spent, by any of the six. The parameters :by_day, :by_provider, :by_model, :by_function_name, :by_database
-- and :by_cluster are true for those to tell apart; :since is the first day.
SELECT iif(:by_day, day, NULL) AS day,
       iif(:by_provider, provider, NULL) AS provider,
       iif(:by_model, model, NULL) AS model,
       iif(:by_function_name, function_name, NULL) AS function_name,
       iif(:by_database, "database", NULL) AS "database",
       iif(:by_cluster, cluster, NULL) AS cluster,
       sum(calls) AS calls,
       sum(attempts) AS attempts,
       sum(unsettled) AS unsettled,
       sum(estimates) AS estimates,
       sum(input_tokens) AS input_tokens,
       sum(cache_read_tokens) AS cache_read_tokens,
       sum(cache_write_5m_tokens) AS cache_write_5m_tokens,
       sum(cache_write_1h_tokens) AS cache_write_1h_tokens,
       sum(output_tokens) AS output_tokens,
       sum(spent_microusd) AS spent_microusd,
       sum(reserved_microusd) AS reserved_microusd
  FROM ai_usage_days AS d
 WHERE d.day >= :since
 GROUP BY 1, 2, 3, 4, 5, 6
 ORDER BY 1 DESC, sum(spent_microusd + reserved_microusd) DESC, 2, 3, 4, 5, 6;
