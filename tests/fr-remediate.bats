load helpers
load fr-remediate

# Five fixes on a real server: what is refused, what is done, what is told and kept, and that nothing is done twice.

setup_file() { remediation_server; }
setup() { may_act; }

# A table of that name that needs VACUUM, whatever other tests did. Each session's counters are waited for: they would be wrong in another order.
dead_rows() { # TABLE
	sql "CREATE TABLE shop.$1 (id int, note text); ALTER TABLE shop.$1 OWNER TO app; INSERT INTO shop.$1 SELECT i, 'x' FROM generate_series(1, 2000) i"
	wait_for 5 stat_is live_tuples "$1" 2000
	sql "DELETE FROM shop.$1 WHERE id <= 1000"
	wait_for 5 stat_is dead_tuples "$1" 1000
}

# A session idle in a transaction for longer than the threshold.
idle_session() { # NAME SQL
	session "$1" app "BEGIN\; $2"
	wait_for 5 session_is "$1" 'idle in transaction'
	sleep 0.3
}

# A session that waits for a lock of the row, and was there before.
waiting() { # NAME...
	local name
	for name in "$@"; do
		session "$name" app 'UPDATE shop.orders SET note = 2 WHERE id = 1;'
		wait_for 5 session_waits "$name"
	done
	sleep 0.3
}

# Free what waits behind a lock of the test's own.
let_go() { # NAME
	sql "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '$1'" >/dev/null
	wait_for 5 session_is_gone "$1"
}

# For what looks at a REINDEX while it waits: no lock_timeout is faster than that.
patient() {
	mkdir -p "$TMPDIR/share/remediate"
	jq '.reindex_concurrent.lock_seconds = 300' "$FR_SHARE/remediate/verbs.json" >"$TMPDIR/share/remediate/verbs.json"
	export FR_SHARE=$TMPDIR/share:$FR_SHARE
}

@test "a dry run says what would be done and why, and does nothing" {
	dead_rows dry
	expect 0 fr-remediate < <(proposing "$(on_table vacuum_table shop dry)")
	json_is '.remediation.applied' false
	json_is '.remediation.actions[0].state' planned
	json_is '.remediation.actions[0].statements[0]' 'VACUUM (ANALYZE, TRUNCATE FALSE) "shop"."dry"'
	json_is '.response.text' t
	stderr_is "fr-remediate: vacuum_table shop.dry: would be done: 1000 dead rows, 50.0 % of all"
	unset FR_AUTO_REMEDIATION_ENABLED
	expect 0 fr-remediate < <(proposing "$(on_table vacuum_table shop dry)")
	stderr_has "(not now: auto_remediation_enabled is false)"
	states_are "planned planned"
	[ "$(told)" = 0 ]
	[ "$(sql "SELECT pg_stat_get_vacuum_count('shop.dry'::regclass)")" = 0 ]
	FR_STORE=/proc/none expect 0 fr-remediate < <(proposing "$(on_table vacuum_table shop dry)")
	stderr_has "what follows is not written down"
}

