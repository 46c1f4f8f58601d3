-- AI usage summary
SELECT
    function_name,
    count(*) AS calls,
    sum(tokens_used) AS total_tokens,
    sum(cost_usd) AS total_cost,
    avg(cost_usd) AS avg_cost_per_call
FROM flight_recorder.ai_usage
WHERE called_at > now() - interval '30 days'
GROUP BY function_name;

-- Diagnosis quality (with human feedback)
SELECT
    auto_generated,
    count(*) AS total_diagnoses,
    count(*) FILTER (WHERE feedback_helpful = true) AS helpful,
    count(*) FILTER (WHERE feedback_helpful = false) AS not_helpful,
    round(100.0 * count(*) FILTER (WHERE feedback_helpful = true) / count(*), 1) AS helpful_pct
FROM flight_recorder.ai_diagnoses
WHERE created_at > now() - interval '30 days'
GROUP BY auto_generated;

-- Error rate
SELECT
    date_trunc('day', occurred_at) AS day,
    count(*) AS error_count
FROM flight_recorder.ai_errors
WHERE occurred_at > now() - interval '30 days'
GROUP BY day
ORDER BY day;
