load helpers
load fr-log

@test "none in, none out" {
	expect 0 fr-log </dev/null
	stdout_is ""
	stderr_is ""
}

@test "--help, --version and misuse" {
	expect 0 fr-log --help
	stdout_has "usage: fr-log"
	expect 0 fr-log --version
	expect 2 fr-log --nope
	expect 2 fr-log frobnicate
	stderr_has "unknown command 'frobnicate'"
	expect 2 fr-log show
	expect 2 fr-log list more
	expect 2 fr-log list --limit x
	expect 2 fr-log --format xml
	[ ! -e "$store" ]
}

@test "a diagnosis is kept in the columns it belongs to, and passed on" {
	expect 0 log
	json_is '.log.id' "$case"
	json_is '.log.kept' store
	json_is 'del(.log) | tojson' "$(envelope | jq -r tojson)"
	[ "$(sql "SELECT time_window_start, time_window_end, model, context_size_bytes, diagnosis = '## Root Cause: locks

Pid 7 blocked 12 others.
', tokens_used, cost_usd, cost_microusd, auto_generated, feedback_helpful IS NULL, provider, prompt_name, source_kind, \"database\",
		cluster, causes, json_extract(findings, '\$[0].score') FROM ai_diagnoses")" = \
		"2026-11-23T10:00:00Z|2026-11-23T11:00:00Z|claude-x|$(envelope | jq -c .context | tr -d '\n' | wc -c)|1|1200|0.012345|12345|0|1|anthropic|diagnose|flight_recorder|shop|main|[\"lock_contention\"]|90" ]
}

@test "the store is private to its owner" {
	umask 022
	expect 0 log
	[ "$(stat -c %a "$store")" = 600 ]
	[ "$(stat -c %a "$XDG_STATE_HOME/fr")" = 700 ]
}

@test "the same envelope twice is one row, also by way of its own output" {
	expect 0 log
	expect 0 log
	json_is .log.id "$case"
	expect 0 fr-log <<<"$output"
	json_is .log.id "$case"
	[ "$(rows)" = 1 ]
}

@test "another answer to the same envelope is another row with an id of its own" {
	log >"$TMPDIR/first"
	expect 0 log '.response.text = "another"'
	[ "$(rows)" = 2 ]
	other=$(jq -r .log.id <<<"$output")
	[ "$other" != "$case" ]
	expect 0 fr-log show "$other"
	json_is .diagnosis another
	json_is .envelope_id "$case"
	expect 0 fr-log show "$case"
	json_is .diagnosis "$(envelope | jq -r .response.text)"
}

