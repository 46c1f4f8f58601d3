-- What an attempt came to. No row: there is none of that id that is not settled yet.
UPDATE ai_usage
   SET cost_microusd = :cost_microusd, estimate = :estimate, settled_at = :settled_at, http_status = :http_status,
       input_tokens = :input_tokens, cache_read_tokens = :cache_read_tokens,
       cache_write_5m_tokens = :cache_write_5m_tokens, cache_write_1h_tokens = :cache_write_1h_tokens,
       output_tokens = :output_tokens
 WHERE id = :id AND cost_microusd IS NULL
RETURNING provider, coalesce(server, '') AS server;
