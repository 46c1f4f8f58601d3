load helpers
load fr-log
load server-store

# What a store in PostgreSQL does beyond what one in a file does (fr-log.bats, fr-cost.bats), and what both do alike.

# An attempt of that cost on that day.
spend() { # MICROUSD [DAYS-AGO]
	sql "INSERT INTO ai_usage (called_at, function_name, provider, model, reserved_microusd, cost_microusd, input_tokens, output_tokens)
		VALUES (now() - interval '${2:-0} days', 'diagnose', 'anthropic', 'claude-x', 2 * $1, $1, 1000, 200)"
}

# make test builds them.
unit() {
	[ -x "$FR_BIN/../unit/$1" ] || skip "$FR_BIN/../unit/$1 is not built"
	FR_TEST_STORE=$server expect 0 "$FR_BIN/../unit/$1"
}

@test "what holds of a store in a file holds of one in PostgreSQL 15" {
	unit store
	unit ledger
}

@test "and in 13, the oldest, and 18" {
	need_postgres 13
	need_postgres 18
	pg_start 13
	server="postgresql:///postgres?host=$pg_dir&user=postgres" unit ledger
	pg_start 18
	server="postgresql:///postgres?host=$pg_dir&user=postgres" unit store
}

@test "not a micro-dollar is doubled or lost when one in three answers to COMMIT is lost" {
	mkdir "$TMPDIR/cut"
	start perl "$FR_ROOT/tests/servers/cut" "$TMPDIR/cut/.s.PGSQL.5432" "$PGHOST/.s.PGSQL.5432" 3 >"$TMPDIR/cutting"
	wait_for 5 grep -q ready "$TMPDIR/cutting"
	server="postgresql:///shop?host=$TMPDIR/cut&user=postgres" unit ledger
	server="postgresql:///shop?host=$TMPDIR/cut&user=postgres" unit store
	envelope '.id = "cut\(range(1; 51))"' >"$TMPDIR/in"
	FR_STORE="postgresql:///shop?host=$TMPDIR/cut&user=postgres" expect 0 fr-log --wait 60 <"$TMPDIR/in"
	[ "$(jq -r 'select(.log.kept == "store" and .log.id == .id) | 1' <<<"$output" | wc -l)" = 50 ]
	[ "$(rows)" = 50 ]
}