@test "vacuum_table: the dead rows are gone; the intention, the facts and two alerts are there" {
	dead_rows vacuumed
	expect 0 fr-remediate --apply < <(proposing "$(on_table vacuum_table shop vacuumed)")
	json_is '.remediation.actions[0].state' "done"
	json_is '.remediation.actions[0].result' "vacuumed and analysed, 1000 dead rows before and 0 after"
	[ "$(sql "SELECT pg_stat_get_dead_tuples('shop.vacuumed'::regclass)")" = 0 ]
	states_are "done"
	[ "$(told)" = 2 ]
	[ "$(jq -r .notice.title "$BATS_TEST_TMPDIR/told")" = "postgres: about to vacuum_table shop.vacuumed
postgres: done vacuum_table shop.vacuumed" ]
	[ "$(store "SELECT json_extract(facts_before, '$.n_dead_tup') || ' ' || json_extract(facts_after, '$.n_dead_tup') || ' ' || envelope_id FROM ai_remediations")" = "1000 0 case" ]
}

@test "names are quoted: a table whose name is SQL is vacuumed, and nothing else happens" {
	sql 'DELETE FROM shop."We""ird; DROP TABLE shop.orders; --" WHERE id <= 400'
	wait_for 5 stat_is dead_tuples '"We""ird; DROP TABLE shop.orders; --"' 400
	expect 0 fr-remediate --apply < <(proposing "$(on_table vacuum_table shop 'We"ird; DROP TABLE shop.orders; --')")
	json_is '.remediation.actions[0].statements[0]' 'VACUUM (ANALYZE, TRUNCATE FALSE) "shop"."We""ird; DROP TABLE shop.orders; --"'
	[ "$(sql 'SELECT count(*) FROM shop.orders')" = 3000 ]
}

@test "refresh_stats: the plan changes back" {
	sql "CREATE TABLE shop.changed (id int, kind int); ALTER TABLE shop.changed OWNER TO app; CREATE INDEX ON shop.changed (kind);
		INSERT INTO shop.changed SELECT i, 7 FROM generate_series(1, 20000) i"
	wait_for 5 stat_is mod_since_analyze changed 20000
	sql "ANALYZE shop.changed"
	sql "UPDATE shop.changed SET kind = id"
	wait_for 5 stat_is mod_since_analyze changed 20000
	plan() { sql 'EXPLAIN SELECT * FROM shop.changed WHERE kind = 7'; }
	[[ $(plan) == *"Seq Scan"* ]]
	expect 0 fr-remediate --apply < <(proposing "$(on_table refresh_stats shop changed)")
	json_is '.remediation.actions[0].result' "analysed, 20000 rows had changed"
	[[ $(plan) == *"Index"* ]]
}

@test "reindex_concurrent: an invalid index is valid again and used; a bloated one shrinks" {
	export FR_REMEDIATION_MAX_PER_HOUR=9
	sql "CREATE TABLE shop.indexed (id int, kind int); ALTER TABLE shop.indexed OWNER TO app; INSERT INTO shop.indexed SELECT i, i FROM generate_series(1, 20000) i;
		CREATE INDEX kind_idx ON shop.indexed (kind); CREATE INDEX id_idx ON shop.indexed (id)"
	sql "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'shop.kind_idx'::regclass"
	sql "DELETE FROM shop.indexed WHERE id % 20 <> 0"
	sql "VACUUM ANALYZE shop.indexed"
	plan() { sql 'SET enable_seqscan = off; EXPLAIN SELECT * FROM shop.indexed WHERE kind = 7'; }
	[[ $(plan) == *"Seq Scan"* ]]
	before=$(sql "SELECT pg_relation_size('shop.id_idx')")
	index() { jq -nc --arg index "$1" '[{verb: "reindex_concurrent", target: {schema: "shop", $index}, reason: "r"}]'; }
	expect 0 fr-remediate --apply < <(proposing "$(index kind_idx)")
	[[ $(plan) == *"kind_idx"* ]]
	expect 0 fr-remediate --apply < <(proposing "$(index id_idx)")
	json_is '.remediation.actions[0].state' "done"
	[ "$(sql "SELECT pg_relation_size('shop.id_idx')")" -lt "$before" ]
}

@test "a REINDEX that fails leaves an invalid index, which is dropped by its name, and no other" {
	export FR_REMEDIATION_MAX_PER_HOUR=9
	sql "CREATE TABLE shop.failing (id int); ALTER TABLE shop.failing OWNER TO app; INSERT INTO shop.failing SELECT generate_series(1, 1000);
		CREATE INDEX failing_idx ON shop.failing (id); CREATE INDEX failing2_idx ON shop.failing (id); CREATE INDEX failing_idx_ccnew7 ON shop.failing (id)"
	sql "UPDATE pg_index SET indisvalid = false WHERE indrelid = 'shop.failing'::regclass"
	indexes() { sql "SELECT string_agg(relname || ' ' || indisvalid, ' ' ORDER BY relname) FROM pg_class JOIN pg_index ON oid = indexrelid WHERE indrelid = 'shop.failing'::regclass"; }
	reindex() { expect "$1" fr-remediate --apply < <(proposing "$(jq -nc --arg index "$2" '[{verb: "reindex_concurrent", target: {schema: "shop", $index}, reason: "r"}]')"); }
	# a writer keeps the new one from being built, and what there is of it from being dropped
	idle_session writer 'INSERT INTO shop.failing VALUES (0);'
	reindex 75 failing_idx
	json_is '.remediation.actions[0].state' unknown
	json_is '.remediation.actions[0].result' 'canceling statement due to lock timeout; what it left is for a later run: canceling statement due to lock timeout'
	json_is '.remediation.actions[0].statements | map(split(" ")[0:2] | join(" ")) | join(", ")' 'REINDEX INDEX, DROP INDEX'
	reindex 77 nothing
	stderr_has 'fr-remediate: action 1, reindex_concurrent shop.failing_idx: what it left cannot be dropped yet: canceling statement due to lock timeout'
	let_go writer
	reindex 77 nothing
	stderr_has 'a look shows that it was not done; the invalid index "shop"."failing_idx_ccnew" was dropped'
	[ "$(indexes)" = "failing2_idx false failing_idx false failing_idx_ccnew7 false" ]
	# a reader keeps the old one from being put away: the new one is there
	idle_session reader 'SELECT count(*) FROM shop.failing;'
	reindex 75 failing2_idx
	json_is '.remediation.actions[0].state' unknown
	[ "$(indexes)" = "failing2_idx true failing2_idx_ccold false failing_idx false failing_idx_ccnew7 false" ]
	let_go reader
	reindex 77 nothing
	stderr_has 'a look shows that it was done; the invalid index "shop"."failing2_idx_ccold" was dropped'
	[ "$(indexes)" = "failing2_idx true failing_idx false failing_idx_ccnew7 false" ]
	states_are "failed refused refused done refused"
}

@test "a REINDEX that is cancelled: its index is dropped at once" {
	patient
	sql "CREATE TABLE shop.cancelled (id int); ALTER TABLE shop.cancelled OWNER TO app; CREATE INDEX cancelled_idx ON shop.cancelled (id)"
	sql "UPDATE pg_index SET indisvalid = false WHERE indrelid = 'shop.cancelled'::regclass"
	idle_session scribe 'INSERT INTO shop.cancelled VALUES (0);'
	start fr-remediate --apply < <(proposing '[{"verb": "reindex_concurrent", "target": {"schema": "shop", "index": "cancelled_idx"}, "reason": "r"}]') >"$TMPDIR/out" 2>&1
	wait_for 10 eval '[ -n "$(sql "SELECT 1 FROM pg_class WHERE relname = '"'cancelled_idx_ccnew'"'")" ]'
	sql "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = 'fr-remediate';
		SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'scribe'" >/dev/null
	wait "$started" || true
	grep -q 'failed: canceling statement due to user request; the invalid index "shop"."cancelled_idx_ccnew" was dropped' "$TMPDIR/out" || fail "$(cat "$TMPDIR/out")"
	[ "$(sql "SELECT string_agg(indexrelid::regclass::text, ' ') FROM pg_index WHERE indrelid = 'shop.cancelled'::regclass")" = shop.cancelled_idx ]
}

@test "terminate_idle: the session is gone, and not before the grace time" {
	idle_session sleeping 'UPDATE shop.orders SET note = 1 WHERE id = 2;'
	expect 0 fr-remediate --apply < <(proposing "$(on_session terminate_idle "$(identity sleeping)")")
	json_is '.remediation.actions[0].result' "the session was ended"
	session_is_gone sleeping
	[ "$(jq -r .notice.severity "$BATS_TEST_TMPDIR/told" | uniq)" = high ]
}

@test "terminate_blocker: a statement is cancelled first; the session stays, and those who waited go on" {
	session busy app 'BEGIN\; UPDATE shop.orders SET note = 1 WHERE id = 1\; SELECT pg_sleep(600);'
	wait_for 5 session_sleeps busy
	waiting one two
	expect 0 fr-remediate --apply < <(proposing "$(on_session terminate_blocker "$(identity busy)")")
	json_is '.remediation.actions[0].result' "its statement was cancelled, and nobody waits for it any more"
	wait_for 5 session_is one idle
	wait_for 5 session_is two idle
	session_is busy 'idle in transaction (aborted)'
}

@test "terminate_blocker: one that is idle in a transaction is ended" {
	idle_session blocking 'UPDATE shop.orders SET note = 1 WHERE id = 1;'
	waiting three four
	expect 0 fr-remediate --apply < <(proposing "$(on_session terminate_blocker "$(identity blocking)")")
	json_is '.remediation.actions[0].result' "the session was ended, and the 2 that waited go on"
	session_is_gone blocking
	wait_for 5 session_is three idle
	wait_for 5 session_is four idle
}

@test "what the rules found, from live evidence to the end of the incident" {
	idle_session culprit 'UPDATE shop.orders SET note = 1 WHERE id = 1;'
	waiting five six seven
	PGUSER=postgres fr-context --live 2s >"$TMPDIR/evidence"
	fr-sanitize <"$TMPDIR/evidence" | fr-prompt diagnose >"$TMPDIR/diagnosed"
	run --separate-stderr fr-remediate --from-findings --apply <"$TMPDIR/diagnosed" # what other tests left may be found, too
	[ "$(store "SELECT state FROM ai_remediations WHERE action_type = 'terminate_blocker'")" = "done" ] || fail "$(store "SELECT action_type, state, refusal FROM ai_remediations")"
	wait_for 5 session_is five idle
	session_is_gone culprit
}

@test "between the look and the deed: what changed is left alone" {
	idle_session changing 'SELECT 1;'
	FR_ALERT_COMMAND="printf 'SELECT 2;\n' >'$BATS_TEST_TMPDIR/changing'; until grep -qx 2 '$BATS_TEST_TMPDIR/changing.out'; do sleep 0.05; done" expect 77 fr-remediate --apply < <(proposing "$(on_session terminate_idle "$(identity changing)")")
	stderr_has "refused: it has run another statement since"
	session_is changing 'idle in transaction'
	states_are refused
	# and again in the statement itself, where nothing before it counts
	end() { # QUERY_START
		PGUSER=postgres psql -XAtq -c "PREPARE act (int, timestamptz, timestamptz, text, json) AS $(jq -j --rawfile look "$FR_ROOT/share/remediate/session.sql" \
			'.terminate_idle.act | split("{look}") | join($look)' "$FR_ROOT/share/remediate/verbs.json")" \
			-c "EXECUTE act ($(jq -r "\"\(.pid), '\(.backend_start)', $1\"" <<<"$(identity changing)"), 'terminate_idle',
				'{\"idle_seconds\": 0, \"blocked_sessions\": 1, \"blocked_seconds\": 0, \"protected_users\": [], \"protected_applications\": []}')"
	}
	[ -z "$(end "'\(.query_start)'::timestamptz - interval '1 microsecond'")" ]
	session_is changing 'idle in transaction'
	[[ $(end "'\(.query_start)'") == *"|t" ]]
	wait_for 5 session_is_gone changing
}

