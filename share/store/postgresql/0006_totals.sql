-- The sums of whole days get all that a report by day says: it then reads a row a day, however many models, functions and
-- databases there are.

ALTER TABLE ai_usage_totals ADD COLUMN calls BIGINT NOT NULL DEFAULT 0;
ALTER TABLE ai_usage_totals ADD COLUMN attempts BIGINT NOT NULL DEFAULT 0;
ALTER TABLE ai_usage_totals ADD COLUMN unsettled BIGINT NOT NULL DEFAULT 0;
ALTER TABLE ai_usage_totals ADD COLUMN estimates BIGINT NOT NULL DEFAULT 0;
ALTER TABLE ai_usage_totals ADD COLUMN input_tokens BIGINT NOT NULL DEFAULT 0;
ALTER TABLE ai_usage_totals ADD COLUMN cache_read_tokens BIGINT NOT NULL DEFAULT 0;
ALTER TABLE ai_usage_totals ADD COLUMN cache_write_5m_tokens BIGINT NOT NULL DEFAULT 0;
ALTER TABLE ai_usage_totals ADD COLUMN cache_write_1h_tokens BIGINT NOT NULL DEFAULT 0;
ALTER TABLE ai_usage_totals ADD COLUMN output_tokens BIGINT NOT NULL DEFAULT 0;

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

CREATE OR REPLACE FUNCTION ai_usage_inserted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    on_day DATE := (NEW.called_at AT TIME ZONE 'UTC')::date;
    reserved BIGINT := CASE WHEN NEW.cost_microusd IS NULL THEN NEW.reserved_microusd ELSE 0 END;
BEGIN
    INSERT INTO ai_usage_totals AS t
           (day, calls, attempts, unsettled, estimates, input_tokens, cache_read_tokens, cache_write_5m_tokens,
            cache_write_1h_tokens, output_tokens, spent_microusd, reserved_microusd)
    VALUES (on_day, (NEW.attempt = 1)::int, 1, (NEW.cost_microusd IS NULL)::int, NEW.estimate::int, NEW.input_tokens,
            NEW.cache_read_tokens, NEW.cache_write_5m_tokens, NEW.cache_write_1h_tokens, NEW.output_tokens,
            coalesce(NEW.cost_microusd, 0), reserved)
    ON CONFLICT (day) DO UPDATE
       SET calls = t.calls + excluded.calls,
           attempts = t.attempts + excluded.attempts,
           unsettled = t.unsettled + excluded.unsettled,
           estimates = t.estimates + excluded.estimates,
           input_tokens = t.input_tokens + excluded.input_tokens,
           cache_read_tokens = t.cache_read_tokens + excluded.cache_read_tokens,
           cache_write_5m_tokens = t.cache_write_5m_tokens + excluded.cache_write_5m_tokens,
           cache_write_1h_tokens = t.cache_write_1h_tokens + excluded.cache_write_1h_tokens,
           output_tokens = t.output_tokens + excluded.output_tokens,
           spent_microusd = t.spent_microusd + excluded.spent_microusd,
           reserved_microusd = t.reserved_microusd + excluded.reserved_microusd;
    INSERT INTO ai_usage_days AS d
    VALUES (on_day, NEW.provider, NEW.model, NEW.function_name, coalesce(NEW."database", ''),
            coalesce(NEW.cluster, ''), (NEW.attempt = 1)::int, 1, (NEW.cost_microusd IS NULL)::int, NEW.estimate::int,
            NEW.input_tokens, NEW.cache_read_tokens, NEW.cache_write_5m_tokens, NEW.cache_write_1h_tokens,
            NEW.output_tokens, coalesce(NEW.cost_microusd, 0), reserved)
    ON CONFLICT (day, provider, model, function_name, "database", cluster) DO UPDATE
       SET calls = d.calls + excluded.calls,
           attempts = d.attempts + excluded.attempts,
           unsettled = d.unsettled + excluded.unsettled,
           estimates = d.estimates + excluded.estimates,
           input_tokens = d.input_tokens + excluded.input_tokens,
           cache_read_tokens = d.cache_read_tokens + excluded.cache_read_tokens,
           cache_write_5m_tokens = d.cache_write_5m_tokens + excluded.cache_write_5m_tokens,
           cache_write_1h_tokens = d.cache_write_1h_tokens + excluded.cache_write_1h_tokens,
           output_tokens = d.output_tokens + excluded.output_tokens,
           spent_microusd = d.spent_microusd + excluded.spent_microusd,
           reserved_microusd = d.reserved_microusd + excluded.reserved_microusd;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION ai_usage_settled() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    on_day DATE := (NEW.called_at AT TIME ZONE 'UTC')::date;
    spent BIGINT := coalesce(NEW.cost_microusd, 0) - coalesce(OLD.cost_microusd, 0);
    reserved BIGINT := CASE WHEN NEW.cost_microusd IS NULL THEN NEW.reserved_microusd ELSE 0 END
                       - CASE WHEN OLD.cost_microusd IS NULL THEN OLD.reserved_microusd ELSE 0 END;
BEGIN
    UPDATE ai_usage_totals
       SET unsettled = unsettled + (NEW.cost_microusd IS NULL)::int - (OLD.cost_microusd IS NULL)::int,
           estimates = estimates + NEW.estimate::int - OLD.estimate::int,
           input_tokens = input_tokens + NEW.input_tokens - OLD.input_tokens,
           cache_read_tokens = cache_read_tokens + NEW.cache_read_tokens - OLD.cache_read_tokens,
           cache_write_5m_tokens = cache_write_5m_tokens + NEW.cache_write_5m_tokens - OLD.cache_write_5m_tokens,
           cache_write_1h_tokens = cache_write_1h_tokens + NEW.cache_write_1h_tokens - OLD.cache_write_1h_tokens,
           output_tokens = output_tokens + NEW.output_tokens - OLD.output_tokens,
           spent_microusd = spent_microusd + spent,
           reserved_microusd = reserved_microusd + reserved
     WHERE day = on_day;
    UPDATE ai_usage_days
       SET unsettled = unsettled + (NEW.cost_microusd IS NULL)::int - (OLD.cost_microusd IS NULL)::int,
           estimates = estimates + NEW.estimate::int - OLD.estimate::int,
           input_tokens = input_tokens + NEW.input_tokens - OLD.input_tokens,
           cache_read_tokens = cache_read_tokens + NEW.cache_read_tokens - OLD.cache_read_tokens,
           cache_write_5m_tokens = cache_write_5m_tokens + NEW.cache_write_5m_tokens - OLD.cache_write_5m_tokens,
           cache_write_1h_tokens = cache_write_1h_tokens + NEW.cache_write_1h_tokens - OLD.cache_write_1h_tokens,
           output_tokens = output_tokens + NEW.output_tokens - OLD.output_tokens,
           spent_microusd = spent_microusd + spent,
           reserved_microusd = reserved_microusd + reserved
     WHERE day = on_day AND provider = NEW.provider AND model = NEW.model AND function_name = NEW.function_name
       AND "database" = coalesce(NEW."database", '') AND cluster = coalesce(NEW.cluster, '');
    RETURN NULL;
END
$$;
