load helpers
load fake-llm/fake-llm
load fr-llm

# fr explain end to end: what a model proposes is tried on the server, and the answer says what came of it. The model is the stand-in.

setup_file() {
	need_postgres 15
	need_fake_llm
	pg_start 15 'log_statement = all'
	"$FR_ROOT/tests/servers/fixture" lock-contention 2.22
	psql -XAtq <<-'END'
		CREATE ROLE reader LOGIN;
		GRANT pg_read_all_data, pg_monitor TO reader;
		CREATE FUNCTION public.trap(text) RETURNS text IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RAISE LOG ''the trap was called''; RETURN $1; END';
		CREATE TABLE public.users (id int PRIMARY KEY, email text, seen timestamptz, gone boolean NOT NULL DEFAULT false);
		INSERT INTO public.users SELECT g, 'user' || g || '@example.com', CASE WHEN g % 9 = 0 THEN now() END, g % 50 = 0 FROM generate_series(1, 20000) AS g;
		CREATE SCHEMA archive;
		CREATE TABLE archive.users (id int, email text);
		INSERT INTO archive.users SELECT g, 'old' || g FROM generate_series(1, 20000) AS g;
		CREATE TABLE public.nothing_of_it (id int);
		ANALYZE;
	END
	psql -XAtqc 'CREATE SCHEMA "Hypo 1"; CREATE EXTENSION hypopg SCHEMA "Hypo 1"; GRANT USAGE ON SCHEMA "Hypo 1" TO reader' 2>/dev/null ||
		skip "hypopg is not installed (postgresql-15-hypopg)"
	export PGUSER=reader FR_SERVER=$pg_dir
	fake_llm_start
}
setup() { fake_setup; }

statement="SELECT id FROM users WHERE email = 'user7@example.com'"

# What the model answers, and what fr explain makes of it.
explain() { # ANSWER [OPTION...] STATEMENT
	local answer=$1
	shift
	fake_llm_script "$(jq -nc --arg text "$answer" '[{$text}]')"
	fr explain --provider anthropic --base-url "$fake_llm" --section settings "$@"
}

state() { psql -XAt -U postgres -c "SELECT count(*), max(oid) FROM pg_catalog.pg_class WHERE relpersistence = 'p'" -c "SELECT count(*) FROM public.users"; }

@test "an index that helps: the answer says so on the terminal, and in the store" {
	expect 0 explain $'Use this:\n\n```sql\nCREATE INDEX CONCURRENTLY users_email_idx ON public.users (email);\n```' --format text "$statement"
	stdout_has '## Tried on the Server'
	[[ $output =~ '- `CREATE INDEX ON public.users (email)`: plan cost '([0-9]+)\.[0-9]+' → '([0-9]+)\.[0-9]+', used' ]] || fail "no line of it"
	[ $((BASH_REMATCH[1] > 10 * BASH_REMATCH[2])) = 1 ]
	expect 0 fr-log show "$(fr-log list --format json | jq -r .id)"
	stdout_has 'CREATE INDEX ON public.users (email)`: plan cost'
	expect 0 explain '`CREATE INDEX ON public.users (email, id)` and `create unique index on users (id) include (email) where not gone`' --format json "$statement"
	json_is '[.context.query_hypothetical.rows[] | "\(.definition) \(.used) \(.proposed_by)"] | join("; ")' \
		"CREATE INDEX ON public.users (email) true null; CREATE INDEX ON public.users (email, id) true model; CREATE UNIQUE INDEX ON public.users (id) INCLUDE (email) WHERE NOT gone false model"
	json_is '.context.query_hypothetical | "\(.returned) \(.total) \(.truncated)"' "3 3 false"
	json_is '.verification.unsupported | length' 0
	json_is '.response.text | contains("first")' false
}

@test "the rules' own answer cites what the plan has, and says why there is none" {
	for query in "$statement" 'SELECT count(*) FROM public.users a JOIN public.users b USING (email) GROUP BY a.email ORDER BY 1'; do
		expect 0 fr explain --provider offline --format json "$query"
		json_is '.verification | .cited > 2 and .unsupported == []' true
	done
	expect 0 fr explain --provider offline --format text 'SELECT nosuch FROM public.users'
	stdout_has 'There is no plan: column "nosuch" does not exist.'
	stdout_lacks "with a role"
	expect 0 fr explain --provider offline --format text 'UPDATE public.users SET email = email'
	stdout_has 'There is no plan: only SELECT is allowed, not Update.'
	stdout_has 'as a SELECT.'
	stdout_lacks "mended"
}