@test "an error goes to ai_errors, with the functions to use instead" {
	expect 0 log "$failed"
	stderr_has "AI diagnosis unavailable (error: budget is spent)"
	stderr_has "hint: tomorrow"
	stderr_has "Use manual diagnostic functions"
	stderr_has "flight_recorder.anomaly_report('2026-11-23T10:00:00Z', '2026-11-23T11:00:00Z')"
	stderr_has "flight_recorder.summary_report('2026-11-23T10:00:00Z', '2026-11-23T11:00:00Z')"
	json_is .error.code 75
	json_is .log.kept store
	expect 0 log "$failed"
	[ "$(sql 'SELECT error_message, stage, code, hint, json_extract(context, "$.start"), json_extract(context, "$.database")
		FROM ai_errors')" = "budget is spent|llm|75|tomorrow|2026-11-23T10:00:00Z|shop" ]
	expect 0 fr-log errors
	json_is .error_message "budget is spent"
	json_is .context.end 2026-11-23T11:00:00Z
}

@test "an error leaves the envelope's id to the diagnosis that comes later" {
	log "$failed" >"$TMPDIR/out" 2>&1
	expect 0 fr-log show "$case"
	json_is .error_message "budget is spent"
	expect 0 log
	json_is .log.id "$case"
	expect 0 fr-log show "$case"
	json_is .model claude-x
}

@test "what there was of an answer that was cut is kept and shown" {
	expect 0 log '.error = {stage: "llm", code: 76, message: "the answer was cut"}' --format text
	stdout_has "AI diagnosis unavailable (error: the answer was cut)"
	stdout_has "Pid 7 blocked 12 others."
	[ "$(sql 'SELECT json_extract(response, "$.usage.output_tokens") FROM ai_errors')" = 200 ]
	[ "$(rows)" = 0 ]
}

@test "a window that is no time never gets into the statements to paste" {
	expect 0 log "$failed"' | .window.start = "'"'"'); DROP TABLE x; --"'
	stderr_lacks "DROP"
	stderr_lacks "flight_recorder."
}

@test "an envelope with neither answer nor error is bad input" {
	expect 65 log 'del(.response)'
	json_is .error.stage log
	json_is .error.code 65
	stderr_has "fr-log: nothing to keep"
	expect 65 log '.response.text = ""' --format text
	stdout_is ""
	expect 65 log '.response = "text"'
	[ "$(rows)" = 0 ]
}

@test "a broken line between two good ones costs only itself" {
	expect 65 fr-log < <(envelope '.id = "a"'; echo '{"fr": 1, "id":'; echo; envelope '.id = "b"')
	[ "$(jq -r .log.id <<<"$output" | tr '\n' ' ')" = "a b " ]
	[ "$(rows)" = 2 ]
	stderr_has "fr-log: line "
}

@test "hostile envelopes: odd ids, types, sizes and characters" {
	nul='"\u0000"'
	expect 0 log '.id = "../../x'"'"' OR 1=1"'
	[[ $(jq -r .log.id <<<"$output") =~ ^[0-9a-f-]{36}$ ]]
	expect 0 log '.id = 17 | .response.text = "b"'
	expect 0 log 'del(.id) | .response.text = "c"'
	expect 0 log '.response.cost_usd = -1e300 | .response.usage = [] | .findings = {} | .window = [1] | .prompt = 3 | .source = null'
	expect 0 log '.id = "e" | .response.cost_usd = 1e300 | .response.usage.input_tokens = "x" | .findings = [1, {cause: 2}]'
	expect 0 log '.id = "f" | .response.text = "a" + '"$nul"' + "b" | .response.model = '"$nul"
	[ "$(sql "SELECT diagnosis FROM ai_diagnoses WHERE log_id = 'f'")" = "a�b" ]
	expect 0 log '.id = "g" | .error = "just a text"'
	expect 0 log '.id = "h" | .error = {message: 7, code: "x", hint: {}}'
	[ "$(rows)" = 6 ]
	[ "$(sql 'SELECT count(*) FROM ai_errors')" = 2 ]
	[ "$(sql "SELECT count(*) FROM ai_diagnoses WHERE cost_microusd IS NULL")" = 2 ]
	expect 0 fr-log list
}

@test "what the answer was checked against, what was sanitised, and the envelope itself are kept" {
	verified='.sanitize = {version: "1"} | .verification = {cited: 15, supported: 14, unsupported: [{text: "47 sessions", kind: "number"}]}'
	expect 0 log "$verified"
	[ "$(sql "SELECT sanitized, json_extract(verification, '$.cited') FROM ai_diagnoses")" = "1|15" ]
	expect 0 fr-log show "$case"
	json_is '.verification.unsupported[0].text' "47 sessions"
	expect 0 fr-log show "$case" --format text
	stdout_has 'evidence check: 14 of 15 citations found; not found: "47 sessions"'
	expect 0 log '.id = "all" | .verification = {cited: 3, supported: 3, unsupported: []}' --format text
	stdout_has 'evidence check: 3 of 3 citations found
kept as all'
	expect 0 log '.id = "none" | .verification = {cited: 0, supported: 0}' --format text
	stdout_has 'evidence check: nothing is cited that can be looked up'
	expect 0 log '.id = "many" | .verification = {cited: 20, supported: 12, unsupported: [range(8) | {text: "n\u001b[3\(.)"}]}' --format text
	stdout_has '"n\x1b[34" and 3 more'
	expect 0 log '.id = "odd" | .verification = {cited: "x", supported: [], unsupported: 7}' --format text
	stdout_lacks "evidence check"
	[ "$(sql "SELECT sanitized FROM ai_diagnoses WHERE log_id = 'all'")" = 0 ]
}

@test "envelopes are kept as long as envelope_retention says, diagnoses longer" {
	expect 0 env FR_ENVELOPE_RETENTION=0s fr-log < <(envelope '.id = "without"')
	log >/dev/null
	expect 0 sql "SELECT envelope IS NULL FROM ai_diagnoses ORDER BY id"
	stdout_is $'1\n0'
	log "$failed"' | .id = "failed"' >/dev/null 2>&1
	sql "UPDATE ai_diagnoses SET created_at = '2020-01-01T00:00:00.000000Z'; UPDATE ai_errors SET occurred_at = '2020-01-01T00:00:00.000000Z'"
	expect 0 fr-log </dev/null
	[ "$(sql "SELECT count(envelope) FROM ai_diagnoses")" = 1 ]
	expect 0 log '.id = "next"'
	[ "$(sql "SELECT count(*), count(envelope) FROM ai_diagnoses")" = "3|1" ]
	[ "$(sql "SELECT count(*), count(envelope) FROM ai_errors")" = "1|0" ]
	expect 65 fr-log replay "$case"
	stderr_has "the envelope of '$case' is not kept"
	stderr_has "envelope_retention"
}

@test "a store made by the first release keeps every row, and they are found" {
	mkdir -p "${store%/*}"
	sqlite3 "$store" <"$FR_ROOT/share/store/sqlite/0001_diagnoses_and_errors.sql"
	sql "PRAGMA user_version = 1; PRAGMA journal_mode = wal;
		INSERT INTO ai_diagnoses (created_at, model, diagnosis, log_id, envelope_id, cost_microusd, causes)
		SELECT '2026-01-01T00:00:00.000000Z', 'm' || value, 'about number ' || value, 'log' || value, 'e' || value, value, '[\"c\"]'
		FROM generate_series(1, 500);
		INSERT INTO ai_errors (occurred_at, error_message, log_id, envelope_id) VALUES ('2026-01-01T00:00:00.000000Z', 'm', 'err', 'e')" >/dev/null
	before=$(sql 'SELECT created_at, model, diagnosis, log_id, envelope_id, cost_usd, causes FROM ai_diagnoses' | sha256sum)
	expect 0 log
	[ "$(rows)" = 501 ]
	[ "$(sql "SELECT created_at, model, diagnosis, log_id, envelope_id, cost_usd, causes FROM ai_diagnoses WHERE log_id <> '$case'" | sha256sum)" = "$before" ]
	expect 0 fr-log search "number 499"
	json_is .id log499
	expect 0 fr-log show err
	json_is .error_message m
}

@test "an entry that an earlier release spooled is taken in" {
	log '.id = "first"' >/dev/null
	mkdir -m 700 "$store.spool"
	jq -nc --arg store "$store" '{table: "ai_diagnoses", store: $store, created_at: "2026-01-01T00:00:00.000000Z", model: "m", diagnosis: "d",
		auto_generated: false, envelope_id: "old", fresh_id: "fresh", causes: "[]", findings: "[]"}' >"$store.spool/fresh.json"
	expect 0 fr-log </dev/null
	expect 0 fr-log show old
	json_is .diagnosis d
}

