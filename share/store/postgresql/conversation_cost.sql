-- What a conversation has cost: every attempt for any of its turns, those that failed included, and what is reserved.
-- parameters: :conversation, its id
SELECT coalesce(sum(coalesce(cost_microusd, reserved_microusd)), 0)::bigint AS cost_microusd
  FROM ai_usage
 WHERE envelope_id IN (SELECT envelope_id FROM ai_diagnoses WHERE log_id = :conversation OR conversation = :conversation
                       UNION
                       SELECT envelope_id FROM ai_errors WHERE conversation = :conversation);