@test "on a terminal it asks" {
	dead_rows asked
	on_terminal() { echo "$1" | script -qec "fr-remediate --apply $2 vacuum_table shop asked" /dev/null; }
	expect 77 on_terminal n
	stdout_has "vacuum_table shop.asked of database postgres: 1000 dead rows, 50.0 % of all. Do it? [y/N] "
	stdout_has "refused: whoever was asked said no"
	expect 0 on_terminal y
	states_are "refused done"
	expect 77 on_terminal n --yes
	stdout_lacks "Do it?"
}

@test "an action on the command line goes through the same checks" {
	dead_rows typed
	expect 0 fr-remediate --apply vacuum_table shop typed --reason 'by hand'
	json_is '.remediation.actions[0].state' "done"
	[ "$(store "SELECT diagnosis || ': ' || json_extract(proposal, '$.reason') FROM ai_remediations")" = "asked for on the command line: by hand" ]
	expect 77 fr-remediate --apply vacuum_table shop nothing
	expect 77 fr-remediate --apply terminate_idle 1 2026-01-01T00:00:00Z 2026-01-01T00:00:00Z
	expect 2 fr-remediate vacuum_table shop
	expect 2 fr-remediate drop_table shop typed
	expect 2 fr-remediate terminate_idle x y z
}