@test "text: title, diagnosis, footer; control characters are shown, not obeyed" {
	expect 0 log '.response.text += "\u001b[31mred\u202e\n" | .source.database = "sh\u001bop"' --format text
	stdout_has 'Diagnosis of sh\x1bop, 2026-11-23 10:00:00 to 2026-11-23 11:00:00 UTC'
	stdout_has "Pid 7 blocked 12 others."
	stdout_has '\x1b[31mred'
	stdout_lacks $'\033'
	stdout_lacks $'\u202e'
	stdout_has "by anthropic claude-x from "
	stdout_has "1200 tokens, 0.012345 USD"
	stdout_has "kept as $case in $store"
}

@test "a terminal gets text, wrapped, with bold headings unless NO_COLOR" {
	envelope '.response.text += "- " + ("word " * 30) + "\n```\n" + ("code " * 30) + "\n```\n"' >"$TMPDIR/e"
	export TERM=xterm
	columns=60 expect 0 on_terminal "fr-log <$TMPDIR/e"
	stdout_has $'\033[1mRoot Cause: locks'
	stdout_has $'word word\r\n  word word'
	stdout_has "$(printf 'code %.0s' {1..29})code"
	export NO_COLOR=1
	expect 0 on_terminal "fr-log <$TMPDIR/e"
	stdout_lacks $'\033'
	stdout_has "## Root Cause: locks"
	expect 0 on_terminal "fr-log --format json <$TMPDIR/e"
	stdout_has '"log":{"id"'
}

