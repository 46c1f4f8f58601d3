#!/usr/bin/env bats
# fr-record, on real servers of every release it is for. What it wrote is looked at the way users do: through fr-context.

load helpers

teardown() {
	stop_everything
	[ -z "${closed:-}" ] || { chmod 755 "$closed" && rm -r "$closed"; }
}

start_server() { # MAJOR [LINE...]
	local major=$1
	shift
	need_postgres "$major"
	pg_start "$major" "shared_preload_libraries = 'pg_stat_statements'" "cluster_name = 'shop'" "$@"
	psql -Xq -c 'CREATE SCHEMA "My Ext"; CREATE EXTENSION pg_stat_statements SCHEMA "My Ext"'
	cd "$BATS_TEST_TMPDIR" || return
}

# A session that holds rows and does nothing until release, and 12 that want one of them and wait.
block() {
	psql -Xq -c 'CREATE TABLE invoices (id int PRIMARY KEY, total int)' -c 'INSERT INTO invoices SELECT g, g FROM generate_series(1, 100) g' \
		-c 'CREATE INDEX invoices_total ON invoices (total)'
	: >"$BATS_TEST_TMPDIR/held"
	start env PGAPPNAME=nightly-invoices psql -Xq -c BEGIN -c 'UPDATE invoices SET total = 0' \
		-c "\\! while [ -e '$BATS_TEST_TMPDIR/held' ]; do sleep 0.1; done" -c COMMIT
	wait_for 5 holds_transaction
	local i
	for ((i = 0; i < 12; i++)); do
		start env PGAPPNAME=web psql -Xq -c 'UPDATE invoices SET total = total + 1 WHERE id = 7'
	done
	wait_for 20 so_many_wait 12
}
release() { rm "$BATS_TEST_TMPDIR/held"; }
so_many_wait() { [ "$(psql -XAtc "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")" = "$1" ]; }
holds_transaction() { [ "$(psql -XAtc "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction'")" = 1 ]; }
recorded() { [ "$(sqlite3 "$1" "SELECT $2" 2>/dev/null)" = 1 ]; } # FILE CONDITION
has_samples() { recorded "$1" "count(*) >= ${2:-3} FROM samples"; } # FILE [COUNT]

# So many snapshots that began after now; one may be under way.
more_snapshots() { # FILE COUNT
	local seen
	seen=$(sqlite3 "$1" 'SELECT count(*) FROM snapshots')
	wait_for 20 recorded "$1" "count(*) > $seen + $2 FROM snapshots"
}

incident() { # MAJOR
	start_server "$1" "autovacuum_naptime = '1h'" 'max_wal_size = 32MB' 'min_wal_size = 32MB' 'wal_keep_size = 0'
	start fr-record -o incident.db -i 200ms --snapshot-interval 1s
	local recorder=$started
	wait_for 10 has_samples incident.db
	psql -Xq -c "SELECT pg_create_physical_replication_slot('standby_7', true)" >/dev/null
	local began=$SECONDS
	block
	wait_for 20 recorded incident.db 'max(at_us) - min(at_us) > 2000000 FROM lock_samples JOIN samples ON samples.id = sample_id'
	release
	wait_for 20 so_many_wait 0
	local most=$((SECONDS - began + 1))
	psql -Xq -c 'CREATE TABLE events AS SELECT g, md5(g::text) FROM generate_series(1, 500000) g' -c "SET work_mem = '64kB'" \
		-c 'SELECT count(*) FROM (SELECT md5 FROM events ORDER BY md5 OFFSET 0) s' \
		-c 'CREATE INDEX events_md5 ON events (md5)' -c 'UPDATE events SET g = g + 1 WHERE g < 5000' >/dev/null
	more_snapshots incident.db 2
	psql -Xq -c 'ALTER SYSTEM SET random_page_cost = 40' -c 'SELECT pg_reload_conf()' -c "ALTER ROLE postgres SET work_mem = '1MB'" \
		-c 'DROP INDEX invoices_total' -c 'ALTER TABLE events SET (autovacuum_enabled = off)' >/dev/null
	more_snapshots incident.db 1
	end_process TERM "$recorder"
	expect 0 fr-context --recording incident.db --limit 50
	json_is .source.kind recording
	json_is .source.database postgres
	json_is .source.cluster shop
	json_is '[.context[] | select(. == null)] | length' 0
	json_is '.coverage.notes | length' 0
	json_is '.coverage.samples > 15 and .coverage.snapshots > 3 and .coverage.statement_snapshots == .coverage.snapshots' true
	# When it commits, the twelve go one after the other, and a sample may see one of them hold the row.
	json_is '[.context.lock_summary.rows[].blocking_app] | (index("web") // length) == 1 and (map(select(. == "nightly-invoices")) | length) == 1' true
	json_is '.context.lock_summary.rows[0] | "\(.blocking_app) \(.blocking_state) \(.blocking_user) \(.locked_relation) \(.is_root)"' \
		'nightly-invoices idle in transaction postgres public.invoices true'
	json_is '.context.lock_summary.rows[0] | .blocked_count == 12 and .blocked_total_sessions == 12' true
	json_is '.context.lock_summary.rows[0] | .max_block_duration_seconds > 1 and .max_block_duration_seconds < '"$most" true
	json_is '.context.lock_summary.rows[0].blocked_query_preview' 'UPDATE invoices SET total = total + 1 WHERE id = 7'
	json_is '.context.idle_in_transaction.rows[0].application_name' nightly-invoices
	json_is '.context.connections.rows[] | select(.application_name == "web" and .state == "active") | .count_max' 12
	json_is '[.context.connections.rows[] | select(.application_name == "fr-record")] | length' 0
	json_is '.context.system_metrics.rows[0] | .ckpt_requested_delta > 0 and .checkpoint_occurred and .wal_bytes_delta > 33554432' true
	json_is '.context.system_metrics.rows[0] | .temp_files_delta > 0 and .temp_bytes_delta > 10000000' true
	json_is '.context.system_metrics.rows[0] | .connections_max == 120 and .connections_total >= 13' true
	json_is '[.context.anomalies.rows[] | select(.anomaly_type == "FORCED_CHECKPOINT") | .severity] | join(" ")' high
	json_is '[.context.anomalies.rows[].anomaly_type] | contains(["LOCK_CONTENTION", "TEMP_FILE_SPILLS", "CHECKPOINT_DURING_WINDOW"])' true
	json_is '[.context.wait_events.rows[] | select(.wait_event_type == "Lock")] | length > 0' true
	json_is '[.context.slow_queries.rows[] | select(.query_preview | test("^CREATE TABLE events"))][0].calls_delta' 1
	json_is '[.context.slow_queries.rows[] | select(.query_preview | test("fr-record"))] | length' 0
	local id
	id=$(psql -XAtc "SELECT queryid FROM \"My Ext\".pg_stat_statements WHERE query LIKE 'UPDATE invoices SET total = total%'")
	json_is '.context.slow_queries.rows[] | select(.query_preview | test("total = total")) | .queryid' "$id"
	json_is '.context.settings.rows[] | select(.parameter_name == "max_wal_size") | .value' 32
	json_is '.context.blocking_chains.rows[0] | [.root_app, .root_state, .depth, .victims, .locked_relation] | tojson' \
		'["nightly-invoices","idle in transaction",2,12,"public.invoices"]'
	json_is '.context.table_hotspots.rows[] | select(.relname == "events") | [.n_tup_ins_delta, .n_tup_upd_delta, .n_mod_since_analyze > 0,
		.autovacuum_enabled, .last_vacuum, .seq_scan_delta > 0, .table_bytes > 1000000] | tojson' '[500000,4999,true,false,null,true,true]'
	json_is '[.context.index_usage.rows[] | select(.indexrelname == "invoices_total") | .status] | join(" ")' vanished
	json_is '.context.index_usage.rows[] | select(.indexrelname == "events_md5") | .status' appeared
	json_is '.context.config_changes.rows | map([.parameter_name, .old_value, .new_value, .scope, .role_name]) | sort | tojson' \
		'[["random_page_cost","4","40","server",null],["work_mem",null,"1MB","role","postgres"]]'
	json_is '.context.role_settings.rows | map([.role_name, .parameter_name, .parameter_value]) | tojson' '[["postgres","work_mem","1MB"]]'
	json_is '.context.replication_slots.rows[0] | [.slot_name, .slot_type, .active, .wal_status, .retained_wal_bytes_max > 33554432] | tojson' \
		'["standby_7","physical",false,"extended",true]'
	json_is '.context.wraparound.rows | map(select(.name == "postgres" and .xid_age > 0 and .autovacuum_freeze_max_age == 200000000)) | length' 1
	json_is '.context.timeline.rows | map(.event_type) | contains(["blocking_begins", "blocking_ends", "checkpoint", "setting_changed"])' true
	json_is '.context.timeline.rows | map(.event_time) | . == sort' true
	json_is '.context.system_metrics.rows[0] | .active_sessions_avg > 0 and .hit_ratio_pct > 0 and .db_size_bytes > 0 and .deadlocks_delta == 0' true
	json_is '.context.slow_queries.rows | map(.share_pct) | add | . > 99 and . < 101' true
}

@test "a recording of the first format can be read, and added to" {
	start_server 15
	expect 0 fr-record -o first.db -i 100ms --snapshot-interval 200ms -t 600ms
	sqlite3 first.db 'DROP TABLE table_vacuums; DROP TABLE indexes; DROP TABLE role_settings; DROP TABLE ages; DROP TABLE receivers;
		DROP TABLE slots; DROP TABLE vacuums; PRAGMA user_version = 1'
	expect 0 fr-context --recording first.db
	json_is '[.context | to_entries[] | select(.value == null).key] | join(" ")' \
		'config_changes index_usage replication replication_slots role_settings table_hotspots timeline vacuum_progress wraparound'
	json_is '.coverage.notes | join("\n") | test("wraparound: no such table: (main[.])?ages")' true
	json_is '.context.settings.rows | length > 0' true
	expect 0 fr-record -o first.db -i 100ms --snapshot-interval 200ms -t 600ms
	[ "$(sqlite3 first.db 'PRAGMA user_version')" = 2 ]
	expect 0 fr-context --recording first.db
	json_is '[.context | to_entries[] | select(.value == null).key] | join(" ")' ''
	sqlite3 first.db 'PRAGMA user_version = 3'
	expect 65 fr-context --recording first.db
}

@test "--timeout binds what is asked of a recording" {
	start_server 15
	expect 0 fr-record -o short.db -i 100ms -t 300ms
	mkdir -p "$XDG_CONFIG_HOME/fr/context/recording"
	printf 'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) AS i FROM n' >"$XDG_CONFIG_HOME/fr/context/recording/endless.sql"
	expect 0 fr-context --recording short.db --timeout 1
	json_is .context.endless null
	json_is '.coverage.notes | join("\n") | test("endless: it takes more than 1 s")' true
	json_is '.context.settings.rows | length > 0' true
}

@test "an incident on PostgreSQL 13" { incident 13; }
@test "an incident on PostgreSQL 14" { incident 14; }
@test "an incident on PostgreSQL 15" { incident 15; }
@test "an incident on PostgreSQL 16" { incident 16; }
@test "an incident on PostgreSQL 17" { incident 17; }
@test "an incident on PostgreSQL 18" { incident 18; }

@test "chains end at their root, and a prepared transaction is one" {
	start_server 15 'max_prepared_transactions = 2'
	psql -Xq -c 'CREATE TABLE a (i int)' -c 'CREATE TABLE b (i int)' -c BEGIN -c 'LOCK a' -c "PREPARE TRANSACTION 'left behind'"
	start env PGAPPNAME=middle psql -Xq -c BEGIN -c 'LOCK b' -c 'LOCK a'
	wait_for 5 so_many_wait 1
	start env PGAPPNAME=end psql -Xq -c 'SELECT * FROM b'
	wait_for 5 so_many_wait 2
	expect 0 fr-record -o chain.db -i 100ms -t 1s
	psql -Xq -c "ROLLBACK PREPARED 'left behind'"
	expect 0 fr-context --recording chain.db --section lock_summary,blocking_chains
	json_is '.context.lock_summary.rows | map([.is_root, .blocked_count]) | tojson' '[[true,2],[false,1]]'
	json_is '.context.lock_summary.rows[1] | "\(.blocking_app) \(.locked_relation)"' 'middle public.b'
	json_is '.context.blocking_chains.rows | map([.root_pid, .root_state, .depth, .victims]) | tojson' '[[0,"prepared transaction",2,2]]'
	json_is '.context.lock_summary.rows[0] | "\(.blocking_pid) \(.blocking_state) \(.blocked_count) \(.locked_relation) \(.is_root)"' \
		'0 prepared transaction 2 public.a true'
}

@test "a role with no rights sees who waits for whom, and the recording says what it lacks" {
	start_server 18
	psql -Xq -c 'CREATE ROLE guest LOGIN'
	block
	expect 0 fr-record -d 'user=guest' -o guest.db -i 200ms -t 1s
	release
	expect 0 fr-context --recording guest.db
	json_is '.context.lock_summary.rows[0] | "\(.blocking_app) \(.blocked_count)"' 'nightly-invoices 12'
	json_is '.coverage.notes | join("\n") | test("'"'guest' is not in pg_monitor"'")' true
}

@test "without pg_stat_statements slow_queries is null and the note says why" {
	need_postgres 15
	pg_start 15
	cd "$BATS_TEST_TMPDIR"
	expect 0 fr-record -o plain.db -i 100ms -t 500ms
	stderr_is ''
	expect 0 fr-context --recording plain.db
	json_is .context.slow_queries null
	json_is '.context.lock_summary.rows' '[]'
	json_is '.coverage.notes | join("\n") | test("pg_stat_statements is not in database")' true
}

@test "SIGINT and SIGTERM end it whole" {
	start_server 15
	local signal
	for signal in INT TERM; do
		# A background job of a script ignores SIGINT, and what is ignored at the start stays so: perl gives it back.
		start perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV' fr-record -o $signal.db -i 100ms
		wait_for 10 has_samples $signal.db
		kill -$signal "$started"
		wait "$started"
		[ ! -e $signal.db-wal ]
		[ "$(sqlite3 $signal.db 'SELECT count(*) FROM snapshots')" = 2 ]
	done
}

@test "what a killed fr-record leaves can be read, also where nothing can be written" {
	start_server 15
	start fr-record -o killed.db -i 50ms --snapshot-interval 200ms
	wait_for 10 has_samples killed.db 11
	kill -KILL "$started"
	wait "$started" || true
	[ -s killed.db-wal ]
	closed=$(mktemp -d /tmp/fr-closed.XXXXXX) # the test's own folder is closed to the user below
	cp killed.db killed.db-wal "$closed"
	chmod 444 "$closed"/*
	chmod 555 "$closed"
	expect 0 fr-context --recording killed.db
	json_is '.coverage.samples > 10' true
	json_is '.context.system_metrics.rows | length' 1
	if [ "$(id -u)" = 0 ]; then
		expect 0 setpriv --reuid=65534 --regid=65534 --clear-groups env -i TMPDIR=/tmp \
			"$FR_BIN/fr-context" --recording "$closed/killed.db"
	else
		expect 0 fr-context --recording "$closed/killed.db"
	fi
	json_is '.coverage.samples > 10' true
	[ "$(ls "$closed")" = $'killed.db\nkilled.db-wal' ]
	expect 0 fr-record -o killed.db -i 50ms -t 200ms
	expect 0 fr-context --recording killed.db
	json_is '.coverage.notes | join("\n") | test("no samples from|^$")' true
}

@test "a copy of a recording that is written to is of one moment, or none" {
	closed=$(mktemp -d /tmp/fr-closed.XXXXXX)
	gzip -dc "$FR_ROOT/tests/incidents/recordings/slot-retention.db.gz" >"$closed/live.db"
	mkfifo -m 622 "$closed/writer"
	start sqlite3 "$closed/live.db" <>"$closed/writer" >said
	echo "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; INSERT INTO notes VALUES (0, 'part', 'in the first log');" >"$closed/writer"
	wait_for 10 test -s "$closed/live.db-wal"
	just_before open true true
	cp "$BATS_FILE_TMPDIR/before_call.so" "$closed"
	chmod 644 "$closed"/live.db*
	chmod 000 "$closed/live.db-shm" # who cannot read it has to copy
	chmod 755 "$closed"
	mkdir -m 777 "$closed/flags"
	printf '%s\n' 'PRAGMA wal_checkpoint(RESTART);' "UPDATE meta SET value = hex(randomblob(9)) WHERE name = 'database';" ".system touch '$closed/flags/done'" >"$closed/anew"
	begin_anew="cat '$closed/anew' >'$closed/writer'; until [ -e '$closed/flags/done' ]; do sleep 0.02; done; rm -f '$closed/flags/done'"
	copied_while=(env -i TMPDIR=/tmp LD_PRELOAD="$closed/before_call.so" ASAN_OPTIONS="${ASAN_OPTIONS:-}:verify_asan_link_order=0"
		BEFORE=open ENDING=/db-wal RUN="$begin_anew")
	reader=("$FR_BIN/fr-context" --recording "$closed/live.db")
	as=()
	[ "$(id -u)" != 0 ] || as=(setpriv --reuid=65534 --regid=65534 --clear-groups)
	expect 0 "${as[@]}" "${copied_while[@]}" "${reader[@]}"
	json_is '.coverage.notes | contains(["in the first log"])' true
	json_is '.source.database | length' 18
	expect 75 "${as[@]}" "${copied_while[@]}" AGAIN=1 "${reader[@]}"
	stderr_has "'$closed/live.db' is written to faster than it can be copied"
	chmod 000 "$closed/live.db-wal"
	expect 74 "${as[@]}" env -i TMPDIR=/tmp "${reader[@]}"
	stderr_has "cannot make a copy of '$closed/live.db' and its log: Permission denied"
}

@test "a server that restarts leaves a gap, and one line" {
	start_server 15
	start fr-record -o restart.db -i 200ms --snapshot-interval 500ms 2>restart.err
	local recorder=$started
	wait_for 10 has_samples restart.db
	more_snapshots restart.db 1
	pg_kill "$pg_dir"
	wait_for 5 grep -q 'trying again$' restart.err
	sleep 2
	pg_restart
	wait_for 10 grep -q 'connected again$' restart.err
	more_snapshots restart.db 1
	kill -TERM "$recorder"
	wait "$recorder"
	[ "$(grep -c 'trying again$' restart.err)" = 1 ]
	[ "$(grep -c 'connected again$' restart.err)" = 1 ]
	expect 0 fr-context --recording restart.db
	json_is '[.coverage.notes[] | select(test("^no samples from .* to .* \\(server: lost the connection"))] | length' 1
	json_is '[.context.system_metrics.rows[0] | .[] | numbers | select(. < 0)] | length' 0
}

@test "a server that is gone at the end is 69, and what there is stays" {
	start_server 15
	start fr-record -o gone.db -i 200ms 2>gone.err
	local recorder=$started
	wait_for 10 has_samples gone.db
	pg_kill "$pg_dir"
	wait_for 5 grep -q 'trying again$' gone.err
	sleep 3 # it tries again each second
	kill -TERM "$recorder"
	local ended=0
	wait "$recorder" || ended=$?
	[ "$ended" = 69 ]
	[ "$(tail -n 2 gone.err | head -n 1 | cut -c 1-26)" = 'fr-record: cannot connect:' ]
	expect 0 fr-context --recording gone.db
	json_is '.coverage.samples >= 3' true
	expect 69 fr-record -o never.db -t 1s
	stderr_has 'fr-record: cannot connect'
	[ ! -e never.db ]
}

@test "a server that never answers is 69" {
	cd "$BATS_TEST_TMPDIR"
	hanging_server
	expect 69 fr-record -d "host=127.0.0.1 port=$hanging_port connect_timeout=2" -o hanging.db -t 1s
	[ ! -e hanging.db ]
}

@test "an older server, another one, and another database are refused" {
	start_server 15
	psql -Xq -c 'CREATE DATABASE other'
	expect 0 fr-record -o one.db -i 100ms -t 300ms
	cp one.db before.db
	expect 65 fr-record -d dbname=other -o one.db -t 300ms
	stderr_is $'fr-record: the recording is of database \'postgres\'\nhint: choose another --output for this one'
	cd /
	start_server 16
	expect 65 fr-record -o one.db -t 300ms
	stderr_has "fr-record: the recording is of another server"
	[ "$(sqlite3 one.db 'SELECT count(*) FROM samples')" = "$(sqlite3 before.db 'SELECT count(*) FROM samples')" ]
}

@test "a recording of the same server is added to, by one at a time" {
	start_server 15
	expect 0 fr-record -o same.db -i 100ms -t 300ms
	sleep 2.5
	start fr-record -o same.db -i 100ms
	wait_for 5 recorded same.db 'count(DISTINCT run_id) = 2 FROM samples'
	expect 75 fr-record -o same.db -t 300ms
	stderr_is "fr-record: 'same.db' is being recorded into by another process"
	stop
	expect 0 fr-context --recording same.db
	json_is '[.coverage.notes[] | select(test("^no samples from"))] | length' 1
}

@test "two that begin one recording at once: the other one records, and what it has stays" {
	start_server 15
	expect 75 just_before flock "fr-record -o both.db -i 50ms >other.err 2>&1 3>&- & : >'$FR_STARTED'/\$!; echo \$! >other
		until [ \"\$(sqlite3 both.db 'SELECT count(*) > 1 FROM samples' 2>&1)\" = 1 ]; do sleep 0.05; done" fr-record -o both.db -t 10s
	stderr_is "fr-record: 'both.db' is being recorded into by another process"
	stop "$(<other)"
	expect 0 fr-context --recording both.db
	json_is '.coverage.samples > 1' true
	: >gone.db
	expect 0 just_before flock 'rm gone.db' fr-record -o gone.db -i 100ms -t 300ms
	expect 0 fr-context --recording gone.db
}

@test "what is not a recording is refused and stays as it is" {
	start_server 15
	echo 'dear diary' >diary
	sqlite3 other.db 'CREATE TABLE t (i)'
	cp other.db copy.db
	expect 65 fr-record -o diary -t 1s
	stderr_is "fr-record: 'diary' is not a recording"
	[ "$(<diary)" = 'dear diary' ]
	expect 65 fr-record -o other.db -t 1s
	cmp other.db copy.db
	expect 74 fr-record -o . -t 1s
	expect 74 fr-record -o /dev/full -t 1s
	stderr_is "fr-record: cannot write '/dev/full': not a regular file"
	expect 74 fr-record -o nowhere/x.db -t 1s
	: >empty.db
	expect 0 fr-record -o empty.db -i 100ms -t 300ms
}

@test "a full disk is 74 in one line, and what was recorded stays readable" {
	start_server 15
	(ulimit -f 300 && expect 74 fr-record -o full.db -i 10ms --snapshot-interval 100ms -t 30s &&
		[[ $stderr =~ ^"fr-record: cannot write 'full.db': "("File too large"|"disk I/O error")$ ]]) || fail "$stderr"
	expect 0 fr-context --recording full.db
	json_is '.coverage.samples > 3' true
	(ulimit -f 16 && expect 74 fr-record -o none.db -t 30s)
	[ ! -e none.db ]
}

@test "--keep drops what is older, and the file stops growing" {
	start_server 15
	start fr-record -o kept.db -i 50ms --snapshot-interval 100ms --keep 1s
	wait_for 10 recorded kept.db 'max(at_us) - started_us > 3000000 AND (max(at_us) - min(at_us)) / 100000 BETWEEN 8 AND 13 FROM samples, runs'
	kill -TERM "$started"
	wait "$started"
	[ "$(sqlite3 kept.db 'SELECT count(*) FROM session_counts WHERE sample_id NOT IN (SELECT id FROM samples)')" = 0 ]
	expect 0 fr-context --recording kept.db
	json_is '.context.settings.rows | length > 0' true
	json_is '.context.slow_queries | type' object
}

@test "hostile names and texts go through unharmed" {
	start_server 15
	psql -Xq -c $'CREATE ROLE "\'; DROP TABLE x; --\\" LOGIN SUPERUSER'
	start env PGUSER=$'\'; DROP TABLE x; --\\' PGAPPNAME=$'a"b\\c{}' psql -Xq -c $'SELECT pg_sleep(60), \'\x01\x1b[31m\u202e"}],"locks":[[1,[2]]]\''
	wait_for 5 eval '[ "$(psql -XAtc "SELECT count(*) FROM pg_stat_activity WHERE wait_event = \$\$PgSleep\$\$")" = 1 ]'
	expect 0 fr-record -o hostile.db -i 100ms -t 500ms
	expect 0 fr-context --recording hostile.db
	json_is '.context.lock_summary.rows | length' 0
	json_is '.context.connections.rows[0].application_name' 'a"b\c{}'
	json_is '.context.connections.rows[0].usename' $'\'; DROP TABLE x; --\\'
	[ "$(sqlite3 hostile.db "SELECT DISTINCT query FROM activity")" = $'SELECT pg_sleep(60), \'\x01\x1b[31m\u202e"}],"locks":[[1,[2]]]\'' ]
}

@test "misuse" {
	local arguments
	for arguments in '-i 0' '-i abc' '-i 9ms' '-t -1s' '-t 400d' '--keep 10ms' '-o :memory:' 'operand' '--nonsense'; do
		# shellcheck disable=SC2086 # to be split
		expect 2 fr-record $arguments
		stderr_has "hint: try 'fr-record --help'"
	done
	expect 78 fr-record -d 'nonsense=1' -o "$BATS_TEST_TMPDIR/x.db"
	expect 0 fr-record --help
	stdout_has --snapshot-interval
}

# A recording made by hand: what the sections compute can be known to the last digit.
written() { # SQL on stdin
	cd "$BATS_TEST_TMPDIR" || return
	{
		cat "$FR_ROOT/share/record/schema.sql"
		echo "INSERT INTO meta VALUES ('server_version', '15.0'), ('database', 'shop');
			INSERT INTO runs VALUES (1, 1700000000000000, 1000000, 'postgres');"
		cat
	} | sqlite3 written.db
}

@test "counters that went back count from zero, and 64-bit numbers keep their last digit" {
	written <<-'END'
		INSERT INTO samples SELECT value, 1700000000000000 + value * 1000000, 1 FROM generate_series(0, 30);
		INSERT INTO snapshots SELECT value + 1, 1700000000000000 + value * 10000000 FROM generate_series(0, 3);
		INSERT INTO snapshot_parts SELECT id, 'statements' FROM snapshots;
		INSERT INTO counters VALUES ('xact_commit', 1, 100), ('xact_commit', 2, 150), ('xact_commit', 3, 7), ('xact_commit', 4, 9),
			('wal_bytes', 1, 9007199254740993), ('wal_bytes', 4, 9007199254740993 + 2147483648);
		INSERT INTO texts VALUES (1, 'select 1'), (2, 'select 2');
		INSERT INTO statement_texts VALUES (-9223372036854775808, 1), (9223372036854775807, 2);
		INSERT INTO statements VALUES (-9223372036854775808, 1, 10, 100, 10, 0, 0, 0, 0, 0), (-9223372036854775808, 2, 12, 160, 12, 3, 1, 0, 0, 0),
			(-9223372036854775808, 4, 1, 5, 1, 0, 0, 0, 0, 0), (9223372036854775807, 3, 2, 30, 0, 0, 0, 0, 0, 0);
	END
	expect 0 fr-context --recording written.db --from 2023-11-14T22:13:20Z --to 2023-11-14T22:13:50Z
	json_is '.context.system_metrics.rows[0] | "\(.xact_commit_delta) \(.wal_bytes_delta) \(.wal_bytes_pretty) \(.elapsed_seconds)"' '59 2147483648 2.00 GB 30'
	json_is '[.context.slow_queries.rows[] | "\(.queryid) \(.calls_delta) \(.total_exec_time_delta_ms) \(.hit_ratio_pct) \(.mean_exec_time_start_ms) \(.mean_exec_time_end_ms)"] | join("; ")' \
		'-9223372036854775808 3 65 75 10 5; 9223372036854775807 2 30 null null 15'
	json_is '.coverage.notes[0]' 'statistics were reset, or the server restarted, before 2023-11-14T22:13:40Z: deltas count what came after it'
	expect 0 fr-context --recording written.db --from 2023-11-14T22:13:35Z --to 2023-11-14T22:13:36Z
	json_is '.context.system_metrics.rows[0] | "\(.start_snapshot_at) \(.end_snapshot_at) \(.xact_commit_delta)"' \
		'2023-11-14T22:13:30.000Z 2023-11-14T22:13:40.000Z 7'
}

@test "a window without samples is null and not empty, and a gap is told" {
	written <<-'END'
		INSERT INTO samples SELECT value, 1700000000000000 + value * 1000000, 1 FROM generate_series(0, 30) WHERE value NOT BETWEEN 11 AND 19;
		INSERT INTO notes VALUES (1700000010000000, 'gap', 'server: went away');
	END
	expect 0 fr-context --recording written.db --from 2023-11-14T20:00:00Z --to 2023-11-14T20:30:00Z
	json_is '[.context[] | select(. != null)] | length' 0
	json_is '.coverage.samples' 0
	json_is '.coverage.notes | join("\n") | test("the recording begins at 2023-11-14T22:13:20Z")' true
	expect 0 fr-context --recording written.db --from 2023-11-14T22:13:25Z --to 2023-11-14T22:30:00Z
	json_is '.context.lock_summary | "\(.rows) \(.total)"' '[] 0'
	json_is '.coverage.notes | join("\n") | test("the recording ends at 2023-11-14T22:13:50Z")' true
	json_is '[.coverage.notes[] | select(test("^no samples from"))] | join(" ")' \
		'no samples from 2023-11-14T22:13:30Z to 2023-11-14T22:13:40Z (server: went away)'
}

@test "a deadlock has no root" {
	written <<-'END'
		INSERT INTO samples VALUES (1, 1700000000000000, 1);
		INSERT INTO lock_samples VALUES (1, 10, 11, 0, 1, NULL, NULL, NULL, 1699999999000000), (1, 11, 10, 0, 1, NULL, NULL, NULL, 1699999999500000);
	END
	expect 0 fr-context --recording written.db --section lock_summary
	json_is '[.context.lock_summary.rows[] | "\(.blocking_pid) \(.is_root) \(.max_block_duration_seconds)"] | join(" ")' '11 false 1 10 false 0.5'
}

@test "a damaged recording is 65 and no crash" {
	written <<<'INSERT INTO samples VALUES (1, 1700000000000000, 1);'
	expect 0 fr-context --recording written.db
	perl -e 'open F, "+<", "written.db"; seek F, 100, 0; print F "\xff" x 8000'
	run --separate-stderr fr-context --recording written.db
	[ "$status" = 65 ]
}
