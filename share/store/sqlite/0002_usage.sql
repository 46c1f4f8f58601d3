-- What was spent on models, what may not be asked now, and answers that may be given again.
--
-- Money is whole micro-dollars; cost_usd is made from it.

-- One row an attempt: one HTTP request to a model. It is written before the request leaves, with the most that it can
-- cost; cost_microusd is what it did cost, and stays NULL when the process died before it could say.
CREATE TABLE ai_usage (
    id                    INTEGER PRIMARY KEY AUTOINCREMENT,
    called_at             TEXT NOT NULL,
    function_name         TEXT NOT NULL,  -- what the call was for: the prompt's name
    tokens_used           INTEGER GENERATED ALWAYS AS (input_tokens + cache_read_tokens + cache_write_5m_tokens
                                                       + cache_write_1h_tokens + output_tokens) VIRTUAL,
    cost_usd              NUMERIC GENERATED ALWAYS AS (coalesce(cost_microusd, reserved_microusd) / 1000000.0) VIRTUAL,

    attempt               INTEGER NOT NULL DEFAULT 1,  -- of its call; retries and further turns count on
    provider              TEXT NOT NULL,
    server                TEXT,                        -- NULL: the provider's own
    model                 TEXT NOT NULL,
    envelope_id           TEXT,
    "database"            TEXT,
    cluster               TEXT,
    reserved_microusd     INTEGER NOT NULL CHECK (reserved_microusd >= 0),
    cost_microusd         INTEGER CHECK (cost_microusd >= 0),
    estimate              BOOLEAN NOT NULL DEFAULT false,  -- cut or cancelled: what was billed is not known
    settled_at            TEXT,
    http_status           INTEGER,
    input_tokens          INTEGER NOT NULL DEFAULT 0,  -- those that no cache had to do with
    cache_read_tokens     INTEGER NOT NULL DEFAULT 0,
    cache_write_5m_tokens INTEGER NOT NULL DEFAULT 0,
    cache_write_1h_tokens INTEGER NOT NULL DEFAULT 0,
    output_tokens         INTEGER NOT NULL DEFAULT 0
);

CREATE INDEX ai_usage_called_at_idx ON ai_usage (called_at);
CREATE INDEX ai_usage_calls_idx ON ai_usage (function_name, called_at) WHERE attempt = 1;

-- The same, added up by day of UTC: reports read some hundred rows here instead of a million there. Rows of ai_usage that
-- are deleted stay counted.
CREATE TABLE ai_usage_days (
    day                   TEXT NOT NULL,
    provider              TEXT NOT NULL,
    model                 TEXT NOT NULL,
    function_name         TEXT NOT NULL,
    "database"            TEXT NOT NULL,  -- '' is not known
    cluster               TEXT NOT NULL,
    calls                 INTEGER NOT NULL,
    attempts              INTEGER NOT NULL,
    unsettled             INTEGER NOT NULL,  -- attempts in flight, or left by processes that died
    estimates             INTEGER NOT NULL,
    input_tokens          INTEGER NOT NULL,
    cache_read_tokens     INTEGER NOT NULL,
    cache_write_5m_tokens INTEGER NOT NULL,
    cache_write_1h_tokens INTEGER NOT NULL,
    output_tokens         INTEGER NOT NULL,
    spent_microusd        INTEGER NOT NULL,
    reserved_microusd     INTEGER NOT NULL,  -- of the unsettled; counts as spent
    PRIMARY KEY (day, provider, model, function_name, "database", cluster)
) WITHOUT ROWID;

-- And the sums of whole days, which every attempt asks for.
CREATE TABLE ai_usage_totals (
    day               TEXT PRIMARY KEY,
    spent_microusd    INTEGER NOT NULL,
    reserved_microusd INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TRIGGER ai_usage_inserted AFTER INSERT ON ai_usage BEGIN
    INSERT INTO ai_usage_totals
    VALUES (substr(NEW.called_at, 1, 10), coalesce(NEW.cost_microusd, 0),
            iif(NEW.cost_microusd IS NULL, NEW.reserved_microusd, 0))
    ON CONFLICT DO UPDATE
       SET spent_microusd = spent_microusd + excluded.spent_microusd,
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
       SET spent_microusd = spent_microusd + coalesce(NEW.cost_microusd, 0) - coalesce(OLD.cost_microusd, 0),
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

-- Providers that are left alone for a while. No row: all is well.
CREATE TABLE ai_breakers (
    provider   TEXT NOT NULL,
    server     TEXT NOT NULL,     -- '' is the provider's own
    failures   INTEGER NOT NULL,  -- in a row
    open_until TEXT NOT NULL,     -- no attempt before; '' for none
    probe      INTEGER,           -- the attempt that was let through to see whether it is over
    PRIMARY KEY (provider, server)
) WITHOUT ROWID;

CREATE TABLE ai_cache (
    key        TEXT PRIMARY KEY,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    response   JSON NOT NULL
) WITHOUT ROWID;

CREATE INDEX ai_cache_expires_at_idx ON ai_cache (expires_at);
