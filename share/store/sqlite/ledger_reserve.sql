-- An attempt that is about to be made.
INSERT INTO ai_usage (called_at, function_name, attempt, provider, server, model, envelope_id, "database", cluster,
                      reserved_microusd, attempt_key)
VALUES (:called_at, :function_name, :attempt, :provider, nullif(:server, ''), :model, :envelope_id, :database, :cluster,
        :reserved_microusd, :attempt_key)
RETURNING id;
