-- fr-cost report: what was spent, by any of the six. The parameters :by_day, :by_provider, :by_model, :by_function_name, :by_database
-- and :by_cluster are true for those to tell apart; :since is the first day, '' for all.
-- A report by day alone, or by nothing, needs no more than the sums of whole days. Only one of the two parts is read.
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
  FROM (SELECT day, provider, model, function_name, "database", cluster, calls, attempts, unsettled, estimates, input_tokens,
               cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, output_tokens, spent_microusd, reserved_microusd
          FROM ai_usage_days
         WHERE (:by_provider OR :by_model OR :by_function_name OR :by_database OR :by_cluster)
           AND day >= :since
        UNION ALL
        SELECT day, '', '', '', '', '', calls, attempts, unsettled, estimates, input_tokens, cache_read_tokens,
               cache_write_5m_tokens, cache_write_1h_tokens, output_tokens, spent_microusd, reserved_microusd
          FROM ai_usage_totals
         WHERE NOT (:by_provider OR :by_model OR :by_function_name OR :by_database OR :by_cluster)
           AND day >= :since) AS d
 GROUP BY 1, 2, 3, 4, 5, 6
 ORDER BY 1 DESC, sum(spent_microusd + reserved_microusd) DESC, 2, 3, 4, 5, 6;
