-- A table: may it be vacuumed or analysed, and does it need it? One row; refusal is null when it may.
-- Nothing here takes a lock on the table: it may be locked by what is wrong. Sizes are those of the last VACUUM or ANALYZE.
-- parameters: $1 schema text, $2 table text, $3 verb text, $4 limits json
WITH found AS MATERIALIZED (
	SELECT c.oid, n.nspname, c.relname, c.relkind, c.relpersistence, c.relowner, c.relpages::bigint * current_setting('block_size')::bigint AS bytes
	FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
	-- the casts to name find it by the index but cut what is too long: so both
	WHERE n.nspname = $1::name AND c.relname = $2::name AND n.nspname::text = $1::text AND c.relname::text = $2::text
), counted AS MATERIALIZED (
	SELECT
		f.*,
		pg_stat_get_live_tuples(oid) AS n_live_tup,
		pg_stat_get_dead_tuples(oid) AS n_dead_tup,
		pg_stat_get_mod_since_analyze(oid) AS n_mod_since_analyze,
		greatest(pg_stat_get_last_vacuum_time(oid), pg_stat_get_last_autovacuum_time(oid)) AS last_vacuum,
		greatest(pg_stat_get_last_analyze_time(oid), pg_stat_get_last_autoanalyze_time(oid)) AS last_analyze,
		pg_stat_get_vacuum_count(oid) AS vacuum_count,
		pg_stat_get_analyze_count(oid) AS analyze_count
	FROM found AS f
), judged AS (
	SELECT
		t.*,
		round(100.0 * n_dead_tup / greatest(n_live_tup + n_dead_tup, 1), 1) AS dead_tup_pct,
		round(100.0 * n_mod_since_analyze / greatest(n_live_tup, 1), 1) AS mod_pct,
		EXISTS (SELECT FROM pg_locks AS l
			WHERE l.locktype = 'relation' AND l.relation = t.oid AND l.pid IS DISTINCT FROM pg_backend_pid()
				AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
				AND l.mode IN ('ShareUpdateExclusiveLock', 'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')) AS is_locked,
		pg_has_role(t.relowner, 'USAGE')
			OR pg_has_role((SELECT datdba FROM pg_database WHERE datname = current_database()), 'USAGE')
			-- the privilege is unknown, and an error, before PostgreSQL 17
			OR CASE WHEN current_setting('server_version_num')::integer >= 170000 THEN has_table_privilege(t.oid, 'MAINTAIN') ELSE false END AS may
	FROM counted AS t
)
SELECT
	t.oid,
	t.nspname AS schema,
	t.relname AS name,
	CASE
		WHEN pg_is_in_recovery() THEN 'the server is a standby'
		WHEN t.oid IS NULL THEN 'there is no such table'
		WHEN t.nspname ~ '^pg_' OR t.nspname = 'information_schema' THEN 'its schema is the system''s'
		WHEN t.relkind <> 'r' THEN 'it is not an ordinary table'
		WHEN t.relpersistence = 't' THEN 'it is a temporary table'
		WHEN EXISTS (SELECT FROM pg_inherits WHERE inhparent = t.oid) THEN 'it has child tables, which would be treated with it'
		WHEN NOT t.may THEN 'this role may not maintain it'
		WHEN t.is_locked THEN 'it is being vacuumed, analysed, altered or indexed, or is locked, by another session'
		WHEN t.bytes > ($4::json ->> 'most_bytes')::numeric THEN format('it has %s, more than %s', pg_size_pretty(t.bytes),
			pg_size_pretty(($4::json ->> 'most_bytes')::bigint))
		WHEN $3::text = 'vacuum_table' AND t.n_dead_tup < ($4::json ->> 'dead_rows')::numeric
			THEN format('it has %s dead rows, less than %s', t.n_dead_tup, $4::json ->> 'dead_rows')
		WHEN $3::text = 'vacuum_table' AND t.dead_tup_pct < ($4::json ->> 'dead_pct')::numeric
			THEN format('%s %% of its rows are dead, less than %s %%', t.dead_tup_pct, $4::json ->> 'dead_pct')
		WHEN $3::text = 'refresh_stats' AND t.last_analyze IS NULL AND t.n_live_tup < ($4::json ->> 'changed_rows')::numeric
			THEN format('it has %s rows, less than %s', t.n_live_tup, $4::json ->> 'changed_rows')
		WHEN $3::text = 'refresh_stats' AND t.last_analyze IS NOT NULL AND t.n_mod_since_analyze < ($4::json ->> 'changed_rows')::numeric
			THEN format('%s rows have changed since it was analysed, less than %s', t.n_mod_since_analyze, $4::json ->> 'changed_rows')
		WHEN $3::text = 'refresh_stats' AND t.last_analyze IS NOT NULL AND t.mod_pct < ($4::json ->> 'changed_pct')::numeric
			THEN format('%s %% of its rows have changed since it was analysed, less than %s %%', t.mod_pct, $4::json ->> 'changed_pct')
		WHEN $3::text NOT IN ('vacuum_table', 'refresh_stats') THEN 'not for tables'
	END AS refusal,
	CASE $3::text
		WHEN 'vacuum_table' THEN format('%s dead rows, %s %% of all', t.n_dead_tup, t.dead_tup_pct)
		ELSE CASE WHEN t.last_analyze IS NULL THEN 'never analysed' ELSE format('%s rows changed since it was analysed, %s %%',
			t.n_mod_since_analyze, t.mod_pct) END
	END AS why,
	json_build_object('oid', t.oid::bigint, 'n_live_tup', t.n_live_tup, 'n_dead_tup', t.n_dead_tup, 'n_mod_since_analyze', t.n_mod_since_analyze,
		'vacuum_count', t.vacuum_count, 'analyze_count', t.analyze_count, 'last_vacuum', t.last_vacuum, 'last_analyze', t.last_analyze,
		'bytes', t.bytes) AS facts
FROM (VALUES (1)) AS one LEFT JOIN judged AS t ON true