@test "settings, the window, the stop and the alert each keep it from acting" {
	dead_rows kept
	from=$(stat -c %s "$FR_SERVER/log")
	try() { expect "$1" fr-remediate --apply < <(proposing "$(on_table vacuum_table shop kept)"); json_is '.remediation.actions[0].state' refused; }
	FR_AUTO_REMEDIATION_ENABLED=false try 77
	stderr_has "refused: auto_remediation_enabled is false"
	FR_AUTO_REMEDIATION_WHITELIST=refresh_stats,vacuum_tables expect 78 fr-remediate </dev/null
	FR_AUTO_REMEDIATION_WHITELIST=refresh_stats try 77
	stderr_has "refused: it is not in auto_remediation_whitelist"
	local yesterday
	yesterday=$(date -ud '2 days ago' +%a | tr '[:upper:]' '[:lower:]')
	FR_REMEDIATION_WINDOW="$yesterday 09:00-10:00" try 75
	stderr_has "refused: it is outside of remediation_window"
	FR_REMEDIATION_WINDOW="25:00-26:00" expect 78 fr-remediate </dev/null
	FR_ALERT_TO= try 77
	stderr_has "refused: cannot tell a human: fr-alert failed with status 78"
	FR_ALERT_COMMAND=false try 77
	stderr_has "refused: cannot tell a human"
	expect 0 fr-remediate stop --reason 'migration'
	try 77
	stderr_has "refused: everything is stopped, by '$XDG_STATE_HOME/fr/remediation.stop'"
	rm "$XDG_STATE_HOME/fr/remediation.stop"
	try 77
	stderr_has ": migration"
	FR_STORE=/proc/none expect 74 fr-remediate resume
	FR_STORE=/proc/none expect 74 fr-remediate stop
	[ -e "$XDG_STATE_HOME/fr/remediation.stop" ]
	FR_STORE=/proc/none expect 74 fr-remediate --apply < <(proposing "$(on_table vacuum_table shop kept)")
	expect 0 fr-remediate resume
	[ "$(sent "$from" | grep -c '^VACUUM')" = 0 ]
	FR_ALERT_TO= expect 0 fr-remediate --apply --no-alert < <(proposing "$(on_table vacuum_table shop kept)")
	[ "$(store "SELECT count(*) FROM ai_remediations WHERE state = 'refused'")" = 7 ]
}

