-- Who may do what in a store: fr_writer for the hosts where the tools run, fr_owner for those who may read what they wrote.
--
--     psql -d DATABASE -v schema=flight_recorder -f roles.sql
--
-- Run by the role that owns the store's tables, or a superuser, and again after an upgrade; it does no harm twice. The roles are
-- made when they are missing, which takes CREATEROLE; they cannot log in, roles that can are made members.
--
-- A writer sees the rows that it wrote itself (written_by): a stolen password of one host does not give the diagnoses of the others.
-- What all of them have to know together, budgets and breakers, holds no texts.

\set ON_ERROR_STOP on
\if :{?schema}
\else
\set schema flight_recorder
\endif

BEGIN;
SET LOCAL search_path = :"schema", pg_temp;
SET LOCAL client_min_messages = warning;

DO $$
BEGIN
    IF to_regrole('fr_writer') IS NULL THEN
        CREATE ROLE fr_writer NOLOGIN;
    END IF;
    IF to_regrole('fr_owner') IS NULL THEN
        CREATE ROLE fr_owner NOLOGIN;
    END IF;
END
$$;

GRANT USAGE ON SCHEMA :"schema" TO fr_writer, fr_owner;
GRANT SELECT ON ai_store TO fr_writer, fr_owner;

-- What was answered and done: own rows for those who write, all for those who own.
GRANT SELECT, INSERT ON ai_diagnoses, ai_errors TO fr_writer;
GRANT UPDATE (envelope) ON ai_diagnoses, ai_errors TO fr_writer; -- it forgets its own, when they are old
GRANT SELECT, INSERT, UPDATE, DELETE ON ai_diagnoses, ai_errors TO fr_owner;
GRANT SELECT, INSERT, UPDATE, DELETE ON ai_cache TO fr_writer, fr_owner;

DO $$
DECLARE
    name TEXT;
BEGIN
    FOREACH name IN ARRAY ARRAY['ai_diagnoses', 'ai_errors', 'ai_cache'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('DROP POLICY IF EXISTS ai_own ON %I', name);
        EXECUTE format('DROP POLICY IF EXISTS ai_all ON %I', name);
        EXECUTE format('CREATE POLICY ai_own ON %I TO fr_writer USING (written_by = current_user) WITH CHECK (written_by = current_user)', name);
        EXECUTE format('CREATE POLICY ai_all ON %I TO fr_owner USING (true) WITH CHECK (true)', name);
    END LOOP;
END
$$;

-- An incident is diagnosed, and its alert sent, by whoever comes first, and never twice: so all see them. They hold what the rules
-- found and what humans are told.
GRANT SELECT, INSERT, UPDATE ON ai_alerts, ai_incidents TO fr_writer;
GRANT SELECT, INSERT, UPDATE, DELETE ON ai_alerts, ai_incidents TO fr_owner;

-- What was done is counted over all hosts, and what one of them left in the middle another looks after: so all see it, and nobody who
-- only writes can take a line out of it. Any host can stop all. Earlier versions showed a host its own rows alone.
ALTER TABLE ai_remediations DISABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS ai_own ON ai_remediations;
DROP POLICY IF EXISTS ai_all ON ai_remediations;
GRANT SELECT, INSERT ON ai_remediations, ai_remediation_stops TO fr_writer;
GRANT UPDATE (state, action_taken, action_result, refusal, facts_after, statements, finished_at) ON ai_remediations TO fr_writer;
GRANT UPDATE (resumed_at, resumed_by) ON ai_remediation_stops TO fr_writer;
GRANT SELECT, INSERT, UPDATE, DELETE ON ai_remediations, ai_remediation_stops TO fr_owner;

-- What was spent: all see it, because all spend the same budget. Sums are kept by the tables' triggers.
GRANT SELECT, INSERT ON ai_usage TO fr_writer, fr_owner;
GRANT UPDATE (cost_microusd, estimate, settled_at, http_status, input_tokens, cache_read_tokens, cache_write_5m_tokens,
              cache_write_1h_tokens, output_tokens) ON ai_usage TO fr_writer, fr_owner;
GRANT DELETE ON ai_usage TO fr_owner;
GRANT SELECT ON ai_usage_days, ai_usage_totals TO fr_writer, fr_owner;
GRANT SELECT, INSERT, UPDATE, DELETE ON ai_breakers TO fr_writer, fr_owner;

GRANT USAGE ON SEQUENCE ai_alerts_id_seq, ai_diagnoses_id_seq, ai_errors_id_seq, ai_remediations_id_seq, ai_remediation_stops_id_seq, ai_usage_id_seq TO fr_writer, fr_owner;

-- Sums and counts over all rows, and no texts.
GRANT SELECT ON ai_usage_summary, ai_diagnosis_quality, ai_diagnosis_quality_by_model, ai_error_rate, ai_diagnosis_counts,
                ai_error_counts TO fr_writer, fr_owner;

GRANT EXECUTE ON FUNCTION ai_kept_diagnosis, ai_kept_error, ai_log_id_taken, ai_error_id_taken, ai_time, ai_key, ai_words TO fr_writer, fr_owner;

COMMIT;
