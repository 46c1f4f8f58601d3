-- The diagnosis inside psql: functions in the schema flight_recorder that run fr on the database's own host.
--
--     psql -v fr=/usr/local/bin/fr -f ai_functions.sql
--     SELECT flight_recorder.ai_diagnose('2026-11-23 10:00', '2026-11-23 11:00');
--
-- They use COPY FROM PROGRAM, so whoever installs them is a superuser or a member of pg_execute_server_program. fr runs as the
-- server's operating system user, with that user's fr.conf, key and store, and asks the database as that user may. Nobody but the
-- owner may call them until they are granted: GRANT EXECUTE ON FUNCTION flight_recorder.ai_ask(text) TO …; whoever is granted one
-- spends that user's money, and is told whatever fr tells that user.
--
-- What reaches the server's shell is the path of fr and hexadecimal digits, and nothing else: no text of a question or a query. What
-- comes back is digits, too: no name in an answer can end it early, and no encoding of database or client loses it.
-- Where programs may not be run at all, share/sql/psqlrc has the same as :diagnose, run by the client.

\set ON_ERROR_STOP on
\if :{?fr}
\else
\set fr fr
\endif
SELECT :'fr' !~ '^[A-Za-z0-9_./+-]+$' AS bad \gset
\if :bad
\warn ai_functions.sql: the path of fr may hold letters, digits and _ . / + - only
\quit
\endif

BEGIN;
SET LOCAL client_min_messages = warning;

CREATE SCHEMA IF NOT EXISTS flight_recorder;

-- Runs fr with these arguments, and gives what it printed. The temporary table is made anew: one that the caller made before could have
-- triggers, which would run as the owner of this function.
SELECT format($format$
CREATE OR REPLACE FUNCTION flight_recorder.ai_run(VARIADIC p_arguments text[]) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET client_min_messages = warning
AS $body$
DECLARE
    v_command text := %L;
    v_argument text;
    v_bytes bytea;
    v_answer text;
BEGIN
    FOREACH v_argument IN ARRAY ARRAY[split_part(current_setting('unix_socket_directories'), ',', 1), current_setting('port'),
                                      current_database()::text] || p_arguments LOOP
        v_command := v_command || ' ' || coalesce(nullif(encode(convert_to(v_argument, 'UTF8'), 'hex'), ''), '00');
        IF length(v_command) > 120000 THEN -- the system's limit is 128 KB
            RETURN 'fr: psql takes texts of 60000 bytes in all';
        END IF;
    END LOOP;
    DROP TABLE IF EXISTS pg_temp.ai_answer;
    CREATE TEMPORARY TABLE ai_answer (digits text);
    EXECUTE format('COPY pg_temp.ai_answer FROM PROGRAM %%L', v_command);
    SELECT decode(digits, 'hex') INTO v_bytes FROM pg_temp.ai_answer;
    DROP TABLE pg_temp.ai_answer;
    BEGIN
        v_answer := convert_from(v_bytes, 'UTF8');
        PERFORM convert_to(v_answer, pg_client_encoding());
    EXCEPTION WHEN untranslatable_character OR character_not_in_repertoire OR undefined_function THEN
        FOR i IN 0 .. octet_length(v_bytes) - 1 LOOP
            IF get_byte(v_bytes, i) > 127 THEN
                v_bytes := set_byte(v_bytes, i, ascii('?'));
            END IF;
        END LOOP;
        v_answer := convert_from(v_bytes, 'SQL_ASCII');
    END;
    RETURN v_answer;
END
$body$
$format$, :'fr' || ' psql') \gexec

CREATE OR REPLACE FUNCTION flight_recorder.ai_diagnose(p_start_time timestamptz, p_end_time timestamptz, p_model text DEFAULT NULL)
RETURNS text LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET datestyle = 'ISO'
AS $$
    SELECT flight_recorder.ai_run(VARIADIC ARRAY['diagnose', '--format=text', '--from=' || p_start_time, '--to=' || p_end_time]
                                           || CASE WHEN p_model IS NOT NULL THEN ARRAY['--model=' || p_model] ELSE '{}' END)
$$;

CREATE OR REPLACE FUNCTION flight_recorder.ai_chat(p_question text)
RETURNS text LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT flight_recorder.ai_run('chat', '--format=text', p_question) $$;

CREATE OR REPLACE FUNCTION flight_recorder.ai_ask(p_question text)
RETURNS text LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT flight_recorder.ai_run('ask', '--format=text', p_question) $$;

-- p_explain = false: what was recorded of it, and no plan.
CREATE OR REPLACE FUNCTION flight_recorder.ai_explain_query(p_query text, p_explain boolean DEFAULT true)
RETURNS text LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT flight_recorder.ai_run(VARIADIC ARRAY['explain', '--format=text'] || CASE WHEN p_explain THEN '{}'
                                           ELSE ARRAY['--section=query,query_history,table_hotspots'] END || p_query)
$$;

CREATE OR REPLACE FUNCTION flight_recorder.ai_incident_report(p_start_time timestamptz, p_end_time timestamptz,
                                                              p_audience text DEFAULT 'external')
RETURNS text LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET datestyle = 'ISO'
AS $$
    SELECT flight_recorder.ai_run('report', '--format=text', '--audience=' || p_audience, '--from=' || p_start_time,
                                  '--to=' || p_end_time)
$$;

CREATE OR REPLACE FUNCTION flight_recorder.ai_cost_report(p_lookback interval DEFAULT '30 days')
RETURNS TABLE (date date, total_calls integer, total_tokens bigint, total_cost_usd numeric)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT (line ->> 'day')::date, (line ->> 'calls')::integer,
           (line ->> 'input_tokens')::bigint + (line ->> 'output_tokens')::bigint + (line ->> 'cache_read_tokens')::bigint,
           (line ->> 'spent_usd')::numeric + (line ->> 'reserved_usd')::numeric
      FROM (SELECT pg_catalog.regexp_split_to_table(flight_recorder.ai_run('cost', 'report', '--format=json', '--by=day',
                       '--last=' || greatest(1, pg_catalog.ceil(extract(epoch FROM p_lookback) / 86400))::bigint || 'd'), E'\n')::jsonb AS line) AS report
$$;

REVOKE ALL ON FUNCTION flight_recorder.ai_run(text[]), flight_recorder.ai_diagnose(timestamptz, timestamptz, text),
    flight_recorder.ai_chat(text), flight_recorder.ai_ask(text), flight_recorder.ai_explain_query(text, boolean),
    flight_recorder.ai_incident_report(timestamptz, timestamptz, text), flight_recorder.ai_cost_report(interval) FROM PUBLIC;

COMMIT;