@test "one that does not help is said to be of no use; the offline answer is left as it is" {
	expect 0 explain 'Perhaps `CREATE INDEX ON public.users (seen)`?' --format text "$statement"
	[[ $output =~ '- `CREATE INDEX ON public.users (seen)`: plan cost '([0-9.]+)' → '([0-9.]+)', not used' ]] || fail "no line of it"
	[ "${BASH_REMATCH[1]}" = "${BASH_REMATCH[2]}" ]
	expect 0 fr explain --provider offline --section settings --format text "$statement"
	stdout_has '1. `CREATE INDEX CONCURRENTLY ON public.users (email)`: the plan'
	stdout_lacks "Tried on the Server"
	expect 0 explain 'Nothing to add: `VACUUM users`, `CREATE INDEX` and `CREATE INDEX … ON users (…)` are no proposals.' --format text "$statement"
	stdout_lacks "Tried on the Server"
}

# The statement that is tried, and the first words of what is said of it.
hostile() {
	cat <<-'END'
		CREATE INDEX ON public.users (lower(email))|not tried: an index on an expression would compute something
		CREATE INDEX ON public.users ((public.trap(email)))|not tried: an index on an expression
		CREATE INDEX ON public.users (email) WHERE public.trap(email) = 'x'|not tried: a condition may be about columns
		CREATE INDEX ON public.users (email) WHERE email = public.trap('x')|not tried: a condition may compare with a constant
		CREATE INDEX ON public.users (email) WHERE email OPERATOR(public.=) 'x'|not tried: a schema stands
		CREATE INDEX ON public.users (email COLLATE "C")|not tried: a column has a part
		CREATE INDEX ON public.users (email public.evil_ops)|not tried: a schema stands
		CREATE INDEX ON public.users (email evil_ops)|not tried: an operator class is not there
		CREATE INDEX ON public.users (email) WHERE (SELECT true)|not tried: a condition of this kind
		CREATE INDEX ON public.users (no_column)|not tried: public.users has no column no_column
		CREATE INDEX ON public.users USING gin (email)|not tried:
		CREATE INDEX ON public.users USING "x (y); DROP TABLE users" (email)|not tried: there is no kind of index
		CREATE INDEX ON public.no_table (id)|not tried: there is no table public.no
		CREATE INDEX ON public."users (id); DROP TABLE public.users; --" (id)|not tried: there is no table
		CREATE INDEX ON pg_catalog.pg_class (relname)|not tried: pg_catalog.pg
		CREATE INDEX ON pg_class (relname)|not tried: pg
		CREATE INDEX ON information_schema.tables (table_name)|not tried: information
		CREATE INDEX ON postgres.public.users (email)|not tried: the table's name has a part
		CREATE INDEX ON public.nothing_of_it (id)|not tried: the plan does not read
		CREATE INDEX ON archive.users (email)|not tried: the plan does not read archive.users
		CREATE INDEX ON public.users (id)|not tried: the index public.users
		CREATE INDEX ON public.users (email|not tried: syntax error
		CREATE INDEX ON public.users ("email|not tried: unterminated
	END
}

@test "what is hostile, or wrong, is not tried, and why is said; nothing of it is run" {
	state >before
	local from=$(wc -c <"$FR_SERVER/log") line cases=() answer="" count=0
	mapfile -t cases < <(hostile)
	while [ "${#cases[@]}" -gt 0 ]; do
		answer=''
		for line in "${cases[@]:0:8}"; do answer+="\`\` ${line%|*} \`\`"$'\n\n'; done
		expect 0 explain "$answer" --format json "$statement"
		text=$(jq -r .response.text <<<"$output")
		for line in "${cases[@]:0:8}"; do
			grep -F -- "- \`${line%|*}\`: " <<<"$text" | grep -qF -- "${line##*|}" || fail "not said: $line" "$text"
			count=$((count + 1))
		done
		json_is '[.context.query_hypothetical.rows[].proposed_by] | join("")' ""
		cases=("${cases[@]:8}")
	done
	[ "$count" = "$(hostile | wc -l)" ]
	# A statement behind it is another statement: the first is tried, and the second is none of ours.
	expect 0 explain $'```sql\nCREATE INDEX ON users (email, seen); DROP TABLE users; SELECT public.trap(\'x\');\n```\n\n`CREATE INDEX ON users (seen, email); DROP TABLE users`' --format json "$statement"
	json_is '[.context.query_hypothetical.rows[1:][].definition] | join("; ")' "CREATE INDEX ON public.users (email, seen); CREATE INDEX ON public.users (seen, email)"
	state >after
	diff before after
	tail -c +$((from + 1)) "$FR_SERVER/log" >log
	run grep -E 'DROP TABLE|trap|evil_ops' <(grep -v '^.*LOG:  statement: SELECT count' log | grep -v DETAIL)
	[ "$status" = 1 ] || fail "the server saw: $output"
	# What hypopg was given, and nothing else was executed.
	run grep -cE "DETAIL:  parameters: .*CREATE INDEX ON public.users \(email, seen\)'" log
	[ "$output" -ge 1 ]
	run grep -E "DETAIL:  parameters: .1 = 'CREATE.*(DROP|trap|evil_ops|lower|no_table|pg_class)" log
	[ "$status" = 1 ] || fail "hypopg was given: $output"
	run grep -cE 'execute <unnamed>: (CREATE|DROP|ALTER)' log
	[ "$output" = 0 ]
}

@test "not more than eight are tried, and what is there twice is tried once" {
	answer='' columns=(id email seen gone)
	for a in "${columns[@]}"; do for b in "${columns[@]}"; do
		[ "$a" = "$b" ] || answer+="\`CREATE INDEX ON users ($a, $b)\` \`CREATE INDEX ON users ($a, $b)\`"$'\n\n'
	done; done
	expect 0 explain "$answer" --format json "$statement"
	json_is '[.context.query_hypothetical.rows[] | select(.proposed_by)] | length' 8
	json_is '[.response.text | scan("- the others: not tried, since 8 are the most")] | length' 1
	expect 0 explain '`CREATE INDEX a ON users (seen)`, `CREATE INDEX b ON public.users (seen)`, `create index on users using btree (seen)`' --format json "$statement"
	json_is '[.response.text | scan("plan cost")] | length' 1
	# Any number of them costs no more.
	awk 'BEGIN { for (i = 0; i < 100000; i++) printf "`CREATE INDEX i%d ON users (id%d)` ", i, i }' |
		jq -cRs '{fr: 1, id: "x", response: {provider: "anthropic", text: .}}' >many
	expect 0 fr-tool try --query "$statement" <many
	json_is '[.response.text | scan("not tried: users has no column")] | length' 8
}

@test "a table without its schema is the one that the plan reads" {
	PGOPTIONS='-c search_path=archive,public' expect 0 explain '`CREATE INDEX ON users (email)`' --format json "$statement"
	json_is '.context.query_hypothetical.rows | map("\(.definition) \(.used)") | join("; ")' "CREATE INDEX ON archive.users (email) true"
	expect 0 explain '`CREATE INDEX ON users (email)`, `CREATE INDEX ON archive.users (email, id)`' --format json \
		"SELECT 1 FROM public.users AS a JOIN archive.users AS b USING (email) WHERE a.id = 7"
	stdout_has 'not tried: the plan reads a table users in more than one schema: archive, public'
	json_is '[.context.query_hypothetical.rows[] | select(.proposed_by) | "\(.definition) \(.used)"] | join("; ")' "CREATE INDEX ON archive.users (email, id) true"
}

@test "an answer is not lost where nothing can be tried" {
	answered() { jq -nc --arg text "$1" '{fr: 1, id: "x", response: {provider: "anthropic", $text}}'; }
	expect 69 fr-tool try --query "$statement" -d "host=$TMPDIR" < <(answered '`CREATE INDEX ON users (email)`')
	stderr_has "fr-tool: cannot connect"
	json_is .response.text '`CREATE INDEX ON users (email)`'
	json_is .error null
	json_is '.coverage.notes[0] | startswith("query_hypothetical: cannot connect")' true
	expect 0 fr-tool try --query "$statement" -d "host=$TMPDIR" < <(answered 'No index.')
	expect 0 fr-tool try --query "$statement" -d dbname=template1 < <(answered '`CREATE INDEX ON users (email)`')
	json_is '.coverage.notes | join("")' "query_hypothetical: the database has no extension hypopg"
	json_is .response.text '`CREATE INDEX ON users (email)`'
	expect 0 fr-tool try --query "DELETE FROM users" < <(answered '`CREATE INDEX ON users (email)`')
	json_is '.coverage.notes | join("")' "query_hypothetical: only SELECT is allowed, not Delete"
	expect 74 fr-tool try --query @missing.sql < <(answered '`CREATE INDEX ON users (email)`')
	json_is .response.text '`CREATE INDEX ON users (email)`'
	expect 0 fr-tool try --query "$statement" <<<'{"fr":1,"id":"x","error":{"code":75},"response":{"text":"`CREATE INDEX ON users (email)`"}}'
	json_is .response.text '`CREATE INDEX ON users (email)`'
	expect 0 fr-tool try --query "$statement" </dev/null
	stdout_is ""
	expect 65 fr-tool try --query "$statement" <<<nonsense
	expect 2 fr-tool try
	expect 2 fr-tool call --query "SELECT 1"
	expect 2 fr-tool try --query "SELECT 1" --recording x.db
	run bash -c 'echo "{\"fr\":1,\"id\":\"x\"}" | fr-tool try --query "SELECT 1" >/dev/full'
	[ "$status" = 74 ]
}
