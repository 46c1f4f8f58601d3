-- CREATE INDEX, made of parts: definition, or refused, which says why there is none. Every name is the catalog's, looked up and quoted by
-- the server; of a condition, the values are quoted and the rest is from the list here. A table without a schema is the one of that name
-- that the plan reads.
-- parameters: $1 index jsonb (policy/index.jq says of what shape), $2 relations jsonb: [{schema, table}] that the plan reads
WITH wanted AS MATERIALIZED (
	SELECT $1::jsonb AS index, $1::jsonb ->> 'schema' AS schema, $1::jsonb ->> 'table' AS name, COALESCE($1::jsonb ->> 'method', 'btree') AS method,
		concat_ws('.', quote_ident($1::jsonb ->> 'schema'), quote_ident($1::jsonb ->> 'table')) AS called
), named AS MATERIALIZED (
	SELECT c.oid, c.relkind, n.nspname, c.relname,
		n.nspname ~ '^pg_' OR n.nspname = 'information_schema' AS is_system,
		EXISTS (SELECT FROM jsonb_to_recordset($2::jsonb) AS r (schema text, "table" text) WHERE r.schema = n.nspname AND r."table" = c.relname) AS is_read
	FROM wanted AS w JOIN pg_class AS c ON c.relname = w.name JOIN pg_namespace AS n ON n.oid = c.relnamespace
	WHERE n.nspname = COALESCE(w.schema, n.nspname) AND c.relkind IN ('r', 'm', 'p', 'f', 'v')
), tables AS MATERIALIZED (
	SELECT * FROM named WHERE is_read AND NOT is_system AND relkind IN ('r', 'm')
), elements AS MATERIALIZED (
	SELECT e.place, e.included, e.element ->> 'name' AS name, a.attnum, quote_ident(a.attname) AS attname, o.opclass,
		e.element ->> 'opclass' IS NOT NULL AND o.opclass IS NULL AS no_opclass,
		CASE e.element ->> 'descending' WHEN 'true' THEN ' DESC' ELSE '' END
			|| CASE e.element ->> 'nulls' WHEN 'first' THEN ' NULLS FIRST' WHEN 'last' THEN ' NULLS LAST' ELSE '' END AS ordering
	FROM wanted AS w
		CROSS JOIN LATERAL (
			SELECT place, false AS included, element FROM jsonb_array_elements(w.index -> 'columns') WITH ORDINALITY AS c (element, place)
			UNION ALL
			SELECT place, true, jsonb_build_object('name', element) FROM jsonb_array_elements(COALESCE(w.index -> 'include', '[]')) WITH ORDINALITY AS c (element, place)
		) AS e (place, included, element)
		CROSS JOIN tables AS t
		LEFT JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attname = e.element ->> 'name' AND a.attnum > 0 AND NOT a.attisdropped
		LEFT JOIN LATERAL (
			SELECT CASE count(*) WHEN 1 THEN min(format('%I.%I', n.nspname, oc.opcname)) END AS opclass
			FROM pg_opclass AS oc JOIN pg_am AS m ON m.oid = oc.opcmethod JOIN pg_namespace AS n ON n.oid = oc.opcnamespace
			WHERE oc.opcname = e.element ->> 'opclass' AND m.amname = w.method
		) AS o ON true
), tests (test, template) AS (
	VALUES ('=', '%I = %L'), ('<>', '%I <> %L'), ('<', '%I < %L'), ('>', '%I > %L'), ('<=', '%I <= %L'), ('>=', '%I >= %L'),
		('null', '%I IS NULL'), ('not null', '%I IS NOT NULL'), ('true', '%I'), ('false', 'NOT %I')
), conditions AS MATERIALIZED (
	SELECT c.place, c.condition ->> 'column' AS name, a.attnum, CASE WHEN a.attname IS NOT NULL THEN format(tests.template, a.attname, c.condition ->> 'value') END AS text
	FROM wanted AS w CROSS JOIN jsonb_array_elements(COALESCE(w.index -> 'conditions', '[]')) WITH ORDINALITY AS c (condition, place) CROSS JOIN tables AS t
		LEFT JOIN tests ON tests.test = c.condition ->> 'test'
		LEFT JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attname = c.condition ->> 'column' AND a.attnum > 0 AND NOT a.attisdropped
), parts AS (
	SELECT
		(SELECT string_agg(attname || COALESCE(' ' || opclass, '') || ordering, ', ' ORDER BY place) FROM elements WHERE NOT included) AS columns,
		(SELECT string_agg(attname, ', ' ORDER BY place) FROM elements WHERE included) AS include,
		(SELECT string_agg(text, ' AND ' ORDER BY place) FROM conditions) AS conditions,
		(SELECT array_agg(attnum ORDER BY place) FROM elements WHERE NOT included AND opclass IS NULL AND ordering = '') AS attnums
), twin AS (
	SELECT min(i.indexrelid::regclass::text) AS name
	FROM wanted AS w CROSS JOIN parts AS p CROSS JOIN tables AS t JOIN pg_index AS i ON i.indrelid = t.oid JOIN pg_class AS c ON c.oid = i.indexrelid
		JOIN pg_am AS m ON m.oid = c.relam
	WHERE i.indisvalid AND i.indpred IS NULL AND m.amname = w.method AND p.include IS NULL
		AND cardinality(p.attnums) = (SELECT count(*) FROM elements) AND (i.indkey::smallint[])[0:cardinality(p.attnums) - 1] = p.attnums
), judged AS (
	SELECT CASE
		WHEN NOT EXISTS (SELECT FROM named) THEN format('there is no table %s', w.called)
		WHEN NOT EXISTS (SELECT FROM named WHERE NOT is_system) THEN format('%s belongs to the system', w.called)
		WHEN NOT EXISTS (SELECT FROM named WHERE NOT is_system AND relkind IN ('r', 'm')) THEN format('%s is no plain table', w.called)
		WHEN NOT EXISTS (SELECT FROM tables) THEN format('the plan does not read %s', w.called)
		WHEN (SELECT count(*) > 1 FROM tables)
		THEN format('the plan reads a table %s in more than one schema: %s', w.called, (SELECT string_agg(quote_ident(nspname), ', ' ORDER BY nspname) FROM tables))
		WHEN NOT EXISTS (SELECT FROM pg_am WHERE amname = w.method AND amtype = 'i') THEN format('there is no kind of index called %I', w.method)
		WHEN EXISTS (SELECT FROM elements WHERE attname IS NULL UNION ALL SELECT FROM conditions WHERE attnum IS NULL)
		THEN format('%s has no column %I', w.called, (SELECT name FROM (SELECT name FROM elements WHERE attname IS NULL UNION ALL SELECT name FROM conditions WHERE attnum IS NULL) AS missing LIMIT 1))
		WHEN EXISTS (SELECT FROM elements WHERE no_opclass) THEN 'an operator class is not there, or in two schemas'
		WHEN EXISTS (SELECT FROM conditions WHERE text IS NULL) THEN 'a condition of this kind is not allowed'
		WHEN twin.name IS NOT NULL THEN format('the index %s is there already', twin.name)
	END AS refused
	FROM wanted AS w CROSS JOIN twin
)
SELECT j.refused,
	CASE WHEN j.refused IS NULL THEN
		format('CREATE %sINDEX ON %I.%I ', CASE w.index ->> 'unique' WHEN 'true' THEN 'UNIQUE ' ELSE '' END, t.nspname, t.relname)
		|| CASE w.method WHEN 'btree' THEN '' ELSE format('USING %I ', w.method) END || format('(%s)', p.columns)
		|| COALESCE(' INCLUDE (' || p.include || ')', '') || COALESCE(' WHERE ' || p.conditions, '')
	END AS definition
FROM judged AS j CROSS JOIN wanted AS w CROSS JOIN parts AS p LEFT JOIN tables AS t ON j.refused IS NULL
