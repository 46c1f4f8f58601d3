# What the tests of fr-remediate share: a server with an application's tables and sessions, a role that may fix, thresholds that need no
# waiting, and a human who is told by a command.

# The server: log_statement shows afterwards what was sent. `app` is the application, `fixer` runs fr-remediate.
remediation_server() { # [MAJOR]
	need_postgres "${1:-15}"
	pg_start "${1:-15}" 'log_statement = all' "log_line_prefix = '%m [%p] %a@%d '" 'autovacuum = off' 'max_prepared_transactions = 5'
	PGOPTIONS='-c client_min_messages=warning' psql -XAtqv ON_ERROR_STOP=1 <<-'END'
		CREATE ROLE app LOGIN;
		CREATE ROLE "standby's" LOGIN REPLICATION;
		CREATE ROLE fixer LOGIN;
		GRANT app, pg_signal_backend, pg_read_all_stats TO fixer;
		CREATE SCHEMA shop AUTHORIZATION app;
		SET ROLE app;
		CREATE TABLE shop.orders (id int PRIMARY KEY, note text);
		INSERT INTO shop.orders SELECT i, 'x' FROM generate_series(1, 3000) i;
		CREATE TABLE shop."We""ird; DROP TABLE shop.orders; --" (id int);
		INSERT INTO shop."We""ird; DROP TABLE shop.orders; --" SELECT generate_series(1, 500);
	END
	wait_for 5 stat_is live_tuples orders 3000 # counters arrive when a session has ended, which is after its psql has
	sql 'ANALYZE shop.orders'
	mkdir -p "$BATS_FILE_TMPDIR/share/remediate"
	jq '.idle_seconds.value = 0.2 | .blocked_sessions.value = 2 | .blocked_seconds.value = 0.1 | .dead_rows.value = 100
		| .changed_rows.value = 100 | .bloat_bytes.value = 65536 | .bloat_pct.value = 50' \
		"$FR_ROOT/share/remediate/thresholds.json" >"$BATS_FILE_TMPDIR/share/remediate/thresholds.json"
	jq 'map_values(if .grace_seconds then .grace_seconds = 1 else . end) | .reindex_concurrent.lock_seconds = 1' "$FR_ROOT/share/remediate/verbs.json" >"$BATS_FILE_TMPDIR/share/remediate/verbs.json"
	export FR_SHARE=$BATS_FILE_TMPDIR/share PGUSER=fixer FR_SERVER=$pg_dir
}

# As an installation that may act: each test has a store and limits of its own.
may_act() {
	export FR_AUTO_REMEDIATION_ENABLED=true FR_ALERT_TO=command FR_ALERT_COMMAND="cat >>'$BATS_TEST_TMPDIR/told'; echo >>'$BATS_TEST_TMPDIR/told'"
	export FR_AUTO_REMEDIATION_WHITELIST=vacuum_table,refresh_stats,reindex_concurrent,terminate_idle,terminate_blocker
}

told() { [ -e "$BATS_TEST_TMPDIR/told" ] && jq -s length "$BATS_TEST_TMPDIR/told" || echo 0; }
sql() { PGUSER=postgres psql -XAtqc "$1"; }
store() { sqlite3 -cmd '.timeout 5000' "$XDG_STATE_HOME/fr/fr.db" "$1"; }
states() { store "SELECT group_concat(state, ' ') FROM (SELECT state FROM ai_remediations ORDER BY id)"; }
states_are() { [ "$(states)" = "$1" ] || fail "states are '$(states)', not '$1'"; }

stat_is() { [ "$(sql "SELECT pg_stat_get_$1('shop.$2'::regclass)")" = "$3" ]; } # COUNTER TABLE VALUE

