-- fr-log stats: what the functions cost.
SELECT function_name, calls, total_tokens, total_cost, avg_cost_per_call FROM ai_usage_summary ORDER BY total_cost DESC, function_name;
