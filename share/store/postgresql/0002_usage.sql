-- What was spent on models, what may not be asked now, and answers that may be given again.
--
-- Money is whole micro-dollars; cost_usd is made from it.

-- One row an attempt: one HTTP request to a model. It is written before the request leaves, with the most that it can
-- cost; cost_microusd is what it did cost, and stays NULL when the process died before it could say.
CREATE TABLE ai_usage (
    id                    BIGSERIAL PRIMARY KEY,
    called_at             TIMESTAMPTZ NOT NULL DEFAULT now(),
    function_name         TEXT NOT NULL,  -- what the call was for: the prompt's name
    tokens_used           INTEGER GENERATED ALWAYS AS (least(input_tokens + cache_read_tokens + cache_write_5m_tokens
                                                             + cache_write_1h_tokens + output_tokens, 2147483647)) STORED,
    cost_usd              NUMERIC GENERATED ALWAYS AS (round(coalesce(cost_microusd, reserved_microusd) / 1000000.0, 6)) STORED,

    attempt               INTEGER NOT NULL DEFAULT 1,  -- of its call; retries and further turns count on
    provider              TEXT NOT NULL,
    server                TEXT,                        -- NULL: the provider's own
    model                 TEXT NOT NULL,
    envelope_id           TEXT,
    "database"            TEXT,
    cluster               TEXT,
    reserved_microusd     BIGINT NOT NULL CHECK (reserved_microusd >= 0),
    cost_microusd         BIGINT CHECK (cost_microusd >= 0),
    estimate              BOOLEAN NOT NULL DEFAULT false,  -- cut or cancelled: what was billed is not known
    settled_at            TIMESTAMPTZ,
    http_status           INTEGER,
    input_tokens          BIGINT NOT NULL DEFAULT 0,  -- those that no cache had to do with
    cache_read_tokens     BIGINT NOT NULL DEFAULT 0,
    cache_write_5m_tokens BIGINT NOT NULL DEFAULT 0,
    cache_write_1h_tokens BIGINT NOT NULL DEFAULT 0,
    output_tokens         BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX ai_usage_called_at_idx ON ai_usage (called_at DESC);
CREATE INDEX ai_usage_calls_idx ON ai_usage (function_name, called_at) WHERE attempt = 1;

-- The same, added up by day of UTC: reports read some hundred rows here instead of a million there. Rows of ai_usage that
-- are deleted stay counted.
CREATE TABLE ai_usage_days (
    day                   DATE NOT NULL,
    provider              TEXT NOT NULL,
    model                 TEXT NOT NULL,
    function_name         TEXT NOT NULL,
    "database"            TEXT NOT NULL,  -- '' is not known
    cluster               TEXT NOT NULL,
    calls                 BIGINT NOT NULL,
    attempts              BIGINT NOT NULL,
    unsettled             BIGINT NOT NULL,  -- attempts in flight, or left by processes that died
    estimates             BIGINT NOT NULL,
    input_tokens          BIGINT NOT NULL,
    cache_read_tokens     BIGINT NOT NULL,
    cache_write_5m_tokens BIGINT NOT NULL,
    cache_write_1h_tokens BIGINT NOT NULL,
    output_tokens         BIGINT NOT NULL,
    spent_microusd        BIGINT NOT NULL,
    reserved_microusd     BIGINT NOT NULL,  -- of the unsettled; counts as spent
    PRIMARY KEY (day, provider, model, function_name, "database", cluster)
);

-- And the sums of whole days, which every attempt asks for.
CREATE TABLE ai_usage_totals (
    day               DATE PRIMARY KEY,
    spent_microusd    BIGINT NOT NULL,
    reserved_microusd BIGINT NOT NULL
) WITH (fillfactor = 50);

-- SECURITY DEFINER: who may enter an attempt (roles.sql) need not be able to write sums.
CREATE FUNCTION ai_usage_inserted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    on_day DATE := (NEW.called_at AT TIME ZONE 'UTC')::date;
    reserved BIGINT := CASE WHEN NEW.cost_microusd IS NULL THEN NEW.reserved_microusd ELSE 0 END;
BEGIN
    INSERT INTO ai_usage_totals AS t
    VALUES (on_day, coalesce(NEW.cost_microusd, 0), reserved)
    ON CONFLICT (day) DO UPDATE
       SET spent_microusd = t.spent_microusd + excluded.spent_microusd,
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

CREATE TRIGGER ai_usage_inserted AFTER INSERT ON ai_usage
    FOR EACH ROW EXECUTE FUNCTION ai_usage_inserted();

CREATE FUNCTION ai_usage_settled() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    on_day DATE := (NEW.called_at AT TIME ZONE 'UTC')::date;
    spent BIGINT := coalesce(NEW.cost_microusd, 0) - coalesce(OLD.cost_microusd, 0);
    reserved BIGINT := CASE WHEN NEW.cost_microusd IS NULL THEN NEW.reserved_microusd ELSE 0 END
                       - CASE WHEN OLD.cost_microusd IS NULL THEN OLD.reserved_microusd ELSE 0 END;
BEGIN
    UPDATE ai_usage_totals
       SET spent_microusd = spent_microusd + spent, reserved_microusd = reserved_microusd + reserved
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

CREATE TRIGGER ai_usage_settled AFTER UPDATE OF cost_microusd ON ai_usage
    FOR EACH ROW EXECUTE FUNCTION ai_usage_settled();

REVOKE EXECUTE ON FUNCTION ai_usage_inserted, ai_usage_settled FROM PUBLIC;

-- Providers that are left alone for a while. No row: all is well.
CREATE TABLE ai_breakers (
    provider   TEXT NOT NULL,
    server     TEXT NOT NULL,         -- '' is the provider's own
    failures   INTEGER NOT NULL,      -- in a row
    open_until TIMESTAMPTZ NOT NULL,  -- no attempt before
    probe      BIGINT,                -- the attempt that was let through to see whether it is over
    PRIMARY KEY (provider, server)
);

-- Each role has answers of its own.
CREATE TABLE ai_cache (
    key        TEXT COLLATE "C" NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    response   JSON NOT NULL,
    written_by NAME NOT NULL DEFAULT current_user,
    PRIMARY KEY (written_by, key)
);

CREATE INDEX ai_cache_expires_at_idx ON ai_cache (expires_at);