@test "limits: one of a kind an hour, a cooldown for the object, a ceiling a day; what was refused does not count" {
	dead_rows limited
	dead_rows other
	sql "CREATE TABLE shop.fresh (id int); ALTER TABLE shop.fresh OWNER TO app; INSERT INTO shop.fresh SELECT generate_series(1, 500)"
	wait_for 5 stat_is live_tuples fresh 500
	apply() { expect "$1" fr-remediate --apply < <(proposing "$(on_table "$2" shop "$3")"); }
	apply 77 vacuum_table fresh
	apply 0 vacuum_table limited
	apply 75 vacuum_table other
	stderr_has "refused: 1 of the kind in the last hour"
	FR_REMEDIATION_MAX_PER_DAY=1 apply 75 refresh_stats fresh
	stderr_has "refused: 1 in the last 24 hours"
	apply 0 refresh_stats fresh
	sql "INSERT INTO shop.limited SELECT 1, 'x' FROM generate_series(1, 2000) i"
	wait_for 5 stat_is mod_since_analyze limited 2000
	store "UPDATE ai_remediations SET executed_at = strftime('%Y-%m-%dT%H:%M:%f000Z', executed_at, '-2 hours')"
	apply 75 refresh_stats limited
	stderr_has "refused: something was done to it less than 21600 s ago"
	apply 0 vacuum_table other
	states_are "refused done refused refused done refused done"
}

@test "ten thousand actions are refused as one" {
	dead_rows many
	expect 77 fr-remediate --apply < <(proposing "$(on_table vacuum_table shop many)" | jq -c '.response.json.actions |= [range(10000) as $i | .[0]]')
	stderr_is "fr-remediate: a proposal : refused: 10000 actions are proposed, more than 20: none is looked at"
	states_are refused
}

@test "the same proposal from twenty processes at once is done once" {
	dead_rows crowded
	proposing "$(on_table vacuum_table shop crowded)" >"$TMPDIR/proposal"
	from=$(stat -c %s "$FR_SERVER/log")
	for i in {1..20}; do
		start fr-remediate --apply <"$TMPDIR/proposal" >"$TMPDIR/out.$i" 2>"$TMPDIR/err.$i"
		pids+=("$started")
	done
	for pid in "${pids[@]}"; do wait "$pid" || true; done
	[ "$(store "SELECT count(*) FROM ai_remediations WHERE state = 'done'")" = 1 ] || fail "$(states) $(cat "$TMPDIR"/err.*)"
	[ "$(store "SELECT count(*) FROM ai_remediations WHERE state = 'refused'")" = 19 ] || fail "$(states) $(cat "$TMPDIR"/err.*)"
	[ "$(sent "$from" | grep -c '^VACUUM')" = 1 ]
	[ "$(told)" = 2 ]
}

@test "kill -9 between the intention and the action: the next run looks, says so, and does not do it" {
	dead_rows early
	export FR_ALERT_COMMAND="sleep 600 & : >'$FR_STARTED'/\$!; echo \$! >'$BATS_TEST_TMPDIR/asked'; wait"
	start fr-remediate --apply < <(proposing "$(on_table vacuum_table shop early)") >/dev/null 2>&1
	wait_for 10 test -s "$BATS_TEST_TMPDIR/asked"
	kill -9 "$started"
	stop "$(<"$BATS_TEST_TMPDIR/asked")"
	wait_for 5 session_is_gone fr-remediate # until then somebody is at it
	states_are intended
	may_act
	expect 75 fr-remediate --apply < <(proposing "$(on_table vacuum_table shop early)")
	stderr_has "fr-remediate: action 1, vacuum_table shop.early: failed: whoever began it did not finish; a look shows that it was not done"
	states_are "failed refused"
	[ "$(sql "SELECT pg_stat_get_vacuum_count('shop.early'::regclass)")" = 0 ]
}

