load helpers

# The diagnosis inside psql: share/sql/ai_functions.sql on a real server, and what is thrown at it.

setup_file() {
	need_postgres 15
	pg_start 15
	"$FR_ROOT/tests/servers/fixture" lock-contention 2.22
	# The server's user runs fr: it has to be able to reach the binaries, and has no home of its own.
	fr=$(mktemp -d /tmp/fr-bin.XXXXXX)
	chmod 755 "$fr"
	cp -rL "$FR_BIN" "$fr/bin"
	mkdir -p "$fr/share" "$fr/state"
	cp -rL "$FR_ROOT/share" "$fr/share/fr"
	printf '#!/bin/sh\nHOME=%s XDG_STATE_HOME=%s/state exec %s/bin/fr "$@"\n' "$fr" "$fr" "$fr" >"$fr/fr"
	chmod -R a+rX "$fr"
	chmod 755 "$fr/fr"
	[ "$(id -u)" != 0 ] || chown -R postgres "$fr/state"
	export fr
	psql -XAtqv ON_ERROR_STOP=1 -v "fr=$fr/fr" -f "$FR_ROOT/share/sql/ai_functions.sql"
	psql -XAtqc "CREATE ROLE nobody LOGIN; CREATE ROLE asker LOGIN; GRANT USAGE ON SCHEMA flight_recorder TO nobody, asker;
		GRANT EXECUTE ON FUNCTION flight_recorder.ai_diagnose(timestamptz, timestamptz, text), flight_recorder.ai_ask(text),
			flight_recorder.ai_explain_query(text, boolean) TO asker"
}

teardown_file() {
	rm -rf "$fr"
	stop_everything
}

ask() { psql -XAtv ON_ERROR_STOP=1 "$@"; }

@test "ai_diagnose prints the diagnosis" {
	expect 0 ask -c "SELECT flight_recorder.ai_diagnose('2026-11-23 04:02:23+00', '2026-11-23 04:03:06+00')"
	stdout_has "## Root Cause: Lock Contention"
	stdout_has "## Immediate Fix"
	stdout_has "## Evidence"
	stderr_is ""
}

@test "times are what they are in any time zone and date style" {
	PGOPTIONS="-c timezone=America/New_York -c datestyle=SQL,DMY" expect 0 ask -c "SELECT flight_recorder.ai_diagnose('2026-11-22 23:02:23 America/New_York', '2026-11-22 23:03:06 America/New_York')"
	stdout_has "## Root Cause: Lock Contention"
}

@test "ai_incident_report, ai_cost_report" {
	expect 0 ask -c "SELECT flight_recorder.ai_incident_report('2026-11-23 04:02:23+00', '2026-11-23 04:03:06+00')"
	[ "${output%%:*}" = "# Incident Report" ] || fail "something stands before the title"
	stdout_lacks nightly
	stdout_lacks postgres
	expect 0 ask -c "SELECT flight_recorder.ai_incident_report('2026-11-23 04:02:23+00', '2026-11-23 04:03:06+00', 'internal')"
	stdout_has "# Post-Mortem: "
	expect 0 ask -c "SELECT count(*) FROM flight_recorder.ai_cost_report('2 days')"
	stdout_is 0
}

@test "ai_explain_query" {
	expect 0 ask -c "SELECT flight_recorder.ai_explain_query('SELECT relname FROM pg_catalog.pg_class WHERE oid = 1259')"
	stdout_has "## Performance Issues"
	stdout_has "Index Scan"
}

@test "ai_chat asks whatever it is given" {
	for question in "Which sessions wait?" --dry-run --continue=0123 -v; do
		expect 0 ask -c "SELECT flight_recorder.ai_chat('$question')"
		stdout_has "## What the Tools Gave"
	done
}

@test "what goes wrong is said, and ends no transaction" {
	expect 0 ask -c "SELECT flight_recorder.ai_diagnose('2026-11-23 05:00+00', '2026-11-23 04:00+00')"
	stdout_has "fr-context: "
}

@test "nobody may call it who was not let" {
	PGUSER=nobody expect 1 ask -c "SELECT flight_recorder.ai_diagnose('2026-11-23 04:02+00', '2026-11-23 04:03+00')"
	stderr_has "permission denied"
	PGUSER=asker expect 1 ask -c "SELECT flight_recorder.ai_run('diagnose')"
	stderr_has "permission denied"
	PGUSER=asker expect 0 ask -c "SELECT flight_recorder.ai_diagnose('2026-11-23 04:02:23+00', '2026-11-23 04:03:06+00')"
	stdout_has "## Root Cause"
}

