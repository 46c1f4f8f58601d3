-- One index on columns of one table, for this session only: hypopg keeps it in the memory of its backend. Every name in its
-- definition is the catalog's, quoted by the server; what the parameters say is looked up and nothing else.
-- A table of that name in two schemas is left alone, and so is one that has such an index.
-- parameters: $1 relname text, $2 columns jsonb; HYPOPG is the schema of the extension
WITH tables AS (
	SELECT c.oid, n.nspname, c.relname, count(*) OVER () AS same_name
	FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
	WHERE c.relname = $1::text AND c.relkind IN ('r', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND has_table_privilege(c.oid, 'SELECT')
), wanted AS (
	SELECT t.oid, t.nspname, t.relname, array_agg(a.attnum ORDER BY w.place) AS attnums, string_agg(format('%I', a.attname), ', ' ORDER BY w.place) AS columns
	FROM tables AS t CROSS JOIN jsonb_array_elements_text($2::jsonb) WITH ORDINALITY AS w (name, place)
		JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attname = w.name AND a.attnum > 0 AND NOT a.attisdropped
	WHERE t.same_name = 1
	GROUP BY t.oid, t.nspname, t.relname
), defined AS MATERIALIZED (
	SELECT format('CREATE INDEX ON %I.%I (%s)', nspname, relname, columns) AS definition
	FROM wanted AS w
	WHERE NOT EXISTS (SELECT FROM pg_index AS i WHERE i.indrelid = w.oid AND i.indisvalid AND i.indpred IS NULL
		AND (i.indkey::smallint[])[0:cardinality(w.attnums) - 1] = w.attnums)
)
SELECT d.definition, h.indexname
FROM defined AS d CROSS JOIN LATERAL HYPOPG.hypopg_create_index(d.definition) AS h
