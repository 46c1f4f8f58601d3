-- The sums of whole days get all that a report by day says: it then reads a row a day, however many models, functions and
-- databases there are.

ALTER TABLE ai_usage_totals ADD COLUMN calls INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ai_usage_totals ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ai_usage_totals ADD COLUMN unsettled INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ai_usage_totals ADD COLUMN estimates INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ai_usage_totals ADD COLUMN input_tokens INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ai_usage_totals ADD COLUMN cache_read_tokens INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ai_usage_totals ADD COLUMN cache_write_5m_tokens INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ai_usage_totals ADD COLUMN cache_write_1h_tokens INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ai_usage_totals ADD COLUMN output_tokens INTEGER NOT NULL DEFAULT 0;

UPDATE ai_usage_totals
   SET calls = d.calls, attempts = d.attempts, unsettled = d.unsettled, estimates = d.estimates, input_tokens = d.input_tokens,
       cache_read_tokens = d.cache_read_tokens, cache_write_5m_tokens = d.cache_write_5m_tokens,
       cache_write_1h_tokens = d.cache_write_1h_tokens, output_tokens = d.output_tokens
  FROM (SELECT day, sum(calls) AS calls, sum(attempts) AS attempts, sum(unsettled) AS unsettled, sum(estimates) AS estimates,
               sum(input_tokens) AS input_tokens, sum(cache_read_tokens) AS cache_read_tokens,
               sum(cache_write_5m_tokens) AS cache_write_5m_tokens, sum(cache_write_1h_tokens) AS cache_write_1h_tokens,
               sum(output_tokens) AS output_tokens
          FROM ai_usage_days
         GROUP BY day) AS d
 WHERE d.day = ai_usage_totals.day;

DROP TRIGGER ai_usage_inserted;
DROP TRIGGER ai_usage_settled;

CREATE TRIGGER ai_usage_inserted AFTER INSERT ON ai_usage BEGIN
    INSERT INTO ai_usage_totals (day, calls, attempts, unsettled, estimates, input_tokens, cache_read_tokens,
                                 cache_write_5m_tokens, cache_write_1h_tokens, output_tokens, spent_microusd,
                                 reserved_microusd)
    VALUES (substr(NEW.called_at, 1, 10), NEW.attempt = 1, 1, NEW.cost_microusd IS NULL, NEW.estimate, NEW.input_tokens,
            NEW.cache_read_tokens, NEW.cache_write_5m_tokens, NEW.cache_write_1h_tokens, NEW.output_tokens,
            coalesce(NEW.cost_microusd, 0), iif(NEW.cost_microusd IS NULL, NEW.reserved_microusd, 0))
    ON CONFLICT DO UPDATE
       SET calls = calls + excluded.calls,
           attempts = attempts + excluded.attempts,
           unsettled = unsettled + excluded.unsettled,
           estimates = estimates + excluded.estimates,
           input_tokens = input_tokens + excluded.input_tokens,
           cache_read_tokens = cache_read_tokens + excluded.cache_read_tokens,
           cache_write_5m_tokens = cache_write_5m_tokens + excluded.cache_write_5m_tokens,
           cache_write_1h_tokens = cache_write_1h_tokens + excluded.cache_write_1h_tokens,
           output_tokens = output_tokens + excluded.output_tokens,
           spent_microusd = spent_microusd + excluded.spent_microusd,
           reserved_microusd = reserved_microusd + excluded.reserved_microusd;
    INSERT INTO ai_usage_days
    VALUES (substr(NEW.called_at, 1, 10), NEW.provider, NEW.model, NEW.function_name, coalesce(NEW."database", ''),
            coalesce(NEW.cluster, ''), NEW.attempt = 1, 1, NEW.cost_microusd IS NULL, NEW.estimate, NEW.input_tokens,
            NEW.cache_read_tokens, NEW.cache_write_5m_tokens, NEW.cache_write_1h_tokens, NEW.output_tokens,
            coalesce(NEW.cost_microusd, 0), iif(NEW.cost_microusd IS NULL, NEW.reserved_microusd, 0))
    ON CONFLICT DO UPDATE
       SET calls = calls + excluded.calls,
           attempts = attempts + excluded.attempts,
           unsettled = unsettled + excluded.unsettled,
           estimates = estimates + excluded.estimates,
           input_tokens = input_tokens + excluded.input_tokens,
           cache_read_tokens = cache_read_tokens + excluded.cache_read_tokens,
           cache_write_5m_tokens = cache_write_5m_tokens + excluded.cache_write_5m_tokens,
           cache_write_1h_tokens = cache_write_1h_tokens + excluded.cache_write_1h_tokens,
           output_tokens = output_tokens + excluded.output_tokens,
           spent_microusd = spent_microusd + excluded.spent_microusd,
           reserved_microusd = reserved_microusd + excluded.reserved_microusd;
END;

CREATE TRIGGER ai_usage_settled AFTER UPDATE OF cost_microusd ON ai_usage BEGIN
    UPDATE ai_usage_totals
       SET unsettled = unsettled + (NEW.cost_microusd IS NULL) - (OLD.cost_microusd IS NULL),
           estimates = estimates + NEW.estimate - OLD.estimate,
           input_tokens = input_tokens + NEW.input_tokens - OLD.input_tokens,
           cache_read_tokens = cache_read_tokens + NEW.cache_read_tokens - OLD.cache_read_tokens,
           cache_write_5m_tokens = cache_write_5m_tokens + NEW.cache_write_5m_tokens - OLD.cache_write_5m_tokens,
           cache_write_1h_tokens = cache_write_1h_tokens + NEW.cache_write_1h_tokens - OLD.cache_write_1h_tokens,
           output_tokens = output_tokens + NEW.output_tokens - OLD.output_tokens,
           spent_microusd = spent_microusd + coalesce(NEW.cost_microusd, 0) - coalesce(OLD.cost_microusd, 0),
           reserved_microusd = reserved_microusd + iif(NEW.cost_microusd IS NULL, NEW.reserved_microusd, 0)
                                                 - iif(OLD.cost_microusd IS NULL, OLD.reserved_microusd, 0)
     WHERE day = substr(NEW.called_at, 1, 10);
    UPDATE ai_usage_days
       SET unsettled = unsettled + (NEW.cost_microusd IS NULL) - (OLD.cost_microusd IS NULL),
           estimates = estimates + NEW.estimate - OLD.estimate,
           input_tokens = input_tokens + NEW.input_tokens - OLD.input_tokens,
           cache_read_tokens = cache_read_tokens + NEW.cache_read_tokens - OLD.cache_read_tokens,
           cache_write_5m_tokens = cache_write_5m_tokens + NEW.cache_write_5m_tokens - OLD.cache_write_5m_tokens,
           cache_write_1h_tokens = cache_write_1h_tokens + NEW.cache_write_1h_tokens - OLD.cache_write_1h_tokens,
           output_tokens = output_tokens + NEW.output_tokens - OLD.output_tokens,
           spent_microusd = spent_microusd + coalesce(NEW.cost_microusd, 0) - coalesce(OLD.cost_microusd, 0),
           reserved_microusd = reserved_microusd + iif(NEW.cost_microusd IS NULL, NEW.reserved_microusd, 0)
                                                 - iif(OLD.cost_microusd IS NULL, OLD.reserved_microusd, 0)
     WHERE day = substr(NEW.called_at, 1, 10) AND provider = NEW.provider AND model = NEW.model
       AND function_name = NEW.function_name AND "database" = coalesce(NEW."database", '')
       AND cluster = coalesce(NEW.cluster, '');
END;
