# What the tests of fr-remediate share: a server with an application's tables and sessions, a role that may fix, thresholds that need no
# waiting, and a human who is told by a command.

# The server: log_statement shows afterwards what was sent. `app` is the application, `fixer` runs fr-remediate.
remediation_server() { # [MAJOR]
	need_postgres "${1:-15}"
	pg_start "${1:-15}" 'log_statement = all' 'autovacuum = off' 'max_prepared_transactions = 5'
	PGOPTIONS='-c client_min_messages=warning' psql -XAtqv ON_ERROR_STOP=1 <<-'END'
		CREATE ROLE app LOGIN;
		CREATE ROLE "standby's" LOGIN REPLICATION;
		CREATE ROLE fixer LOGIN;
		GRANT app, pg_signal_backend, pg_read_all_stats TO fixer;
		ALTER DATABASE postgres OWNER TO app;
		CREATE SCHEMA shop AUTHORIZATION app;
		SET ROLE app;
		CREATE TABLE shop.orders (id int PRIMARY KEY, note text);
		INSERT INTO shop.orders SELECT i, 'x' FROM generate_series(1, 3000) i;
		CREATE TABLE shop."We""ird; DROP TABLE shop.orders; --" (id int);
		INSERT INTO shop."We""ird; DROP TABLE shop.orders; --" SELECT generate_series(1, 500);
		ANALYZE shop.orders;
	END
	mkdir -p "$BATS_FILE_TMPDIR/share/remediate"
	jq '.idle_seconds.value = 0.2 | .blocked_sessions.value = 2 | .blocked_seconds.value = 0.1 | .dead_rows.value = 100
		| .changed_rows.value = 100 | .bloat_bytes.value = 65536 | .bloat_pct.value = 50' \
		"$FR_ROOT/share/remediate/thresholds.json" >"$BATS_FILE_TMPDIR/share/remediate/thresholds.json"
	jq '.[].grace_seconds |= (if . then 1 else empty end)' "$FR_ROOT/share/remediate/verbs.json" >"$BATS_FILE_TMPDIR/share/remediate/verbs.json"
	export FR_SHARE=$BATS_FILE_TMPDIR/share PGUSER=fixer FR_SERVER=$pg_dir
}

# As an installation that may act: each test has a store and limits of its own.
may_act() {
	export FR_AUTO_REMEDIATION_ENABLED=true FR_ALERT_TO=command FR_ALERT_COMMAND="cat >>'$BATS_TEST_TMPDIR/told'; echo >>'$BATS_TEST_TMPDIR/told'"
	export FR_AUTO_REMEDIATION_WHITELIST=vacuum_table,refresh_stats,reindex_concurrent,terminate_idle,terminate_blocker
}

told() { [ -e "$BATS_TEST_TMPDIR/told" ] && jq -s length "$BATS_TEST_TMPDIR/told" || echo 0; }
sql() { PGUSER=postgres psql -XAtqc "$1"; }
store() { sqlite3 "$XDG_STATE_HOME/fr/fr.db" "$1"; }
states() { store "SELECT group_concat(state, ' ') FROM (SELECT state FROM ai_remediations ORDER BY id)"; }
states_are() { [ "$(states)" = "$1" ] || fail "states are '$(states)', not '$1'"; }

# A session that stays: what follows its name is sent to it, one statement at a time. psql options in $session_options.
session() { # NAME USER SQL...
	local name=$1 user=$2 fd
	shift 2
	mkfifo "$BATS_TEST_TMPDIR/$name"
	exec {fd}<>"$BATS_TEST_TMPDIR/$name"
	PGAPPNAME=$name PGUSER=$user start psql -XAtq <"$BATS_TEST_TMPDIR/$name" >>"$BATS_TEST_TMPDIR/$name.out" 2>&1
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

# Statements that fr-remediate sent since the log had so many bytes, one a line, blanks made single.
sent() { # [FROM-BYTE]
	tail -c "+$((${1:-0} + 1))" "$FR_SERVER/log" | perl -0777 -ne 'while (/^\S+ \S+ \S+ \[\d+\] fr-remediate LOG:  (?:statement|execute [^:]*): (.*?)(?=^\d{4}-|\z)/msg) { my $s = $1; $s =~ s/\s+/ /g; $s =~ s/ $//; print "$s\n" }'
}