@test "kill -9 between the action and the result: somebody is at it as long as the server is; then a look shows that it was done" {
	dead_rows late
	sql "ALTER ROLE fixer SET vacuum_cost_delay = '30ms'; ALTER ROLE fixer SET vacuum_cost_limit = 1"
	vacuuming() { sql "SELECT pid FROM pg_stat_activity WHERE application_name = 'fr-remediate' AND query LIKE 'VACUUM%' AND state = 'active'"; }
	start fr-remediate --apply < <(proposing "$(on_table vacuum_table shop late)") >/dev/null 2>&1
	backend=
	wait_for 10 eval 'backend=$(vacuuming); [ -n "$backend" ]'
	kill -STOP "$backend"
	kill -9 "$started"
	sql "ALTER ROLE fixer RESET vacuum_cost_delay; ALTER ROLE fixer RESET vacuum_cost_limit"
	states_are intended
	expect 77 fr-remediate --apply < <(proposing "$(on_table vacuum_table shop late)")
	stderr_has "fr-remediate: action 1, vacuum_table shop.late: somebody is at it"
	kill -CONT "$backend"
	wait_for 30 eval '[ -z "$(vacuuming)" ]'
	wait_for 5 eval '[ "$(sql "SELECT pg_stat_get_vacuum_count('"'shop.late'"'::regclass)")" = 1 ]'
	expect 77 fr-remediate --apply < <(proposing "$(on_table vacuum_table shop late)")
	stderr_has "fr-remediate: action 1, vacuum_table shop.late: done: whoever began it did not finish; a look shows that it was done"
	states_are "done refused refused"
	[ "$(sql "SELECT pg_stat_get_vacuum_count('shop.late'::regclass)")" = 1 ]
}

@test "kill -9 in the middle of REINDEX: what it left is dropped by the next run" {
	patient
	sql "CREATE TABLE shop.torn (id int); ALTER TABLE shop.torn OWNER TO app; INSERT INTO shop.torn SELECT generate_series(1, 1000); CREATE INDEX torn_idx ON shop.torn (id)"
	sql "UPDATE pg_index SET indisvalid = false WHERE indrelid = 'shop.torn'::regclass"
	idle_session writing 'INSERT INTO shop.torn VALUES (0);'
	start fr-remediate --apply < <(proposing '[{"verb": "reindex_concurrent", "target": {"schema": "shop", "index": "torn_idx"}, "reason": "r"}]') >/dev/null 2>&1
	wait_for 10 eval '[ -n "$(sql "SELECT 1 FROM pg_class WHERE relname = '"'torn_idx_ccnew'"'")" ]'
	kill -9 "$started"
	let_go fr-remediate # its session would see that it is alone only when it has waited long enough
	let_go writing
	expect 77 fr-remediate --apply < <(proposing "$(on_table vacuum_table shop torn)")
	stderr_has "failed: whoever began it did not finish; a look shows that it was not done; the invalid index \"shop\".\"torn_idx_ccnew\" was dropped"
	[ "$(sql "SELECT string_agg(indexrelid::regclass::text, ' ') FROM pg_index WHERE indrelid = 'shop.torn'::regclass")" = shop.torn_idx ]
}