@test "on a terminal names stand for pseudonyms; the store and pipes never see them" {
	mkdir -p "$XDG_STATE_HOME/fr"
	sqlite3 "$XDG_STATE_HOME/fr/pseudonyms.db" "CREATE TABLE pseudonyms (pseudonym text PRIMARY KEY, type text, name blob);
		INSERT INTO pseudonyms VALUES ('app_19c2', 'app', CAST('billing' AS blob)), ('user_7f3a', 'user', CAST('ann' || char(27) || '[2J' AS blob))"
	envelope '.response.text = "app_19c2 of user_7f3a blocked app_ffff"' >"$TMPDIR/e"
	expect 0 on_terminal "fr-log <$TMPDIR/e"
	stdout_has 'billing of ann\x1b[2J blocked app_ffff'
	expect 0 on_terminal "fr-log --no-reveal <$TMPDIR/e"
	stdout_has "app_19c2 of user_7f3a blocked"
	expect 0 fr-log --format text <"$TMPDIR/e"
	stdout_has "app_19c2 of user_7f3a blocked"
	expect 0 fr-log show "$case" --format text --reveal
	stdout_has "billing of ann"
	expect 0 fr-log show "$case" --reveal
	stdout_lacks billing
	[ "$(sql 'SELECT diagnosis FROM ai_diagnoses')" = "app_19c2 of user_7f3a blocked app_ffff" ]
}

@test "list: newest first, a table on a terminal, lines of JSON in a pipe" {
	for i in 1 2 3; do log ".id = \"case-$i\"" >/dev/null; done
	expect 0 fr-log list
	[ "$(jq -r .id <<<"$output" | tr '\n' ' ')" = "case-3 case-2 case-1 " ]
	json_is 'select(.id == "case-1") | .causes[0], .cost_usd, .auto_generated, .feedback_helpful' $'lock_contention\n0.012345\nfalse\nnull'
	expect 0 fr-log list --limit 1 --format text
	stdout_has "ID      CREATED (UTC)     DATABASE  MODEL     HELPFUL  CAUSES"
	stdout_has "case-3"
	stdout_lacks "case-2"
	expect 0 on_terminal "fr-log list"
	stdout_has "lock_contention"
}

@test "list of a store that is not there is empty, and makes none" {
	expect 0 fr-log list
	stdout_is ""
	expect 0 fr-log list --format text
	stderr_has "nothing kept in '$store'"
	expect 65 fr-log show x
	[ ! -e "$store" ]
}

@test "show: the beginning of an id is enough, and says so when it is not" {
	log '.id = "abc1"' >/dev/null
	log '.id = "abc2" | .response.text = "x"' >/dev/null
	expect 0 fr-log show abc2
	json_is .diagnosis x
	expect 65 fr-log show abc
	stderr_has "more than one id begins with 'abc'"
	stderr_has "abc1"
	stderr_has "abc2"
	expect 65 fr-log show zzz
	stderr_has "no id begins with 'zzz'"
	expect 65 fr-log show ""
	expect 65 fr-log show '%'
	expect 65 fr-log show "' OR 1=1 --"
	expect 0 fr-log show abc1 --format text
	stdout_has "Pid 7 blocked 12 others."
}

@test "--auto marks what nobody asked for" {
	expect 0 log . --auto
	expect 0 fr-log list
	json_is .auto_generated true
}

@test "the store is chosen by option, environment and file" {
	expect 0 log . --store "$TMPDIR/a b.db"
	FR_STORE=$TMPDIR/c.db expect 0 log
	mkdir -p "$XDG_CONFIG_HOME/fr"
	echo 'store = ~/d.db' >"$XDG_CONFIG_HOME/fr/fr.conf"
	expect 0 log
	[ -s "$TMPDIR/a b.db" ] && [ -s "$TMPDIR/c.db" ] && [ -s "$HOME/d.db" ] && [ ! -e "$store" ]
	expect 69 log . --store postgresql://user:secret@127.0.0.1:1/db
	stderr_has "postgresql://127.0.0.1:1/db"
	stderr_lacks secret
	json_is .log.kept spool
}