@test "each statement and each migration exists for both kinds, with the same parameters and columns" {
	cd "$FR_ROOT/share/store"
	[ "$(cd sqlite && ls ./*.sql)" = "$(cd postgresql && ls ./*.sql | grep -v '^./roles.sql$')" ]
	log >/dev/null
	for file in sqlite/[a-z]*.sql; do
		file=${file#sqlite/}
		for kind in sqlite postgresql; do
			sed 's/--.*//; s/::[a-z]*//g' $kind/$file | grep -o ':[a-z][a-z0-9_]*' | sort -u >"$TMPDIR/$kind.parameters"
		done
		diff "$TMPDIR"/*.parameters || fail "$file: other parameters"
		{
			sed 's/^:\(.*\)/\\set \1 NULL/' "$TMPDIR/postgresql.parameters"
			sed 's/;$//' postgresql/$file
			echo '\gdesc'
		} | psql -XAtqv ON_ERROR_STOP=1 >"$TMPDIR/description" || fail "$file: not a statement"
		columns=$("$FR_BIN/../unit/store" columns "sqlite/$file") || fail "$file: not a statement"
		[ "$(cut -d '|' -f 1 "$TMPDIR/description" | grep -v ' ' | tr '\n' ' ')" = "$columns" ] || fail "$file: other columns"
	done
}

@test "each table has the same columns in both kinds, PostgreSQL's keys and writers aside" {
	log >/dev/null
	FR_STORE=$TMPDIR/fr.db log >/dev/null
	sql "SELECT table_name || ' ' || column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name <> 'ai_store'
		AND column_name NOT IN ('written_by', 'answer_key', 'error_key', 'words')" | sort >"$TMPDIR/postgresql"
	sqlite3 -separator ' ' "$TMPDIR/fr.db" "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_xinfo(t.name) c
		WHERE t.type IN ('table', 'view') AND t.name GLOB 'ai_*' AND t.sql NOT LIKE 'CREATE VIRTUAL%' AND t.name NOT GLOB '*_fts*'" | sort >"$TMPDIR/sqlite"
	diff "$TMPDIR/sqlite" "$TMPDIR/postgresql"
	[ -s "$TMPDIR/sqlite" ]
}

@test "what is kept comes out of both as the same JSON" {
	rows='{id, envelope_id, time_window_start, time_window_end, database, cluster, source_kind, prompt_name, provider, model, stop_reason,
		tokens_used, cost_usd, cost_microusd, context_size_bytes, auto_generated, feedback_helpful, causes, findings, diagnosis}'
	change='.response.text += "a\u0000b \u2028 \ud83d\ude00" | .findings[0].summary = "\u0000" | .response.usage.input_tokens = 9007199254740000
		| .response.cost_usd = 1234567890.123456 | .window |= map_values(strings |= sub("Z$"; ".000000Z"))'
	for store in "$server" "$TMPDIR/fr.db"; do
		export FR_STORE=$store
		log "$change" --auto >/dev/null
		fr-log show "$case" | jq -cS "$rows" >>"$TMPDIR/shown"
		log "$failed"' | .window.start = "no time" | .error.code = 4503599627370496' >/dev/null 2>&1
		fr-log errors | jq -cS 'del(.id, .occurred_at)' >>"$TMPDIR/errors"
		fr-log list | jq -cS 'keys' >>"$TMPDIR/listed"
	done
	sed -i 's/9007199254740200/2147483647/' "$TMPDIR/shown" # tokens_used is an INTEGER there
	for file in shown errors listed; do
		[ "$(sort -u "$TMPDIR/$file" | wc -l)" = 1 ] || fail "$(cat "$TMPDIR/$file")"
		[ "$(wc -l <"$TMPDIR/$file")" = 2 ]
	done
	FR_STORE=$server fr-log list | jq -e '.created_at | test("^20[0-9-]{8}T[0-9:]{8}[.][0-9]{6}Z$")'
}

@test "the dashboard's queries run as they are" {
	FR_STORE_SCHEMA=flight_recorder log . --auto >/dev/null
	FR_STORE_SCHEMA=flight_recorder log '.id = "other"' >/dev/null
	FR_STORE_SCHEMA=flight_recorder log "$failed" >/dev/null 2>&1
	export PGOPTIONS="-c search_path=flight_recorder"
	spend 11000
	spend 13000
	spend 17000 40
	sql 'UPDATE ai_diagnoses SET feedback_helpful = auto_generated'
	expect 0 psql -XAtq -v ON_ERROR_STOP=1 -f "$FR_ROOT/tests/sql/monitoring.sql"
	stdout_is "diagnose|2|2400|0.024000|0.01200000000000000000
f|1|0|1|0.0
t|1|1|0|100.0
$(date -u +'%Y-%m-%d 00:00:00+00')|1"
	expect 0 psql -XAtqc "SELECT * FROM flight_recorder.ai_remediations WHERE executed_at > now() - interval '30 days'"
}

@test "it lives beside the recorder and leaves it alone" {
	createdb recorded
	PGDATABASE=recorded PGOPTIONS='' "$FR_ROOT/tests/servers/fixture" lock-contention 2.22 >"$TMPDIR/fixture"
	export PGDATABASE=recorded PGOPTIONS='-c search_path=flight_recorder' FR_STORE="postgresql:///recorded?host=$PGHOST&user=postgres"
	unset FR_STORE_SCHEMA
	others() { sql "SELECT relname, relkind, relowner, relacl FROM pg_class WHERE relnamespace = 'flight_recorder'::regnamespace AND relname NOT LIKE 'ai\\_%' ORDER BY 1; SELECT nspname FROM pg_namespace ORDER BY 1"; }
	before=$(others)
	[ -n "$before" ]
	expect 0 log
	[ "$(others)" = "$before" ]
	[ "$(rows)" = 1 ]
	expect 0 fr-context --from '2026-11-23 04:02:23.377432+00' --to '2026-11-23 04:03:05.229461+00'
}

@test "tables of such names that fr did not make are refused, and stay" {
	sql "CREATE SCHEMA s$BATS_TEST_NUMBER CREATE TABLE ai_usage (id int)"
	expect 78 log
	stderr_has "schema 's$BATS_TEST_NUMBER' of store 'postgresql:///shop?host=$PGHOST&store_schema=s$BATS_TEST_NUMBER' has a 'ai_usage' that is not fr's"
	stderr_has "store_schema"
	json_is .log.kept spool
	[ "$(sql "SELECT string_agg(relname, ' ') FROM pg_class WHERE relnamespace = 's$BATS_TEST_NUMBER'::regnamespace")" = ai_usage ]
}

@test "a schema's name may be anything that PostgreSQL takes" {
	for schema in 'Büro "7"' "a'; DROP TABLE x; --" 'select'; do
		FR_STORE_SCHEMA=$schema expect 0 log
		FR_STORE_SCHEMA=$schema expect 0 fr-log show "$case"
		[ "$(psql -XAtq -v "s=$schema" <<<'SELECT count(*) FROM pg_tables WHERE schemaname = :'"'s' AND tablename = 'ai_diagnoses'")" = 1 ]
	done
	for schema in pg_mine "" "$(printf 'x%.0s' {1..64})"; do
		FR_STORE_SCHEMA=$schema expect 78 log
		stderr_has "'store_schema' cannot be"
	done
}

@test "a store that is not there is empty to those who read, and is not made" {
	expect 0 fr-log list
	stdout_is ""
	expect 0 fr-cost budget
	json_is .spent_usd 0
	expect 0 fr-cost report
	[ "$(sql "SELECT count(*) FROM pg_namespace WHERE nspname = 's$BATS_TEST_NUMBER'")" = 0 ]
}

@test "a store newer than the tool is left alone" {
	log >/dev/null
	sql "INSERT INTO ai_store (version, name) VALUES (99, 'later')"
	expect 78 log '.id = "x"'
	stderr_has "is newer (version 99) than this tool"
	json_is .log.kept spool
	expect 78 fr-log list
	[ "$(rows)" = 1 ]
}

@test "a store of the first version is brought up to date with all its rows, in both kinds" {
	mkdir "$TMPDIR/old"
	cp -R "$FR_ROOT/share/." "$TMPDIR/old"
	rm "$TMPDIR"/old/store/*/00*
	cp "$FR_ROOT/share/store/sqlite/"0001_* "$TMPDIR/old/store/sqlite"
	cp "$FR_ROOT/share/store/postgresql/"0001_* "$TMPDIR/old/store/postgresql"
	for store in "$server" "$TMPDIR/fr.db"; do
		export FR_STORE=$store
		if [ "$store" = "$server" ]; then run_sql() { sql "$1"; }; else run_sql() { sqlite3 "$TMPDIR/fr.db" "$1"; }; fi
		mkdir -p "$TMPDIR/only" && rm -rf "$TMPDIR/only/store" && mkdir "$TMPDIR/only/store"
		if [ "$store" = "$server" ]; then
			sql "CREATE SCHEMA s$BATS_TEST_NUMBER"
			psql -Xq -1 -v ON_ERROR_STOP=1 -f "$TMPDIR/old/store/postgresql/0001_diagnoses_and_errors.sql" -c "INSERT INTO ai_store VALUES (1, '0001')"
		else
			sqlite3 "$TMPDIR/fr.db" <"$TMPDIR/old/store/sqlite/0001_diagnoses_and_errors.sql"
			sqlite3 "$TMPDIR/fr.db" 'PRAGMA user_version = 1; PRAGMA journal_mode = wal' >/dev/null
		fi
		run_sql "$(for i in {1..20}; do
			echo "INSERT INTO ai_diagnoses (created_at, model, diagnosis, log_id, envelope_id, cost_microusd, feedback_helpful, feedback_notes)
				VALUES ('2026-11-20T10:00:00.00000$((i % 10))Z', 'm$i', 'd$i', 'l$i', 'e$((i / 2))', $i, $((i % 2)) = 1, 'n$i');"
			echo "INSERT INTO ai_errors (occurred_at, error_message, log_id, envelope_id) VALUES ('2026-11-20T10:00:00.000000Z', 'x$i', 'f$i', 'e$i');"
		done)"
		before=$(run_sql "SELECT model, diagnosis, log_id, envelope_id, cost_microusd, feedback_helpful, feedback_notes FROM ai_diagnoses ORDER BY id")
		errors=$(run_sql 'SELECT id, error_message, log_id FROM ai_errors ORDER BY id')
		expect 0 fr-log list --limit 0
		[ "$(wc -l <<<"$output")" = 20 ]
		[ "$(run_sql "SELECT model, diagnosis, log_id, envelope_id, cost_microusd, feedback_helpful, feedback_notes FROM ai_diagnoses ORDER BY id")" = "$before" ]
		[ "$(run_sql 'SELECT id, error_message, log_id FROM ai_errors ORDER BY id')" = "$errors" ]
		expect 0 log
		json_is .log.kept store
		[ "$(run_sql 'SELECT count(*) FROM ai_usage')" = 0 ]
	done
}

