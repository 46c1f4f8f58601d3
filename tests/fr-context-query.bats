load helpers

# fr-context --query: one statement, what was recorded of it, and its plan.

setup_file() {
	need_postgres 15
	pg_start 15 "shared_preload_libraries = 'pg_stat_statements'"
	"$FR_ROOT/tests/servers/fixture" lock-contention 2.22
	PGOPTIONS='-c client_min_messages=warning' psql -XAtqv ON_ERROR_STOP=1 -f "$FR_ROOT/tests/policy/setup.sql"
	psql -XAtq <<-'END'
		SET search_path = pg_catalog, public;
		GRANT SELECT ON public.users TO reader;
		INSERT INTO users SELECT g, 'user' || g || '@example.com' FROM generate_series(1000, 3000) AS g;
		ANALYZE users;
		SELECT email FROM users WHERE id = 1000;
		SELECT pg_catalog.count(*) FROM users WHERE email = 'x';
	END
	export PGUSER=reader
}

context() { fr-context --section anomalies --from '2026-11-23 04:02:00Z' --to '2026-11-23 04:04:00Z' "$@"; }
queryid() { psql -XAt -U postgres -c "SELECT queryid FROM public.pg_stat_statements WHERE query LIKE '$1' LIMIT 1"; }

@test "SQL: the plan, found by the role's own search_path, and its queryid where the server keeps it" {
	expect 0 context --query "SELECT email FROM users WHERE id = 7"
	json_is '.context.query_plan.rows[0].plan[0].Plan."Node Type"' "Index Scan"
	json_is '.context.query.rows[0].queryid' "$(queryid 'SELECT email FROM users WHERE id%')"
	json_is '.context.query.rows[0].query' "SELECT email FROM users WHERE id = 7"
}

@test "a file, and a queryid to the last digit" {
	echo "SELECT email FROM users WHERE id = 7 -- a comment" >query.sql
	expect 0 context --query @query.sql
	json_is '.context.query_plan.rows[0].plan[0].Plan."Index Cond"' "(id = 7)"
	id=$(queryid 'SELECT email FROM users WHERE id%')
	expect 0 context --query "$id"
	json_is '.context.query.rows[0].queryid' "$id"
	json_is '.context.query.rows[0].query' 'SELECT email FROM users WHERE id = $1'
	json_is '.context.query_plan.rows[0].plan[0].Plan."Index Cond"' '(id = $1)'
}

@test "what the recorder has of it" {
	id=$(psql -XAt -U postgres -c "SELECT queryid FROM flight_recorder.statement_snapshots GROUP BY 1 HAVING pg_catalog.count(*) > 2 ORDER BY pg_catalog.count(*) DESC LIMIT 1")
	# The recorder knows it, the server's statistics do not.
	expect 65 context --query "$id"
	json_is .error.code 65
	stderr_has "there is no statement with the queryid $id"
	own=$(queryid 'SELECT email FROM users WHERE id%')
	psql -XAtq -U postgres -c "SET search_path = pg_catalog; UPDATE flight_recorder.statement_snapshots SET queryid = $own WHERE queryid = $id"
	expect 0 context --query "$own"
	json_is '.context.query_history.returned > 1' true
	json_is '.context.query_history.rows | all(.calls_delta >= 0 and .last_seen > .first_seen)' true
}

@test "a plan with parameters is generic on every release" {
	for major in 13 18; do
		pg_have "$major" || continue
		PGUSER=postgres pg_start "$major"
		PGUSER=postgres
		psql -XAtqc "CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t SELECT generate_series(1, 1000); ANALYZE t"
		expect 0 fr-context --live 1s --section anomalies --query 'SELECT * FROM t WHERE id = $1'
		json_is '.context.query_plan.rows[0].plan[0].Plan."Index Cond"' '(id = $1)'
		json_is .context.query_history null
		stdout_has "query_history: no statistics of this statement were found"
	done
}