@test "ten first starts at once" {
	ten_first_starts
	[ "$(sql 'PRAGMA integrity_check')" = ok ]
}

@test "fifty writers at once, each envelope from two of them: every one kept, none twice" {
	fifty_writers
}

@test "kill -9 while writing: what was passed on is there, and nothing is half" {
	envelope '.id = "k\(range(400))"' >"$TMPDIR/in"
	for round in {0..7}; do # the first is killed while it sets up the store, the others while they write
		: >"$TMPDIR/out"
		start fr-log <"$TMPDIR/in" >"$TMPDIR/out"
		wait_for 5 test -e "$store"
		wait_for 20 eval '[ "$(wc -l <"$TMPDIR/out")" -ge $((round * 20)) ]'
		kill -KILL "$started" 2>/dev/null || true
		wait "$started" 2>/dev/null || true
		rm -f "$FR_STARTED/$started"
		[ "$(sql 'PRAGMA integrity_check')" = ok ]
		passed=$(jq -Rr 'fromjson? | .log.id' "$TMPDIR/out" | sort)
		[ -z "$(comm -23 <(printf '%s\n' $passed) <(sql 'SELECT log_id FROM ai_diagnoses' | sort))" ]
	done
	[ "$(rows)" -gt 0 ] || fail "none was written before the end"
	expect 0 fr-log <"$TMPDIR/in"
	[ "$(rows)" = 400 ]
	[ "$(sql 'SELECT count(*) FROM ai_diagnoses WHERE length(diagnosis) <> 47')" = 0 ]
}

@test "a store that others hold: printed, spooled, taken in by the next run" {
	log '.id = "before"' >/dev/null
	start perl -e '$| = 1; open(my $db, "|-", "sqlite3", $ARGV[0]) or die; print $db "BEGIN IMMEDIATE;\n.shell touch $ARGV[1]\n"; $db->flush; sleep 60' "$store" "$TMPDIR/held"
	wait_for 5 test -e "$TMPDIR/held"
	expect 74 log . --wait 0
	stderr_has "fr-log: cannot write store '$store': locked by another process"
	json_is .log.kept spool
	json_is .log.id "$case"
	expect 74 log '.id = "text"' --wait 0 --format text
	stdout_has "Pid 7 blocked 12 others."
	stdout_has "spooled as text in $store.spool/"
	[ "$(stat -c %a "$store.spool")" = 700 ]
	[ "$(stat -c %a "$store.spool"/*.json | sort -u)" = 600 ]
	stop
	expect 0 fr-log -v </dev/null
	stderr_has "2 spooled before now kept in '$store'"
	[ "$(rows)" = 3 ]
	[ ! -e "$store.spool" ]
	expect 0 log
	[ "$(rows)" = 3 ]
}

@test "no room beside the store and in the state folder: spooled elsewhere, and never where others can look" {
	export XDG_STATE_HOME=/dev/null
	: >"$TMPDIR/blocked"
	expect 74 log '.id = "first"' --store "$TMPDIR/blocked/fr.db"
	json_is .log.kept spool
	[ "$(stat -c %a "$XDG_RUNTIME_DIR/fr-spool")" = 700 ]
	chmod 755 "$XDG_RUNTIME_DIR/fr-spool"
	expect 74 log '.id = "second"' --store "$TMPDIR/blocked/fr.db"
	json_is .log.kept spool
	[ "$(stat -c %a "$TMPDIR/fr-spool-$(id -u)"/*.json)" = 600 ]
	ln -s /nowhere "$TMPDIR/link"
	TMPDIR=$TMPDIR/link expect 74 log '.id = "third"' --store "$TMPDIR/blocked/fr.db"
	json_is .log.kept nowhere
	stderr_has "cannot spool for '$TMPDIR/blocked/fr.db'"
	chmod 700 "$XDG_RUNTIME_DIR/fr-spool"
	rm "$TMPDIR/blocked"
	mkdir "$TMPDIR/blocked"
	expect 0 fr-log -v --store "$TMPDIR/blocked/fr.db" </dev/null
	stderr_has "2 spooled before now kept"
	[ "$(sqlite3 "$TMPDIR/blocked/fr.db" 'SELECT log_id FROM ai_diagnoses ORDER BY 1' | paste -sd ' ')" = "first second" ]
	[ ! -e "$XDG_RUNTIME_DIR/fr-spool" ]
}