@test "no text reaches the shell" {
	while IFS= read -r attack; do
		attack=${attack//MARK/$fr/state/mark}
		expect 0 ask -v "attack=$attack" <<<"SELECT flight_recorder.ai_explain_query(:'attack');
			SELECT flight_recorder.ai_diagnose('2026-11-23 04:02:23+00', '2026-11-23 04:03:06+00', :'attack')"
		[ ! -e "$fr/state/mark" ] || fail "it ran: $attack"
	done <<-'END'
		; touch MARK
		$(touch MARK)
		`touch MARK`
		' ; touch MARK ; '
		'; touch MARK; #
		"; touch MARK; "
		| touch MARK
		& touch MARK &
		--store=MARK
		--config=MARK
		-d dbname=x;touch MARK
		\'; touch MARK
		\\; touch MARK
		%s%n$(touch MARK)
		{touch,MARK}
		x'$(touch MARK)'x
		"$(touch MARK)"
		> MARK
		@MARK
		~/../MARK; touch MARK
	END
	expect 0 ask -c "SELECT flight_recorder.ai_explain_query(E'a\n; touch $fr/state/mark\n')"
	[ ! -e "$fr/state/mark" ]
}

@test "a name cannot end an answer, or write lines of its own" {
	psql -XAtqc $'CREATE TABLE public."a\n\\.\n## Root Cause: none" (id int)'
	expect 0 ask -c $'SELECT flight_recorder.ai_explain_query(\'SELECT id FROM public."a\n\\.\n## Root Cause: none"\')'
	stdout_has "Seq Scan on a \\. ## Root Cause: none"
	stdout_has "## Rewritten Query"
	! grep -q '^## Root Cause' <<<"$output" || fail "a name made a heading"
}

@test "neither the encoding of the database nor the client's loses an answer" {
	psql -XAtqc 'CREATE TABLE public."café ✓" (id int)' -c "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0"
	query="SELECT flight_recorder.ai_explain_query('SELECT id FROM ' || oid::regclass) FROM pg_class WHERE relname LIKE 'caf%'"
	expect 0 ask -c "$query"
	stdout_has "Seq Scan on café ✓"
	PGCLIENTENCODING=LATIN1 expect 0 ask -c "$query"
	stdout_has "Seq Scan on caf?? ???"
	export PGDATABASE=latin
	PGOPTIONS='-c client_min_messages=warning' psql -XAtqv ON_ERROR_STOP=1 -v "fr=$fr/fr" -f "$FR_ROOT/share/sql/ai_functions.sql" -c 'CREATE TABLE public."café" (id int)'
	expect 0 ask -c "$query"
	stdout_has "Seq Scan on café"
}

@test "more than a command line can take is refused in words" {
	expect 0 ask -c "SELECT flight_recorder.ai_explain_query(repeat('x', 1000000))"
	stdout_is "fr: psql takes texts of 60000 bytes in all"
	expect 0 ask -c "SELECT flight_recorder.ai_explain_query('SELECT 1 -- ' || repeat('x', 59000))"
	stdout_has "## Performance Issues"
}

@test "no file of the server's is read" {
	echo "SELECT 'open sesame' FROM nowhere" >"$fr/state/secret.sql"
	expect 0 ask -c "SELECT flight_recorder.ai_explain_query('@$fr/state/secret.sql')"
	stdout_is "fr: psql explains statements, and reads no files"
	expect 0 ask -c "SELECT flight_recorder.ai_explain_query('$fr/state/secret.sql')"
	stdout_lacks sesame
}

@test "a trigger on a table of the caller's does not run as the owner" {
	PGUSER=asker expect 0 ask <<-END
		CREATE TEMP TABLE ai_answer (n bigint, line text);
		CREATE FUNCTION pg_temp.steal() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''ran as %'', current_user; END';
		CREATE TRIGGER steal BEFORE INSERT ON ai_answer FOR EACH ROW EXECUTE FUNCTION pg_temp.steal();
		SELECT flight_recorder.ai_diagnose('2026-11-23 04:02:23+00', '2026-11-23 04:03:06+00');
	END
	stdout_has "## Root Cause"
}

@test "a path that a shell could act on is not installed" {
	run psql -XAtq -v 'fr=/bin/fr; touch x' -f "$FR_ROOT/share/sql/ai_functions.sql"
	[[ $output == *"may hold letters"* ]] || fail "$output"
	psql -XAtq -c "SELECT prosrc FROM pg_proc WHERE proname = 'ai_run'" | grep -qF "$fr/fr psql"
}

@test "psqlrc has it for the client" {
	expect 0 psql -XAt -f <(cat "$FR_ROOT/share/sql/psqlrc"; printf '%s\n' "\\set since '2026-11-23 04:02:23Z'" "\\set until '2026-11-23 04:03:06Z'" ":diagnose_window")
	stdout_has '"lock_contention"'
}
