-- Was the attempt settled by this very settlement?
SELECT id FROM ai_usage WHERE id = :id AND settled_at = :settled_at AND cost_microusd = :cost_microusd;