# A session that stays: what follows its name is sent to it, one statement at a time, and several with \; between as one, so that it is
# never seen between them. A connection string in $session_target.
session() { # NAME USER SQL...
	local name=$1 user=$2 fd
	shift 2
	mkfifo "$BATS_TEST_TMPDIR/$name"
	exec {fd}<>"$BATS_TEST_TMPDIR/$name"
	PGAPPNAME=$name PGUSER=$user start psql -XAtq ${session_target:+"$session_target"} <"$BATS_TEST_TMPDIR/$name" >>"$BATS_TEST_TMPDIR/$name.out" 2>&1
	printf -v "fd_$name" %s "$fd"
	printf '%s\n' "$@" >&"$fd"
}
say() { # NAME SQL
	local fd=fd_$1
	printf '%s\n' "$2" >&"${!fd}"
}
session_is() { # NAME STATE
	[ "$(sql "SELECT state FROM pg_stat_activity WHERE application_name = '$1'")" = "$2" ]
}
session_sleeps() { [ "$(sql "SELECT wait_event FROM pg_stat_activity WHERE application_name = '$1'")" = PgSleep ]; }
session_waits() { [ "$(sql "SELECT wait_event_type FROM pg_stat_activity WHERE application_name = '$1'")" = Lock ]; }
session_is_gone() { [ -z "$(sql "SELECT 1 FROM pg_stat_activity WHERE application_name = '$1'")" ]; }

# {"pid", "backend_start", "query_start"} of a session, as the evidence has them.
identity() { # NAME
	sql "SELECT json_build_object('pid', pid, 'backend_start', to_char(backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'),
		'query_start', to_char(query_start AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')) FROM pg_stat_activity WHERE application_name = '$1'"
}

# An answered envelope with these actions, of which the window has just ended.
proposing() { # ACTIONS
	jq -nc --argjson actions "$1" '{fr: 1, id: "case", created_at: "2026-11-23T11:00:00Z", source: {kind: "live", database: "postgres"},
		window: {start: (now - 60 | todate), end: (now | todate), minutes: 1}, context: {},
		prompt: {name: "remediate"}, response: {text: "t", json: {diagnosis: "d", $actions}}}'
}
on_table() { jq -nc --arg verb "$1" --arg schema "$2" --arg table "$3" '[{$verb, target: {$schema, $table}, reason: "r"}]'; }
on_session() { jq -nc --arg verb "$1" --argjson target "$2" '[{$verb, $target, reason: "r"}]'; }

# Statements that fr-remediate sent to the database that it acts on since the log had so many bytes, one a line, blanks made single.
sent() { # [FROM-BYTE]
	tail -c "+$((${1:-0} + 1))" "$FR_SERVER/log" | perl -0777 -ne 'while (/^\S+ \S+ \S+ \[\d+\] fr-remediate\@postgres LOG:  (?:statement|execute [^:]*): (.*?)(?=^\d{4}-|\z)/msg) { my $s = $1; $s =~ s/\s+/ /g; $s =~ s/ $//; print "$s\n" }'
}