@test "it is run only when told to, and then a SELECT only" {
	expect 0 context --query "SELECT count(*) FROM users"
	stdout_lacks "Actual Rows"
	expect 0 context --query "SELECT count(*) FROM users" --analyze
	json_is '.context.query_plan.rows[0].plan[0].Plan."Actual Rows"' 1
	for sql in "DELETE FROM users" "SELECT 1; DELETE FROM users" "WITH d AS (DELETE FROM users RETURNING *) SELECT * FROM d" \
		"SELECT evil.trap(1, 1)" "SELECT abs(1), public.abs(1)" "SELECT pg_sleep(60)" "SELECT * FROM users FOR UPDATE" \
		"SELECT * FROM app.in_view" "SELECT * FROM app.recent_orders" "SELECT * FROM app.in_policy" "SELECT set_config('a.b', 'c', false)"; do
		expect 0 context --query "$sql" --analyze
		json_is .context.query_plan null
		json_is '[.coverage.notes[] | select(startswith("query_plan: "))] | length' 1
	done
	expect 0 context --query 'SELECT email FROM users WHERE id = $1' --analyze
	stdout_has "query_plan: a statement with parameters cannot be run"
	expect 0 psql -XAt -U postgres -c "SELECT pg_catalog.count(*) FROM public.users"
	stdout_is 2002
}

@test "literals of the statement and of its plan do not leave the sanitiser" {
	expect 0 bash -c 'fr-context --section anomalies --query "SELECT id FROM users WHERE email = '"'hunter2'"'" --last 1h | fr-sanitize --explain'
	stdout_lacks hunter2
	json_is '.context.query_plan.rows[0].plan[0].Plan."Node Type"' "Seq Scan"
	json_is '.context.query_plan.rows[0].plan[0].Plan.Filter' "(email = '<redacted>'::text)"
	stderr_lacks field
}

# What hypopg needs is installed by Debian's package for 15; elsewhere the section is not there.
need_hypopg() {
	PGUSER=postgres psql -XAtqc 'CREATE SCHEMA IF NOT EXISTS "Hypo 1"; CREATE EXTENSION IF NOT EXISTS hypopg SCHEMA "Hypo 1"; GRANT USAGE ON SCHEMA "Hypo 1" TO reader' 2>/dev/null ||
		skip "hypopg is not installed (postgresql-15-hypopg)"
}

@test "an index that the plan calls for is tried as a hypothetical one" {
	expect 0 context --query "SELECT id FROM users WHERE email = 'user7@example.com'"
	json_is '.context | has("query_hypothetical")' false
	need_hypopg
	expect 0 context --query "SELECT id FROM users WHERE email = 'user7@example.com'"
	json_is '.context.query_hypothetical.rows | length' 1
	json_is '.context.query_hypothetical.rows[0] | "\(.definition) \(.used) \(.cost_after < .cost_before / 3)"' "CREATE INDEX ON public.users (email) true true"
	json_is '.context.query_plan.rows[0].plan[0].Plan."Node Type"' "Seq Scan"
	json_is '.context.query_hypothetical.rows[0].cost_before == .context.query_plan.rows[0].plan[0].Plan."Total Cost"' true
	expect 0 context --query 'SELECT id FROM users WHERE email = $1'
	json_is '.context.query_hypothetical.rows[0].used' true
	expect 0 context --query "SELECT id FROM users WHERE email = 'nobody'" --analyze
	json_is '.context.query_hypothetical.rows[0].used' true
	expect 0 context --query "SELECT id FROM users WHERE email > ''"
	json_is '.context.query_hypothetical.rows[0].used' false
	[ "$(psql -XAt -U postgres -c "SELECT pg_catalog.count(*) FROM pg_catalog.pg_indexes WHERE tablename = 'users'")" = 1 ]
	# What is written of it: the sanitiser knows the section, a prompt has it, and offline proposes what helped and nothing else.
	context --query "SELECT id FROM users WHERE email = 'user7@example.com'" | fr-sanitize --explain 2>said | fr-prompt explain >prompted
	run grep -c field said
	[ "$output" = 0 ] || fail "$(cat said)"
	grep -q 'CREATE INDEX ON public.users (email)' prompted
	expect 0 fr-llm --provider offline <prompted
	json_is '.response.text | contains("1. `CREATE INDEX CONCURRENTLY ON public.users (email)`: the plan")' true
	context --query "SELECT id FROM users WHERE email > ''" | fr-sanitize | fr-prompt explain >prompted
	expect 0 fr-llm --provider offline <prompted
	json_is '.response.text | contains("1. Not `CREATE INDEX CONCURRENTLY ON public.users (email)`: the server would not use it.")' true
}

