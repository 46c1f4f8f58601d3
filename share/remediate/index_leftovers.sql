-- What a REINDEX CONCURRENTLY that failed left: invalid indexes of the table that were not there before, named as PostgreSQL names them after
-- this one, while nobody else builds one there.
-- parameters: $1 index text, $2 facts json: of index.sql, before
SELECT n.nspname AS schema, c.relname AS name
FROM pg_index AS x
JOIN pg_class AS c ON c.oid = x.indexrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE x.indrelid = ($2::json ->> 'table_oid')::oid
	AND NOT x.indisvalid
	-- after the two were swapped it is the old one that is left
	AND (x.indexrelid = ($2::json ->> 'oid')::oid
		OR x.indexrelid NOT IN (SELECT value::text::oid FROM json_array_elements($2::json -> 'invalid')))
	AND c.relname ~ '_cc(new|old)[0-9]*$'
	AND starts_with($1::text, regexp_replace(c.relname, '_cc(new|old)[0-9]*$', ''))
	AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index WHERE relid = x.indrelid)
	AND NOT EXISTS (SELECT FROM pg_locks AS l
		WHERE l.locktype = 'relation' AND l.relation = x.indrelid AND l.pid IS DISTINCT FROM pg_backend_pid()
			AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
			AND l.mode IN ('ShareUpdateExclusiveLock', 'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock'))