@test "a spooled file that holds no entry is put aside, once" {
	log >/dev/null
	mkdir -m 700 "$store.spool"
	echo '{"half' >"$store.spool/0.json"
	expect 0 log '.id = "next"'
	stderr_has "put aside as '$store.spool/0.json.broken'"
	[ "$(rows)" = 2 ]
	expect 0 log '.id = "third"'
	stderr_is ""
}

@test "a store that is damaged, cut, a folder, a pipe, or something else: printed and spooled, and said in one line" {
	mkdir "$TMPDIR/folder"
	head -c 9000 /dev/urandom >"$TMPDIR/noise"
	log . --store "$TMPDIR/good" >/dev/null
	cp "$TMPDIR/good" "$TMPDIR/cut"
	truncate -s 9000 "$TMPDIR/cut"
	cp "$TMPDIR/good" "$TMPDIR/scratched"
	dd if=/dev/urandom of="$TMPDIR/scratched" bs=4096 seek=1 count=6 conv=notrunc status=none
	for bad in folder noise cut scratched missing/store; do
		expect 74 log . --store "$TMPDIR/$bad"
		stderr_has "fr-log: "
		[ "$(grep -c ^fr-log <<<"$stderr")" = 1 ]
		json_is .log.kept spool
		json_is .response.model claude-x
	done
	mkfifo "$TMPDIR/fifo"
	expect 74 log . --store "$TMPDIR/fifo"
	stderr_has "not a regular file"
	mkfifo pipe
	expect 74 timeout 20 fr-log list --store pipe
	stderr_has "not a regular file"
	ln -s /dev/null nothing
	expect 74 fr-log list --store nothing
	stderr_has "not a regular file"
	[ ! -e /dev/null-journal ]
	sqlite3 "$TMPDIR/other" 'CREATE TABLE t (a)'
	expect 78 log . --store "$TMPDIR/other"
	stderr_has "not a store of diagnoses"
	[ "$(sqlite3 "$TMPDIR/other" .tables)" = t ]
}

@test "a store newer than the tool is left alone" {
	log >/dev/null
	sql 'PRAGMA user_version = 99'
	expect 78 log '.id = "x"'
	stderr_has "store '$store' is newer (version 99) than this tool"
	json_is .log.kept spool
	[ "$(rows)" = 1 ]
	expect 78 fr-log list
	stderr_has "newer"
}

@test "a disk that is full: the diagnosis still comes out, and the store stays whole" {
	log >/dev/null
	full() { (ulimit -f 64 && log '.id = "big" | .response.text += "x" * 200000' | jq -c '[.log.kept, (.response.text | length)]'; exit "${PIPESTATUS[0]}"); }
	expect 74 full
	stdout_is '["nowhere",200047]'
	stderr_has "fr-log: cannot write store"
	[ "$(sql 'PRAGMA integrity_check')" = ok ]
	expect 0 log '.id = "big" | .response.text += "x" * 200000'
	[ "$(rows)" = 2 ]
}

@test "a store that may only be read: list and show work, keeping does not" {
	mkdir "$TMPDIR/shelf"
	log . --store "$TMPDIR/shelf/fr.db" >/dev/null
	chmod 444 "$TMPDIR/shelf/fr.db"
	chmod 555 "$TMPDIR/shelf"
	unprivileged test -x "$FR_BIN/fr-log" || skip "the tree is closed to other users"
	expect 0 unprivileged fr-log list --store "$TMPDIR/shelf/fr.db"
	json_is .id "$case"
	envelope '.id = "new"' >"$TMPDIR/e"
	expect 74 unprivileged fr-log --store "$TMPDIR/shelf/fr.db" <"$TMPDIR/e"
	stderr_has "read-only"
	json_is .log.kept nowhere
	json_is .id new
}

@test "no home: printed, and said that it is not kept" {
	expect 78 env -u HOME -u XDG_STATE_HOME fr-log --format text < <(envelope)
	stdout_has "Pid 7 blocked 12 others."
	stdout_has "not kept"
	stderr_has "neither XDG_STATE_HOME nor HOME"
	expect 78 env -u HOME -u XDG_STATE_HOME fr-log list
}