@test "what is tried is built from the catalog's names only" {
	need_hypopg
	PGUSER=postgres psql -XAtq <<-'END'
		SET search_path = pg_catalog, public;
		CREATE TABLE public."odd""name; DROP TABLE users" ("a""); DROP TABLE users; --" int, b varchar(10), "Select" int, d date);
		INSERT INTO public."odd""name; DROP TABLE users" SELECT g, g::text, g % 7, now() FROM generate_series(1, 5000) AS g;
		ANALYZE public."odd""name; DROP TABLE users";
		GRANT SELECT ON public."odd""name; DROP TABLE users" TO reader;
		CREATE SCHEMA other;
		CREATE TABLE other.twice (x int); CREATE TABLE public.twice (x int);
		GRANT USAGE ON SCHEMA other TO reader;
		GRANT SELECT ON other.twice, public.twice TO reader;
	END
	odd='public."odd""name; DROP TABLE users"'
	expect 0 context --query "SELECT b FROM $odd WHERE d > '2020-01-01' AND \"a\"\"); DROP TABLE users; --\" = 5 AND b = 'x'"
	json_is '.context.query_hypothetical.rows[0] | "\(.definition) \(.used)"' "CREATE INDEX ON $odd (\"a\"\"); DROP TABLE users; --\", b, d) true"
	# A name in two schemas is the one that the plan has, found by search_path, too.
	psql -XAtq -U postgres -c 'INSERT INTO other.twice SELECT pg_catalog.generate_series(1, 20000); ANALYZE other.twice'
	for sql in "other SELECT x FROM other.twice WHERE x = 1" "public SELECT x FROM public.twice WHERE x = 1" "public SELECT x FROM twice WHERE x = 1"; do
		expect 0 context --query "${sql#* }"
		json_is '[.context.query_hypothetical.rows[].definition] | join(";")' "CREATE INDEX ON ${sql%% *}.twice (x)"
	done
	PGOPTIONS='-c search_path=other,public' expect 0 context --query "SELECT x FROM twice WHERE x = 1"
	json_is '[.context.query_hypothetical.rows[].definition] | join(";")' "CREATE INDEX ON other.twice (x)"
	expect 0 context --query "SELECT 1 FROM public.twice AS a, other.twice AS b WHERE a.x = 1 AND b.x = 2"
	json_is '[.context.query_hypothetical.rows[].definition] | sort | join(";")' "CREATE INDEX ON other.twice (x);CREATE INDEX ON public.twice (x)"
	# Nothing that is no column, or stands in an OR or inside of a function; an index that is there.
	for sql in "SELECT b FROM $odd WHERE \"Select\" = 1 OR b = 'x'" "SELECT b FROM $odd WHERE length(b) = 1" "SELECT b FROM $odd WHERE \"Select\" = b::int" \
		"SELECT b FROM $odd" "SELECT email FROM users WHERE id > 0" "SELECT 1"; do
		expect 0 context --query "$sql"
		json_is '.context.query_hypothetical.rows | length' 0
		[ "$sql" != "SELECT email FROM users WHERE id > 0" ] || stdout_has "query_hypothetical: the index public.users_pkey is there already"
	done
	[ "$(psql -XAt -U postgres -c "SELECT pg_catalog.count(*) FROM public.users")" = 2002 ]
}

@test "misuse, and a file that is not there" {
	expect 2 fr-context --analyze
	expect 2 fr-context --recording x.db --query 'SELECT 1'
	expect 74 context --query @missing.sql
	stderr_has "cannot read 'missing.sql'"
	json_is .error.code 74
}
