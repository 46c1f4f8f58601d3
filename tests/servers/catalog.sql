-- What a recorder's schema exposes, in the form of tests/fixtures/recorder/contract-*.json. Functions whose name starts with an
-- underscore are its own affair.
SELECT jsonb_build_object(
	'functions', (
		SELECT jsonb_agg(jsonb_build_object('name', proname, 'arguments', pg_get_function_arguments(oid),
			'result', pg_get_function_result(oid)))
		FROM pg_proc WHERE pronamespace = 'flight_recorder'::regnamespace AND proname NOT LIKE '\_%'),
	'relations', (
		SELECT jsonb_agg(jsonb_build_object('name', relname, 'kind', CASE relkind WHEN 'r' THEN 'table' ELSE 'view' END,
			'columns', (
				SELECT jsonb_agg(jsonb_build_object('name', attname, 'type', format_type(atttypid, atttypmod)) ORDER BY attnum)
				FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped)))
		FROM pg_class AS c WHERE relnamespace = 'flight_recorder'::regnamespace AND relkind IN ('r', 'v')))