@test "/dev/full: 74, and the diagnosis is kept" {
	to_full() { log . >/dev/full; }
	expect 74 to_full
	[ "$(rows)" = 1 ]
}

@test "what the dashboards ask: quality and error rate" {
	log >/dev/null
	log '.id = "auto"' --auto >/dev/null
	log "$failed" >/dev/null 2>&1
	sql "UPDATE ai_diagnoses SET feedback_helpful = true, feedback_notes = 'right' WHERE log_id = '$case'"
	[ "$(sql "SELECT auto_generated, count(*), count(*) FILTER (WHERE feedback_helpful = true),
		round(100.0 * count(*) FILTER (WHERE feedback_helpful = true) / count(*), 1)
		FROM ai_diagnoses WHERE created_at > strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-30 days') GROUP BY auto_generated" |
		tr '\n' ' ')" = "0|1|1|100.0 1|1|0|0.0 " ]
	[ "$(sql "SELECT count(*) FROM ai_errors GROUP BY date(occurred_at)")" = 1 ]
	expect 0 fr-log show "$case"
	json_is .feedback_helpful true
}

@test "the manual's examples run" {
	log >/dev/null
	log "$failed" >/dev/null 2>&1
	examples=$(awk '/^\.Sh EXAMPLES/ { on = 1 } /^\.Sh SEE/ { on = 0 } on && /^\.Bd/ { code = 1; next } /^\.Ed/ { code = 0 } code' \
		"$FR_ROOT/man/fr-log.1")
	[ "$(wc -l <<<"$examples")" = 8 ]
	while read -r example; do
		expect 0 bash -o pipefail -c "$example"
		[ -n "$output" ] || fail "nothing came out of: $example"
	done <<<"$examples"
}

# The number of the last migration, and those after it as they stand in file names.
newest() { find "$FR_ROOT/share/store/sqlite" -name '[0-9]*.sql' | wc -l; }
migration() { printf '%04d_%s.sql' $(($(newest) + $1)) "$2"; }

@test "a store of an earlier release is brought up to date by ten at once, and keeps every row" {
	for i in {1..5}; do log ".id = \"old$i\""; done >/dev/null
	mkdir -p "$TMPDIR/next/store/sqlite"
	echo "ALTER TABLE ai_diagnoses ADD COLUMN later BOOLEAN; CREATE TABLE later (a);" >"$TMPDIR/next/store/sqlite/$(migration 1 later)"
	export FR_SHARE=$TMPDIR/next
	for i in {1..10}; do log ".id = \"new$i\"" >"$TMPDIR/out.$i" 2>"$TMPDIR/err.$i" & done
	wait
	expect 0 cat "$TMPDIR"/err.*
	stdout_is ""
	[ "$(rows)" = 15 ]
	[ "$(sql 'PRAGMA user_version')" = $(($(newest) + 1)) ]
	[ "$(sql 'SELECT count(later), count(*) FROM ai_diagnoses')" = "0|15" ]
	unset FR_SHARE
	expect 78 log
	stderr_has "newer (version $(($(newest) + 1))) than this tool (version $(newest))"
}

@test "a migration that fails changes nothing; one that is missing is named" {
	log >/dev/null
	mkdir -p "$TMPDIR/next/store/sqlite"
	echo "CREATE TABLE half (a); CREATE TABLE ai_errors (a);" >"$TMPDIR/next/store/sqlite/$(migration 1 bad)"
	FR_SHARE=$TMPDIR/next expect 74 log '.id = "x"'
	stderr_has "cannot set up store '$store': table ai_errors already exists"
	[ "$(sql 'PRAGMA user_version')" = "$(newest)" ]
	[ -z "$(sql "SELECT 1 FROM sqlite_schema WHERE name = 'half'")" ]
	mv "$TMPDIR/next/store/sqlite/$(migration 1 bad)" "$TMPDIR/next/store/sqlite/$(migration 2 bad)"
	FR_SHARE=$TMPDIR/next expect 78 log '.id = "y"'
	stderr_has "migration $(($(newest) + 1)) of the store is missing"
	expect 0 log '.id = "z"'
	[ "$(rows)" = 4 ]
}