@test "list, show and undo" {
	dead_rows listed
	fr-remediate --apply vacuum_table shop listed >/dev/null 2>&1
	run -77 fr-remediate vacuum_table shop nothing
	expect 0 fr-remediate list
	[ "$(awk '{ print $1, $3, $4, $5 }' <<<"$output")" = "2 refused vacuum_table shop.nothing
1 done vacuum_table shop.listed" ]
	expect 0 fr-remediate list --format json --limit 1
	json_is .refusal "there is no such table"
	expect 0 fr-remediate show 1
	stdout_has 'VACUUM (ANALYZE, TRUNCATE FALSE) "shop"."listed"'
	stdout_has '"n_dead_tup":1000'
	stdout_has "There is nothing to undo"
	expect 0 fr-remediate show 1 --format json
	json_is .state "done"
	expect 77 fr-remediate undo 1
	stderr_has "hint: There is nothing to undo: the rows it removed were dead"
	expect 77 fr-remediate undo 2
	stderr_has "nothing was done: action 2 is refused"
	expect 65 fr-remediate show 3
	expect 2 fr-remediate show
}

@test "it does not end itself, and the statement itself compares who it is" {
	look() { # PID BACKEND_START QUERY_START
		PGUSER=postgres psql -XAtq -c "PREPARE look (int, timestamptz, timestamptz, text, json) AS $(<"$FR_ROOT/share/remediate/session.sql")" \
			-c "EXECUTE look ($1, $2, $3, 'terminate_idle', '{\"idle_seconds\": 0, \"blocked_sessions\": 1, \"blocked_seconds\": 0, \"protected_users\": [], \"protected_applications\": []}')" | cut -d '|' -f 3
	}
	[ "$(look 'pg_backend_pid()' 'now()' 'now()')" = "it is the session that asks" ]
	for verb in terminate_idle terminate_blocker; do
		jq -e --arg verb "$verb" '.[$verb].act | test("FROM target WHERE refusal IS NULL$") and test("[{]look[}]")' "$FR_ROOT/share/remediate/verbs.json"
	done
}

@test "what a model is held to names the same verbs as the tool, and leaves no room for others" {
	schema=$FR_ROOT/share/remediate/actions.schema.json
	[ "$(jq -c '[.. | .verb? | objects | .enum[]] | sort' "$schema")" = "$(jq -c 'keys' "$FR_ROOT/share/remediate/verbs.json")" ]
	jq -e '[.. | objects | select(.type == "object")] | all(.additionalProperties == false and (.required | sort) == (.properties | keys))' "$schema"
}

@test "two hosts that share a store in PostgreSQL: one action, counted for both; what one left the other looks after" {
	sql 'CREATE DATABASE store'
	local at="postgresql:///store?host=$PGHOST"
	FR_STORE="$at&user=postgres" fr-remediate list >/dev/null
	FR_STORE="$at&user=postgres" fr-remediate resume
	PGUSER=postgres PGDATABASE=store psql -Xq -v schema=flight_recorder -f "$FR_ROOT/share/store/postgresql/roles.sql"
	PGUSER=postgres PGDATABASE=store psql -Xqc 'CREATE ROLE web1 LOGIN IN ROLE fr_writer; CREATE ROLE web2 LOGIN IN ROLE fr_writer'
	as() { FR_STORE="$at&user=$1" expect "$2" fr-remediate --apply < <(proposing "$(on_table vacuum_table shop "$3")"); }
	dead_rows shared
	dead_rows shared2
	proposing "$(on_table vacuum_table shop shared)" >"$TMPDIR/proposal"
	for i in {1..8}; do
		FR_STORE="$at&user=web$((i % 2 + 1))" start fr-remediate --apply <"$TMPDIR/proposal" >"$TMPDIR/out.$i" 2>"$TMPDIR/err.$i"
		pids+=("$started")
	done
	for pid in "${pids[@]}"; do wait "$pid" || true; done
	counts() { PGUSER=postgres PGDATABASE=store psql -XAtqc "SELECT string_agg(state || ' ' || n, ', ' ORDER BY state) FROM (SELECT state, count(*) AS n FROM flight_recorder.ai_remediations GROUP BY 1) c"; }
	[ "$(counts)" = "done 1, refused 7" ] || fail "$(counts) $(cat "$TMPDIR"/err.*)"
	as web2 75 shared2
	stderr_has "refused: 1 of the kind in the last hour"
	PGUSER=postgres PGDATABASE=store psql -Xqc "UPDATE flight_recorder.ai_remediations SET state = 'intended' WHERE state = 'done'"
	as web2 75 shared2
	stderr_has "done: whoever began it did not finish; a look shows that it was done"
	[ "$(counts)" = "done 1, refused 9" ]
	FR_STORE="$at&user=web1" expect 0 fr-remediate stop
	rm "$XDG_STATE_HOME/fr/remediation.stop"
	as web2 77 shared2
	stderr_has "refused: everything is stopped, by "
}

@test "PostgreSQL 13, the oldest, and 18: every verb" {
	for major in 13 18; do
		remediation_server "$major"
		export FR_STORE=$TMPDIR/store.$major
		dead_rows vacuumed
		sql "CREATE TABLE shop.indexed (id int); ALTER TABLE shop.indexed OWNER TO app; CREATE INDEX id_idx ON shop.indexed (id);
			INSERT INTO shop.indexed SELECT generate_series(1, 500);
			UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'shop.id_idx'::regclass"
		wait_for 5 stat_is live_tuples indexed 500
		idle_session "sleeps$major" 'SELECT 1;'
		idle_session "blocks$major" 'UPDATE shop.orders SET note = 1 WHERE id = 1;'
		waiting "a$major" "b$major"
		expect 0 fr-remediate --apply < <(proposing "$(jq -nc --argjson idle "$(identity "sleeps$major")" --argjson blocker "$(identity "blocks$major")" '[
			{verb: "terminate_idle", target: $idle, reason: "r"}, {verb: "terminate_blocker", target: $blocker, reason: "r"},
			{verb: "vacuum_table", target: {schema: "shop", table: "vacuumed"}, reason: "r"},
			{verb: "refresh_stats", target: {schema: "shop", table: "indexed"}, reason: "r"},
			{verb: "reindex_concurrent", target: {schema: "shop", index: "id_idx"}, reason: "r"}]')")
		json_is '[.remediation.actions[].state] | join(" ")' "done done done done done"
		pg_stop
	done
}

@test "a standby is left alone" {
	(
		pg_start 15
		psql -XAtqc "CREATE TABLE public.t (id int)" -c "INSERT INTO public.t SELECT generate_series(1, 500)"
		psql -XAtqc "DELETE FROM public.t"
		pg_kill "$pg_dir"
		rm -f "$pg_dir/data/postmaster.pid"
		: >"$pg_dir/data/standby.signal"
		[ -z "$pg_os_user" ] || chown "$pg_os_user" "$pg_dir/data/standby.signal"
		pg_as "$pg_bin/postgres" -D "$pg_dir/data" >>"$pg_dir/log" 2>&1 </dev/null 3>&- &
		echo $! >"$pg_dir/pid"
		wait_for 10 eval 'psql -XAtqc "SELECT pg_is_in_recovery()" 2>/dev/null | grep -q t'
		expect 77 fr-remediate --apply < <(proposing "$(on_table vacuum_table public t)")
		json_is '.remediation.actions[0].refusal' "the server is a standby"
		expect 77 fr-remediate --apply < <(proposing "$(on_session terminate_idle '{"pid": 1, "backend_start": "2026-01-01T00:00:00Z", "query_start": "2026-01-01T00:00:00Z"}')")
		json_is '.remediation.actions[0].refusal' "the server is a standby"
		pg_stop
	)
}

@test "every attack is refused with its reason, which is kept, and nothing acts" {
	local list=$FR_ROOT/tests/remediate/attacks.json
	[ "$(jq length "$list")" -ge 60 ]
	[ "$(jq '[.[].name] | unique | length' "$list")" = "$(jq length "$list")" ]
	targets
	export FR_REMEDIATION_PROTECTED_USERS='nobody, pay*' FR_REMEDIATION_PROTECTED_APPLICATIONS='Nightly-*' FR_REMEDIATION_MAX_PER_HOUR=1000 FR_REMEDIATION_MAX_PER_DAY=1000
	attacks "$(identities)" >attacks
	[ "$(wc -l <attacks)" = "$(jq length "$list")" ]
	local from
	from=$(stat -c %s "$FR_SERVER/log")
	expect 77 fr-remediate --apply <attacks
	[ "$(wc -l <<<"$output")" = "$(jq length "$list")" ] || fail "not as many answers as attacks"
	wrong=$(jq -c --slurpfile list "$list" '.id as $name | [$list[0][] | select(.name == $name)][0].why as $why | .remediation.actions[0]
		| select(.state != "refused" or (.refusal | test($why) | not)) | {$name, $why, state, refusal, result}' <<<"$output" | head -20)
	[ -z "$wrong" ] || fail "not refused for that: $wrong"
	[ "$(store "SELECT count(*) FROM ai_remediations WHERE state = 'refused' AND length(refusal) > 5")" = "$(jq length "$list")" ] || fail "not all are kept"
	[ "$(store "SELECT count(*) FROM ai_remediations WHERE state <> 'refused'")" = 0 ]
	[ "$(told)" = 0 ]
	acts=$(sent "$from" | grep -E '^(VACUUM|ANALYZE|REINDEX|DROP)|pg_(terminate|cancel)_backend' || true)
	[ -z "$acts" ] || fail "the server was told: $acts"
}

@test "no statement that is not on the list has reached the server in all of this" {
	one_line() { perl -0777 -pe 's/\s+/ /g; s/ $//' "$1"; echo; }
	{
		for file in server claim table index session session_after index_leftovers; do one_line "$FR_ROOT/share/remediate/$file.sql"; done
		for verb in terminate_idle terminate_blocker; do
			for statement in cancel act; do
				jq -j --arg verb "$verb" --arg statement "$statement" --rawfile look "$FR_ROOT/share/remediate/session.sql" \
					'.[$verb][$statement] // empty | split("{look}") | join($look)' "$FR_ROOT/share/remediate/verbs.json" >statement
				one_line statement
			done
		done
		echo 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY'
		printf '%s\n' 'SAVEPOINT fr' 'ROLLBACK TO SAVEPOINT fr' 'ROLLBACK'
	} >list
	sent >sent
	[ "$(grep -cxF -f list sent)" -gt 500 ]
	others=$(grep -vxF -f list sent | grep -vE '^SELECT (pg_catalog\.set_config\(.[a-zA-Z_]+., [^()]*\),? ?)+$' |
		grep -vE '^(VACUUM \(ANALYZE, TRUNCATE FALSE\)|ANALYZE|REINDEX INDEX CONCURRENTLY) "shop"\."([a-z0-9_]+|We""ird; DROP TABLE shop\.orders; --)"$' |
		grep -vE '^DROP INDEX CONCURRENTLY "shop"\."(failing_idx_ccnew|failing2_idx_ccold|cancelled_idx_ccnew|torn_idx_ccnew)"$') || true
	[ -z "$others" ] || fail "$(sort <<<"$others" | uniq -c | cut -c 1-300 | head -20)"
	for kind in VACUUM ANALYZE 'REINDEX INDEX' 'DROP INDEX'; do grep -q "^$kind" sent; done
	grep -q 'pg_terminate_backend' sent
	grep -q 'pg_cancel_backend' sent
}