# Everything that tests/remediate/attacks.json aims at, beside what may be fixed: the table shop.dead, the sessions sleeper and blocker.
targets() {
	PGOPTIONS='-c client_min_messages=warning' PGUSER=postgres psql -XAtqv ON_ERROR_STOP=1 <<-'END'
		CREATE ROLE "Payments" LOGIN;
		CREATE DATABASE crm OWNER app;
		SET ROLE app;
		CREATE TABLE shop.dead (id int, note text);
		INSERT INTO shop.dead SELECT i, 'x' FROM generate_series(1, 2000) i;
		CREATE VIEW shop.a_view AS SELECT 1 AS one;
		CREATE MATERIALIZED VIEW shop.a_matview AS SELECT 1 AS one;
		CREATE SEQUENCE shop.a_sequence;
		CREATE TABLE shop.parted (id int PRIMARY KEY) PARTITION BY RANGE (id);
		CREATE TABLE shop.parent (id int);
		CREATE TABLE shop.child () INHERITS (shop.parent);
		CREATE TABLE shop.locked (id int);
		CREATE TABLE shop.rows (id int PRIMARY KEY, n int);
		INSERT INTO shop.rows VALUES (1, 1), (2, 2);
		CREATE TABLE shop.excluding (id int, EXCLUDE USING btree (id WITH =));
		CREATE INDEX orders_note_idx_ccnew ON shop.orders (note);
		RESET ROLE;
		CREATE TABLE shop.not_ours (id int);
		UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'shop.orders_note_idx_ccnew'::regclass;
		GRANT USAGE ON SCHEMA shop TO PUBLIC;
	END
	sql 'ANALYZE shop.dead'
	sql 'DELETE FROM shop.dead WHERE id <= 1000'
	session sleeper app 'BEGIN\; SELECT 1;'
	session root postgres 'BEGIN\; SELECT 1;'
	session replicator "standby's" 'BEGIN\; SELECT 1;'
	session pg_dump app 'BEGIN\; SELECT 1;'
	session billing app "SET application_name = 'nightly-billing';" 'BEGIN\; SELECT 1;'
	session payments Payments 'BEGIN\; SELECT 1;'
	PGDATABASE=crm session elsewhere app 'BEGIN\; SELECT 1;'
	session resting app 'SELECT 1;'
	session working app 'SELECT pg_sleep(600);'
	session blocker app 'BEGIN\; UPDATE shop.rows SET n = 0 WHERE id = 1\; LOCK TABLE shop.locked IN SHARE MODE;'
	wait_for 5 session_is blocker 'idle in transaction'
	session victim app 'UPDATE shop.rows SET n = 3 WHERE id = 1;'
	session_target="dbname=postgres replication=database" session walsender "standby's" 'IDENTIFY_SYSTEM;'
	wait_for 5 session_waits victim
	wait_for 5 session_sleeps working
	wait_for 5 grep -qx 1 "$BATS_TEST_TMPDIR/resting.out"
	for name in sleeper root replicator pg_dump nightly-billing payments elsewhere; do wait_for 5 session_is "$name" 'idle in transaction'; done
	wait_for 5 eval '[ "$(sql "SELECT count(*) FROM pg_stat_activity WHERE backend_type = '"'walsender'"'")" = 1 ]'
	wait_for 5 eval '[ "$(sql "SELECT n_dead_tup FROM pg_stat_user_tables WHERE relname = '"'dead'"'")" = 1000 ]'
	sleep 0.4
}

# The identities of all sessions, by application's name or kind; an odd one for those that have no query_start.
identities() {
	sql "SELECT json_object_agg(coalesce(nullif(application_name, ''), backend_type),
		json_build_object('pid', pid, 'backend_start', to_char(backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'),
		'query_start', to_char(coalesce(query_start, backend_start) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')))
		FROM pg_stat_activity WHERE application_name <> 'psql' AND datname IS NOT NULL OR backend_type IN ('checkpointer', 'walwriter')"
}

# An envelope for each attack. A target {"@": "sleeper", …} is that session's identity, with what is beside it put in its place;
# "query_start+" moves a time by so many microseconds.
attacks() { # IDENTITIES
	jq -c --argjson sessions "$1" --arg toast "$(sql "SELECT reltoastrelid::regclass::text FROM pg_class WHERE oid = 'shop.dead'::regclass" | cut -d. -f 2)" '
		def moved($by): (.[20:26] | tonumber + $by | if . < 0 then 0 elif . > 999999 then 999999 else . end | tostring) as $us
			| .[0:20] + ("000000" + $us)[-6:] + "Z";
		def target: if type != "object" or (has("@") | not) then . else
			$sessions[.["@"]] + del(.["@"], .["backend_start+"], .["query_start+"])
			+ (if .["backend_start+"] then {backend_start: (.["backend_start+"] as $by | $sessions[.["@"]].backend_start | moved($by))} else {} end)
			+ (if .["query_start+"] then {query_start: (.["query_start+"] as $by | $sessions[.["@"]].query_start | moved($by))} else {} end) end;
		.[] | {fr: 1, id: .name, source: {database: "postgres"},
			window: {start: (now - 60 | todate), end: (now | todate), minutes: 1}, context: {},
			response: {text: "t", json: {diagnosis: "d", actions: (if has("actions") then .actions else
				[.action | if type == "object" then .target |= (target | if type == "object" and .table == "@toast" then .table = $toast else . end) else . end] end)}}}
			* (.envelope // {})' "$FR_ROOT/tests/remediate/attacks.json"
}
