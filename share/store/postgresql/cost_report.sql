-- fr-cost report: what was spent, by any of the six. The parameters :by_day, :by_provider, :by_model, :by_function_name, :by_database
-- and :by_cluster are true for those to tell apart; :since is the first day, '' for all.
-- A report by day alone, or by nothing, needs no more than the sums of whole days. Only one of the two parts is read.
SELECT CASE WHEN :by_day::boolean THEN day END AS day,
       CASE WHEN :by_provider::boolean THEN provider END AS provider,
       CASE WHEN :by_model::boolean THEN model END AS model,
       CASE WHEN :by_function_name::boolean THEN function_name END AS function_name,
       CASE WHEN :by_database::boolean THEN "database" END AS "database",
       CASE WHEN :by_cluster::boolean THEN cluster END AS cluster,
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
         WHERE (:by_provider::boolean OR :by_model::boolean OR :by_function_name::boolean OR :by_database::boolean OR :by_cluster::boolean)
           AND day >= coalesce(nullif(:since, '')::date, '-infinity')
        UNION ALL
        SELECT day, '', '', '', '', '', calls, attempts, unsettled, estimates, input_tokens, cache_read_tokens,
               cache_write_5m_tokens, cache_write_1h_tokens, output_tokens, spent_microusd, reserved_microusd
          FROM ai_usage_totals
         WHERE NOT (:by_provider::boolean OR :by_model::boolean OR :by_function_name::boolean OR :by_database::boolean OR :by_cluster::boolean)
           AND day >= coalesce(nullif(:since, '')::date, '-infinity')) AS d
 GROUP BY 1, 2, 3, 4, 5, 6
 ORDER BY 1 DESC NULLS LAST, sum(spent_microusd + reserved_microusd) DESC, 2, 3, 4, 5, 6;