@test "sums made by earlier versions are carried on, in both kinds" {
	earlier() { # FOLDER: its migrations up to the fifth
		for file in "$FR_ROOT/share/store/$1/"000[1-5]_*; do cat "$file"; done
	}
	attempts='INSERT INTO ai_usage (called_at, function_name, attempt, provider, model, reserved_microusd, cost_microusd, input_tokens, estimate) VALUES'
	sql "CREATE SCHEMA s$BATS_TEST_NUMBER"
	earlier postgresql | psql -Xq -1 -v ON_ERROR_STOP=1
	sql "INSERT INTO ai_store SELECT n, n FROM generate_series(1, 5) n"
	{ earlier sqlite; echo 'PRAGMA user_version = 5;'; } | sqlite3 "$TMPDIR/fr.db"
	for store in "$server" "$TMPDIR/fr.db"; do
		export FR_STORE=$store
		if [ "$store" = "$server" ]; then run_sql() { sql "$1"; }; else run_sql() { sqlite3 "$TMPDIR/fr.db" "$1"; }; fi
		for i in {1..9}; do
			run_sql "$attempts ('2026-11-2$((i % 3))T10:00:00.000000Z', 'f$((i % 2))', $((i % 4)), 'p', 'm', 70, 1$i, 2$i, true), ('2026-11-2$((i % 3))T11:00:00.000000Z', 'f', 1, 'p', 'm', $i, NULL, 0, false)"
		done
		expect 0 fr-cost report --last 36500d
		run_sql "$attempts ('2026-11-21T12:00:00.000000Z', 'f', 1, 'p', 'n', 5, NULL, 0, false)"
		run_sql "UPDATE ai_usage SET cost_microusd = reserved_microusd + 1, output_tokens = 3 WHERE cost_microusd IS NULL AND model = 'm'"
		expect 0 fr-cost report --last 36500d
		by_totals=$(jq -cS 'del(.provider, .model, .function_name, .database, .cluster)' <<<"$output")
		expect 0 fr-cost report --last 36500d --by day,provider
		[ "$(jq -cS 'del(.provider, .model, .function_name, .database, .cluster)' <<<"$output")" = "$by_totals" ]
		[ "$(run_sql 'SELECT count(*), sum(calls), sum(attempts), sum(unsettled), sum(estimates), sum(input_tokens), sum(output_tokens), sum(spent_microusd), sum(reserved_microusd)
			FROM ai_usage_totals')" = "3|13|19|1|9|225|27|189|5" ]
	done
}

@test "ten first starts at once" {
	ten_first_starts
	[ "$(sql 'SELECT count(*) = max(version) FROM ai_store')" = t ]
}

@test "fifty writers at once, each envelope from two of them: every one kept, none twice" {
	fifty_writers
}

@test "kill -9 while writing: what was passed on is there, and nothing is half" {
	envelope '.id = "k\(range(1; 151))"' >"$TMPDIR/in"
	log '.id = "k1"' >/dev/null
	reached() { [ "$(rows)" -ge "$1" ]; }
	mkfifo feed
	for round in {1..5}; do
		exec 8<>feed # it has no end: fr-log is killed before it, however late that is
		start fr-log <feed >"$TMPDIR/out"
		killed=$started
		start cp "$TMPDIR/in" feed
		wait_for 10 reached $((round * 15))
		kill -KILL "$killed"
		wait "$killed" 2>/dev/null || [ $? = 137 ]
		stop
		rm -f "$FR_STARTED/$killed"
		exec 8>&-
		passed=$(jq -Rr 'fromjson? | .log.id' "$TMPDIR/out" | LC_ALL=C.UTF-8 sort)
		[ -z "$passed" ] || [ -z "$(comm -23 <(printf '%s\n' $passed) <(sql 'SELECT log_id FROM ai_diagnoses' | LC_ALL=C.UTF-8 sort))" ]
	done
	expect 0 fr-log <"$TMPDIR/in"
	[ "$(rows)" = 150 ]
	[ "$(sql 'SELECT count(*) FROM ai_diagnoses WHERE length(diagnosis) <> 47')" = 0 ]
}

@test "the server is restarted in the middle: none lost, none twice, and what is off stays durable" {
	pg_dir=$PGHOST
	envelope '.id = "r\(range(1; 121))"' >"$TMPDIR/in"
	log '.id = "r0"' >/dev/null
	(while read -r line; do echo "$line"; sleep 0.01; done <"$TMPDIR/in") | fr-log --wait 30 >"$TMPDIR/out" 2>"$TMPDIR/err" 3>&- &
	writer=$!
	wait_for 10 test -s "$TMPDIR/out"
	PGOPTIONS='' pg_restart
	PGOPTIONS='' pg_restart
	wait "$writer" || fail "$(cat "$TMPDIR/err")"
	[ "$(jq -r 'select(.log.kept == "store") | .log.id' "$TMPDIR/out" | wc -l)" = 120 ]
	[ "$(rows)" = 121 ]
	[ ! -e "$XDG_STATE_HOME/fr/spool" ]
}

@test "a server that is down or hangs: printed, spooled, taken in by the next run" {
	log '.id = "before"' >/dev/null
	FR_STORE="postgresql:///shop?host=$TMPDIR" expect 69 log
	stderr_has "fr-log: store 'postgresql:///shop?host=$TMPDIR&store_schema=s$BATS_TEST_NUMBER': cannot connect: "
	json_is .log.kept spool
	json_is .response.model claude-x
	hanging_server "$TMPDIR/.s.PGSQL.5432"
	FR_STORE="postgresql:///shop?host=$TMPDIR" expect 69 log '.id = "two"' --wait 1
	stderr_has "timeout expired"
	[ "$(stat -c %a "$XDG_STATE_HOME"/fr/spool/*.json | sort -u)" = 600 ]
	sed -i "s|host=$TMPDIR|host=$PGHOST|" "$XDG_STATE_HOME"/fr/spool/*.json
	expect 0 fr-log -v </dev/null
	stderr_has "2 spooled before now kept in 'postgresql:///shop?host=$PGHOST&store_schema=s$BATS_TEST_NUMBER'"
	[ "$(rows)" = 3 ]
}

@test "others that hold the store are waited for, and named" {
	log '.id = "before"' >/dev/null
	start psql -Xqc "SELECT pg_advisory_lock(1718774887, hashtext('s$BATS_TEST_NUMBER'))" -c 'SELECT pg_sleep(60)' >/dev/null
	wait_for 5 eval '[ "$(sql "SELECT count(*) FROM pg_locks WHERE locktype = '"'advisory'"' AND granted")" = 1 ]'
	expect 74 log . --wait 3
	stderr_has "cannot write store 'postgresql:///shop?host=$PGHOST&store_schema=s$BATS_TEST_NUMBER': locked by another process for 3 s"
	json_is .log.kept spool
}

@test "a password is in no message, no spool, no setting that is shown" {
	: >"$TMPDIR/messages"
	try() { FR_STORE=$1 run -0 bash -c 'fr-config; fr-config --format json; jq -c ".id = \"p\"" | fr-log; fr-log list; fr-cost report; true' < <(envelope) >>"$TMPDIR/messages" 2>&1; echo "$output" >>"$TMPDIR/messages"; }
	for store in 'postgresql://u:tops3cret@127.0.0.1:1/d' 'postgresql://u:tops3cret@x@127.0.0.1:1/d' 'postgresql://u:a/tops3cret@127.0.0.1:1/d' \
		'postgresql://u:a?tops3cret@127.0.0.1:1/d' 'postgresql://u:x%zztops3cret@127.0.0.1:1/d' 'host=127.0.0.1 port=1 password=tops3cret' \
		'host=127.0.0.1 port=1 password=a tops3cret' "host=127.0.0.1 port=1 password='tops3cret" 'postgresql://127.0.0.1:1/d?password=tops3cret' \
		'mysql://u:tops3cret@127.0.0.1/d' 'password = tops3cret tops3cret=1'; do
		try "$store"
	done
	grep -q 'cannot connect' "$TMPDIR/messages"
	grep -q '@ : / ? and % of a password' "$TMPDIR/messages"
	run grep -r s3cret "$TMPDIR" "$XDG_STATE_HOME"
	[ "$status" = 1 ] || fail "$output"
}

@test "a setting that looks like libpq's is one; a file can still have such a name" {
	FR_STORE="host=$PGHOST user=postgres dbname=shop" expect 0 log
	[ "$(rows)" = 1 ]
	FR_STORE="./host=x.db" expect 0 log
	[ -s "$TMPDIR/host=x.db" ]
	FR_STORE="mysql://host/d" expect 78 log
	stderr_has "'store' is an address that is not known here"
}

@test "roles: a writer keeps, settles and sees what is its own; an owner reads all; others nothing" {
	log '.id = "first"' >/dev/null
	sql "CREATE ROLE host1 LOGIN; CREATE ROLE host2 LOGIN; CREATE ROLE boss LOGIN; CREATE ROLE nobody1 LOGIN"
	for _ in 1 2; do expect 0 psql -Xq -v "schema=s$BATS_TEST_NUMBER" -f "$FR_ROOT/share/store/postgresql/roles.sql"; done
	sql 'GRANT fr_writer TO host1, host2; GRANT fr_owner TO boss'
	as() { FR_STORE="postgresql:///shop?host=$PGHOST&user=$1" expect "${@:2}"; }
	as host1 0 log '.id = "one"'
	as host1 0 log "$failed"
	as host2 0 log '.id = "two"'
	as host1 0 fr-log list
	[ "$(jq -r .id <<<"$output")" = one ]
	as host1 65 fr-log show two
	as host2 0 fr-log errors
	stdout_is ""
	as host2 0 log '.id = "one"' # kept by host1: known, and not shown
	json_is .log.id one
	as host2 0 log '.id = "one" | .response.text = "another"'
	json_is .log.kept store
	as boss 0 fr-log list
	[ "$(wc -l <<<"$output")" = 4 ]
	as nobody1 77 fr-log list
	stderr_has "role 'nobody1' may not look into schema"
	stderr_has roles.sql
	as nobody1 77 log
	json_is .log.kept spool
	may() { PGUSER=$1 psql -Xqc "$2" >"$TMPDIR/out" 2>&1; }
	may_not() { if may "$@"; then fail "$1 may: $2"; fi; }
	may host1 "INSERT INTO ai_usage (function_name, provider, model, reserved_microusd) VALUES ('f', 'p', 'm', 5)"
	may host1 "UPDATE ai_usage SET cost_microusd = 3"
	[ "$(sql 'SELECT spent_microusd, reserved_microusd FROM ai_usage_totals')" = '3|0' ]
	may_not host1 "UPDATE ai_usage_totals SET spent_microusd = 0"
	may_not host1 "UPDATE ai_diagnoses SET diagnosis = 'x'"
	may_not host1 "UPDATE ai_usage SET called_at = now()"
	may_not host1 "DELETE FROM ai_usage"
	may_not host1 "DELETE FROM ai_diagnoses"
	may_not host1 "INSERT INTO ai_diagnoses (model, diagnosis, log_id, envelope_id, written_by) VALUES ('m', 'd', 'x', 'x', 'host2')"
	may host1 "INSERT INTO ai_remediations (time_window_start, time_window_end, diagnosis, action_type, action_taken, state) VALUES (now(), now(), '', '', '', 'intended')"
	may host2 "UPDATE ai_remediations SET state = 'done'" # what one host left in the middle another looks after
	may_not host2 "UPDATE ai_remediations SET executed_at = now()"
	may_not host2 "DELETE FROM ai_remediations"
	may_not host1 "CREATE TABLE t (a int)"
	may_not nobody1 "SELECT s$BATS_TEST_NUMBER.ai_kept_diagnosis('one', 'm', 'p', 'd')"
	may boss "UPDATE ai_diagnoses SET feedback_helpful = true"
	may boss "DELETE FROM ai_diagnoses"
	[ "$(sql "SELECT string_agg(relname, ' ') FROM pg_class WHERE relnamespace = 's$BATS_TEST_NUMBER'::regnamespace AND relkind = 'r'
		AND NOT has_table_privilege('fr_owner', oid, 'SELECT')")" = "" ]
}

@test "a role that may not upgrade says so" {
	log >/dev/null
	psql -Xq -v "schema=s$BATS_TEST_NUMBER" -f "$FR_ROOT/share/store/postgresql/roles.sql"
	sql 'CREATE ROLE late LOGIN IN ROLE fr_writer; DELETE FROM ai_store WHERE version = (SELECT max(version) FROM ai_store)'
	FR_STORE="postgresql:///shop?host=$PGHOST&user=late" expect 77 log
	stderr_has "role 'late' may not set up store"
}

@test "a file whose last user died is looked through before it is used; damage is said" {
	export FR_STORE=$TMPDIR/fr.db
	envelope '.id = "d\(range(1; 41))" | .response.text += "x" * 3000' | fr-log >"$TMPDIR/out"
	mkfifo "$TMPDIR/in"
	exec 5<>"$TMPDIR/in" # to read and write: that does not wait for the other end
	start sqlite3 "$FR_STORE" <"$TMPDIR/in" 5>&-
	echo "UPDATE ai_diagnoses SET feedback_notes = 'last' WHERE log_id = 'd1';" >&5
	kept() { [ "$(sqlite3 "$FR_STORE" "SELECT count(*) FROM ai_diagnoses WHERE feedback_notes = 'last'")" = 1 ]; }
	wait_for 5 kept
	page=$(sqlite3 "$FR_STORE" "SELECT pageno FROM dbstat WHERE name = 'ai_diagnoses' AND pagetype = 'leaf' LIMIT 1 OFFSET 5")
	kill -KILL "$started"
	wait "$started" 2>/dev/null || true
	rm -f "$FR_STARTED/$started"
	exec 5>&-
	[ -s "$FR_STORE-wal" ]
	cp "$FR_STORE" "$TMPDIR/whole.db"
	cp "$FR_STORE-wal" "$TMPDIR/whole.db-wal"
	FR_STORE=$TMPDIR/whole.db expect 0 fr-log show d1
	json_is .feedback_notes last
	dd if=/dev/zero of="$FR_STORE" bs=4096 seek=$((page - 1)) count=1 conv=notrunc status=none
	expect 74 log '.id = "next"'
	stderr_has "store '$FR_STORE' is damaged: "
	stderr_has ".recover"
	json_is .log.kept spool
	expect 74 fr-cost budget
}

@test "an incident is given to somebody when half of the answers to COMMIT are lost" {
	seen() { jq -nc --argjson n "$1" --args '{fr: 1, id: "x", source: {database: "db\(range($n))"}, prompt: {name: "diagnose"},
		findings: [$ARGS.positional[] | {cause: ., score: 60}]}' "${@:2}"; }
	states() { jq -r .incident.state <<<"$output" | sort | uniq -c | xargs; }
	fr-incident </dev/null
	mkdir "$TMPDIR/cut"
	start perl "$FR_ROOT/tests/servers/cut" "$TMPDIR/cut/.s.PGSQL.5432" "$PGHOST/.s.PGSQL.5432" 2 >"$TMPDIR/cutting"
	wait_for 5 grep -q ready "$TMPDIR/cutting"
	export FR_STORE="postgresql:///shop?host=$TMPDIR/cut&user=postgres"
	expect 0 fr-incident < <(seen 12 lock_contention)
	[ "$(states)" = "12 new" ] || fail "of 12: $(states)"
	jq -c '.response = {text: "a"}' <<<"$output" | fr-incident done >/dev/null
	expect 0 fr-incident < <(seen 12 lock_contention)
	[ "$(states)" = "" ] || fail "of 12 that go on: $(states)"
	expect 0 fr-incident < <(seen 12 temp_file_spills lock_contention)
	[ "$(states)" = "12 changed" ] || fail "of 12: $(states)"
	[ "$(sql 'SELECT count(*), count(ended_at) FROM ai_incidents')" = "12|0" ]
}
