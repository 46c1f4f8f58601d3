-- Makes the schema flight_recorder of fixture.document 'contract', filled from 'incident'. Run by the script beside it.

CREATE SCHEMA flight_recorder;

CREATE FUNCTION fixture.document(wanted text) RETURNS jsonb LANGUAGE sql STABLE AS
	'SELECT document FROM fixture.document WHERE name = wanted';

CREATE FUNCTION fixture.recorded(p_start timestamptz, p_end timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
	SELECT p_start <= (win ->> 'end')::timestamptz AND p_end >= (win ->> 'start')::timestamptz
	FROM (SELECT fixture.document('incident') -> 'window') AS w (win)
$$;

-- Relations. A view of the recorder shows the last hours of a ring that a record of the past no longer fills: here it is empty.
DO $$
DECLARE
	relation jsonb;
	columns text;
BEGIN
	FOR relation IN SELECT jsonb_array_elements(fixture.document('contract') -> 'relations') LOOP
		SELECT string_agg(CASE relation ->> 'kind'
			WHEN 'table' THEN format('%I %s', c ->> 'name', c ->> 'type')
			ELSE format('NULL::%2$s AS %1$I', c ->> 'name', c ->> 'type') END, ', ' ORDER BY position)
		INTO columns FROM jsonb_array_elements(relation -> 'columns') WITH ORDINALITY AS a (c, position);
		EXECUTE format(CASE relation ->> 'kind'
			WHEN 'table' THEN 'CREATE TABLE flight_recorder.%I (%s)'
			ELSE 'CREATE VIEW flight_recorder.%I AS SELECT %s WHERE false' END, relation ->> 'name', columns);
		IF fixture.document('incident') -> 'tables' ? (relation ->> 'name') THEN
			EXECUTE format('INSERT INTO flight_recorder.%1$I SELECT * FROM jsonb_populate_recordset(NULL::flight_recorder.%1$I, %2$L)',
				relation ->> 'name', fixture.document('incident') -> 'tables' -> (relation ->> 'name'));
		END IF;
	END LOOP;
END
$$;

INSERT INTO flight_recorder.config (key, value)
SELECT 'schema_version', fixture.document('contract') ->> 'schema_version'
WHERE fixture.document('contract') ->> 'schema_version' IS NOT NULL;

-- Some incidents recorded the settings through config_at() only; the recorder keeps them in a table, where there is one.
DO $$
BEGIN
	IF to_regclass('flight_recorder.config_snapshots') IS NOT NULL AND NOT fixture.document('incident') -> 'tables' ? 'config_snapshots' THEN
		INSERT INTO flight_recorder.config_snapshots (snapshot_id, name, setting, unit, source)
		SELECT (SELECT min(id) FROM flight_recorder.snapshots), parameter_name,
			split_part(value, ' ', 1), nullif(split_part(value, ' ', 2), ''), source
		FROM jsonb_to_recordset(fixture.document('incident') -> 'functions' -> 'config_at')
			AS r (parameter_name text, value text, source text);
	END IF;
END
$$;

-- Functions. Of the arguments beside the window, the two that cut a list short do so here too.
DO $$
DECLARE
	function jsonb;
	arguments text;
	columns text;
	body text;
BEGIN
	FOR function IN SELECT jsonb_array_elements(fixture.document('contract') -> 'functions') LOOP
		arguments := function ->> 'arguments';
		columns := substring(function ->> 'result' FROM '^TABLE\((.*)\)$');
		IF columns IS NOT NULL AND fixture.document('incident') -> 'functions' ? (function ->> 'name') THEN
			body := format('SELECT * FROM jsonb_to_recordset(fixture.document(''incident'') -> ''functions'' -> %L) AS r (%s) WHERE %s',
				function ->> 'name', columns,
				CASE WHEN arguments ~ 'p_start_time.*p_end_time' THEN 'fixture.recorded(p_start_time, p_end_time)'
					WHEN arguments ~ 'p_timestamp' THEN 'fixture.recorded(p_timestamp, p_timestamp)'
					ELSE 'true' END);
			IF arguments ~ 'p_min_delta_ms' THEN
				body := body || ' AND r.total_exec_time_delta_ms >= p_min_delta_ms';
			END IF;
			IF arguments ~ 'p_limit' THEN
				body := body || ' LIMIT p_limit';
			END IF;
			EXECUTE format('CREATE FUNCTION flight_recorder.%I(%s) RETURNS %s LANGUAGE sql STABLE AS %L',
				function ->> 'name', arguments, function ->> 'result', body);
		ELSE
			EXECUTE format('CREATE FUNCTION flight_recorder.%I(%s) RETURNS %s LANGUAGE plpgsql AS %L',
				function ->> 'name', arguments, function ->> 'result',
				format('BEGIN RAISE EXCEPTION %L; END', 'the incident did not record ' || (function ->> 'name')));
		END IF;
	END LOOP;
END
$$;
