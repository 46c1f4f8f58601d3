-- An index: may it be rebuilt, and does it need it? One row; refusal is null when it may. It needs it when it is invalid, or a B-tree of
-- several times the size that its entries take: by the widths in pg_stats, so only where those are known.
-- parameters: $1 schema text, $2 index text, $3 verb text, $4 limits json
WITH found AS MATERIALIZED (
	SELECT
		c.oid, n.nspname, c.relname, c.relkind, c.reltuples, c.relpages::bigint AS pages, current_setting('block_size')::bigint AS block,
		x.indrelid, x.indisvalid, x.indisready, x.indislive, x.indisexclusion, x.indkey, am.amname,
		t.relkind AS table_kind, t.relpersistence, t.relowner, tn.nspname AS table_schema, t.relname AS table_name
	FROM pg_class AS c
	JOIN pg_namespace AS n ON n.oid = c.relnamespace
	LEFT JOIN pg_index AS x ON x.indexrelid = c.oid
	LEFT JOIN pg_class AS t ON t.oid = x.indrelid
	LEFT JOIN pg_namespace AS tn ON tn.oid = t.relnamespace
	LEFT JOIN pg_am AS am ON am.oid = c.relam
	-- the casts to name find it by the index but cut what is too long: so both
	WHERE n.nspname = $1::name AND c.relname = $2::name AND n.nspname::text = $1::text AND c.relname::text = $2::text
), width AS (
	SELECT f.oid, sum(s.avg_width * (1 - s.null_frac)) AS bytes, count(s.attname) = count(*) AS is_known
	FROM found AS f, unnest(f.indkey::smallint[]) AS key (attnum)
	LEFT JOIN pg_attribute AS a ON a.attrelid = (SELECT indrelid FROM found) AND a.attnum = key.attnum
	LEFT JOIN pg_stats AS s ON s.schemaname = (SELECT table_schema FROM found) AND s.tablename = (SELECT table_name FROM found) AND s.attname = a.attname
	GROUP BY f.oid
), judged AS (
	SELECT
		i.*,
		i.pages * i.block AS bytes,
		-- an entry: 8 bytes of header, 4 of line pointer, aligned to 8; a page is left a tenth empty
		CASE WHEN w.is_known AND i.amname = 'btree' AND i.reltuples >= 0 AND i.pages > 0 THEN
			round((100 * (1 - least(i.reltuples * (12 + 8 * ceil((w.bytes + 0.0) / 8)) / (0.9 * (i.block - 40)) / i.pages, 1)))::numeric, 1)
		END AS bloat_pct,
		EXISTS (SELECT FROM pg_locks AS l
			WHERE l.locktype = 'relation' AND l.relation IN (i.indrelid, i.oid) AND l.pid IS DISTINCT FROM pg_backend_pid()
				AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
				AND l.mode IN ('ShareUpdateExclusiveLock', 'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')) AS is_locked,
		(SELECT coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)), 0) FROM pg_stat_activity
			WHERE datname = current_database() AND pid <> pg_backend_pid()) AS longest_xact_seconds,
		pg_has_role(i.relowner, 'USAGE')
			-- the privilege is unknown, and an error, before PostgreSQL 17
			OR CASE WHEN current_setting('server_version_num')::integer >= 170000 THEN has_table_privilege(i.indrelid, 'MAINTAIN') ELSE false END AS may,
		(SELECT coalesce(json_agg(indexrelid::bigint), '[]') FROM pg_index WHERE indrelid = i.indrelid AND NOT indisvalid) AS invalid
	FROM found AS i LEFT JOIN width AS w ON w.oid = i.oid
)
SELECT
	i.oid,
	i.nspname AS schema,
	i.relname AS name,
	CASE
		WHEN pg_is_in_recovery() THEN 'the server is a standby'
		WHEN i.oid IS NULL THEN 'there is no such index'
		WHEN i.nspname ~ '^pg_' OR i.nspname = 'information_schema' THEN 'its schema is the system''s'
		WHEN i.relkind <> 'i' OR i.indrelid IS NULL THEN 'it is not an ordinary index'
		WHEN i.table_schema ~ '^pg_' OR i.table_schema = 'information_schema' THEN 'its table''s schema is the system''s'
		WHEN i.table_kind <> 'r' THEN 'its table is not an ordinary one'
		WHEN i.relpersistence = 't' THEN 'its table is temporary'
		WHEN i.indisexclusion THEN 'it is the index of an exclusion constraint, which cannot be rebuilt concurrently'
		WHEN NOT i.indislive THEN 'it is being dropped'
		WHEN NOT i.indisvalid AND i.relname ~ '_cc(new|old)[0-9]*$' THEN 'it is what an interrupted REINDEX CONCURRENTLY left'
		WHEN NOT i.may THEN 'this role may not maintain its table'
		WHEN i.is_locked THEN 'its table is being vacuumed, analysed, altered or indexed, or is locked, by another session'
		WHEN i.longest_xact_seconds > ($4::json ->> 'longest_xact_seconds')::numeric
			THEN format('it would wait for a transaction that has been open for %s s', round(i.longest_xact_seconds::numeric))
		WHEN i.bytes > ($4::json ->> 'most_bytes')::numeric THEN format('it has %s, more than %s', pg_size_pretty(i.bytes),
			pg_size_pretty(($4::json ->> 'most_bytes')::bigint))
		WHEN i.indisvalid AND i.bytes < ($4::json ->> 'bloat_bytes')::numeric
			THEN format('it is valid and has %s, less than %s', pg_size_pretty(i.bytes), pg_size_pretty(($4::json ->> 'bloat_bytes')::bigint))
		WHEN i.indisvalid AND i.bloat_pct IS NULL THEN 'it is valid, and how much of it is bloat is not known'
		WHEN i.indisvalid AND i.bloat_pct < ($4::json ->> 'bloat_pct')::numeric
			THEN format('it is valid and %s %% of it is bloat, less than %s %%', i.bloat_pct, $4::json ->> 'bloat_pct')
		WHEN $3::text <> 'reindex_concurrent' THEN 'not for indexes'
	END AS refusal,
	CASE WHEN NOT i.indisvalid THEN 'it is invalid: no query uses it' ELSE format('%s, about %s %% of it bloat', pg_size_pretty(i.bytes), i.bloat_pct) END AS why,
	json_build_object('oid', i.oid::bigint, 'table_oid', i.indrelid::bigint, 'is_valid', i.indisvalid, 'bytes', i.bytes, 'bloat_pct', i.bloat_pct,
		'invalid', i.invalid) AS facts
FROM (VALUES (1)) AS one LEFT JOIN judged AS i ON true
