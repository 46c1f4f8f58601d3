# What is done with what is kept: list, search, feedback, quality, stats, replay, export, import, prune.
load helpers
load fr-log

# Three diagnoses and an error: a checkpoint (last year), a lock (auto), a lock of another database.
some() {
	log '.id = "checkpoint" | .findings[0].cause = "forced_checkpoint" | .response.text = "Checkpoints wrote café."' >/dev/null
	sql "UPDATE ai_diagnoses SET created_at = '2025-03-01T12:00:00.000000Z'"
	log '.id = "lock"' --auto >/dev/null
	log '.id = "other" | .source.database = "crm" | .response.model = "gpt-x" | .findings += [{cause: "idle_in_transaction"}]' >/dev/null
	log "$failed"' | .id = "failed"' >/dev/null 2>&1
}

@test "list: by time, database, cause, who asked, and verdict" {
	some
	expect 0 fr-log list
	ids_are "other lock checkpoint"
	expect 0 fr-log list --last 1h
	ids_are "other lock"
	expect 0 fr-log list --to 2025-03-02
	ids_are checkpoint
	expect 0 fr-log list --from '2025-03-01 12:00:00Z' --to '2025-03-01 12:00:01Z'
	ids_are checkpoint
	expect 0 fr-log list --to '2025-03-01 12:00:00Z'
	stdout_is ""
	expect 0 fr-log list --database crm
	ids_are other
	expect 0 fr-log list --cause lock_contention
	ids_are "other lock"
	expect 0 fr-log list --cause lock
	stdout_is ""
	expect 0 fr-log list --auto
	ids_are lock
	fr-log feedback other --unhelpful
	expect 0 fr-log list --unhelpful
	ids_are other
	expect 0 fr-log list --helpful
	stdout_is ""
	expect 0 fr-log errors --database shop --last 1h
	json_is .envelope_id failed
	expect 0 fr-log errors --database crm
	stdout_is ""
	expect 2 fr-log list --from 25:00
	stderr_has "25:00"
}

@test "an option that a command has no use for is misuse" {
	expect 2 fr-log list --note x
	stderr_has "list does not take --note"
	expect 2 fr-log show x --cause y
	expect 2 fr-log errors --helpful
	expect 2 fr-log replay x --yes
	expect 2 fr-log --database shop
	stderr_has "the filter does not take --database"
	expect 2 fr-log show x --format csv
	expect 2 fr-log --format csv
	expect 2 fr-log search
	expect 2 fr-log feedback x
	expect 2 fr-log prune
	stderr_has "prune needs --older-than"
	expect 2 fr-log --color sometimes
	[ ! -e "$store" ]
}

@test "search: all words, in text, causes, database and notes; no syntax to get wrong" {
	some
	expect 0 fr-log search blocked
	ids_are "other lock"
	expect 0 fr-log search blocking 12
	ids_are "other lock"
	expect 0 fr-log search "12 blocked"
	stdout_is ""
	expect 0 fr-log search CAFE
	ids_are checkpoint
	expect 0 fr-log search idle_in_transaction
	ids_are other
	expect 0 fr-log search crm
	ids_are other
	expect 0 fr-log search blocked --database shop --limit 1
	ids_are lock
	for odd in '"' 'a"b' 'NEAR(' 'x*' 'AND' 'diagnosis: x' '-' '^' "'"; do
		expect 0 fr-log search "$odd"
		stdout_is ""
	done
	fr-log feedback checkpoint --unhelpful --note "it was the nightly vacuum"
	expect 0 fr-log search "nightly vacuum"
	ids_are checkpoint
	fr-log feedback checkpoint --unhelpful --note "something else"
	expect 0 fr-log search "nightly vacuum"
	stdout_is ""
	expect 0 fr-log search blocked --format table
	stdout_has "EXCERPT"
	stdout_has "## Root Cause: locks Pid 7 blocked 12 others."
	sql "DELETE FROM ai_diagnoses WHERE log_id = 'lock'; INSERT INTO ai_diagnoses_fts (ai_diagnoses_fts) VALUES ('integrity-check')"
	expect 0 fr-log search blocked
	ids_are other
}

@test "feedback: the last word counts, an error has none, and the store has pseudonyms for the names in it" {
	some
	expect 0 fr-log feedback lock --helpful --note "right, ann of anna was it"
	expect 0 fr-log show lock
	json_is '.feedback_helpful, .feedback_notes' $'true\nright, ann of anna was it'
	sqlite3 "$XDG_STATE_HOME/fr/pseudonyms.db" "CREATE TABLE pseudonyms (pseudonym text PRIMARY KEY, type text, name blob);
		INSERT INTO pseudonyms VALUES ('user_7f3a', 'user', CAST('ann' AS blob)), ('app_19c2', 'app', CAST('billing job' AS blob))"
	log '.id = "named" | .response.text = "app_19c2 of user_7f3a blocked app_ffff"' >/dev/null
	expect 0 fr-log feedback named --unhelpful --note "ann's billing job, not anna"
	[ "$(sql "SELECT feedback_helpful, feedback_notes FROM ai_diagnoses WHERE log_id = 'named'")" = "0|user_7f3a's app_19c2, not anna" ]
	expect 0 fr-log show named --format text --reveal
	stdout_has "marked unhelpful: ann's billing job, not anna"
	expect 0 fr-log feedback named --helpful
	[ "$(sql "SELECT feedback_helpful, feedback_notes IS NULL FROM ai_diagnoses WHERE log_id = 'named'")" = "1|1" ]
	expect 65 fr-log feedback failed --helpful
	stderr_has "is an error"
	expect 65 fr-log feedback nobody --helpful
	expect 2 fr-log feedback named
	stderr_has "--helpful or --unhelpful"
}

@test "what was asked is kept for as long as the answer, and shown" {
	export FR_ENVELOPE_RETENTION=0s
	log '.id = "asked" | .prompt.name = "ask" | .question.text = "Is\tit\nslow? \u001b[2J"' >/dev/null
	log '.id = "explained" | .prompt.name = "explain" | .context.query = {rows: [{query: "SELECT $1"}]}' >/dev/null
	log '.id = "diagnosed" | .context.query = {rows: [{query: "SELECT 2"}]} | .question = {text: 7}' >/dev/null
	log '.id = "odd" | .prompt.name = "explain" | .context.query = {rows: 7}' >/dev/null
	log '.id = "long" | .prompt.name = "ask" | .question.text = ("é" * 5000)' >/dev/null
	log "$failed"' | .id = "failed" | .question.text = "And why?"' >/dev/null 2>&1
	expect 0 fr-log list
	[ "$(jq -c '[.id, .question[:8]]' <<<"$output" | sort)" = '["asked","Is\tit\nsl"]
["diagnosed",null]
["explained","SELECT $"]
["long","éééééééé"]
["odd",null]' ] || fail "$output"
	expect 0 fr-log list --format table
	stdout_has "  CAUSES OR QUESTION"
	stdout_has '  Is it slow? \x1b[2J'
	stdout_has '  SELECT $1'
	stdout_has '  lock_contention'
	expect 0 fr-log show asked --format text
	[ "${lines[0]}" = 'asked: Is it slow? \x1b[2J' ] || fail "not the question first"
	expect 0 fr-log show diagnosed --format text
	stdout_lacks "asked: "
	expect 0 fr-log show long --format text
	[ "${lines[0]}" = "asked: $(printf 'é%.0s' {1..1000})…" ] || fail "not cut"
	expect 0 fr-log errors
	json_is .question "And why?"
	expect 0 fr-log show "$(jq -r .id <<<"$output")" --format text
	[ "${lines[0]}" = "asked: And why?" ]
	fr-log export >exported
	fr-log import --store copy.db <exported
	[ "$(fr-log export --store copy.db)" = "$(<exported)" ]
	[ "$(jq -r '.question // empty' exported | wc -l)" = 5 ]
	expect 0 fr-log list --format csv --limit 1 --cause lock_contention
	stdout_has "causes,question"
}

@test "quality: helpful_pct by who asked and by model" {
	some
	fr-log feedback lock --helpful
	fr-log feedback other --unhelpful
	log '.id = "fourth"' >/dev/null
	expect 0 fr-log quality
	[ "$(jq -r '[.by, .value, .total_diagnoses, .helpful, .not_helpful, .helpful_pct] | join(" ")' <<<"$output")" = "auto_generated false 2 0 1 0
auto_generated true 1 1 0 100
model claude-x 2 1 0 50
model gpt-x 1 0 1 0" ]
	expect 0 fr-log quality --format table
	stdout_has "BY              VALUE     DIAGNOSES  HELPFUL  NOT HELPFUL  HELPFUL %
auto_generated  false             2        0            1        0.0"
}

@test "stats: what is kept, what functions cost, errors a day" {
	some
	sql "INSERT INTO ai_usage (called_at, function_name, provider, model, reserved_microusd, cost_microusd, input_tokens)
		VALUES (strftime('%Y-%m-%dT%H:%M:%f000Z'), 'diagnose', 'p', 'm', 9, 30000, 10),
			(strftime('%Y-%m-%dT%H:%M:%f000Z'), 'diagnose', 'p', 'm', 9, 10000, 20), ('2020-01-01', 'old', 'p', 'm', 9, 9, 9)"
	expect 0 fr-log stats
	json_is '[.diagnoses, .with_feedback, .errors, .envelopes, .first_at] | @tsv' $'3\t0\t1\t3\t2025-03-01T12:00:00.000000Z'
	json_is '.usage[] | [.function_name, .calls, .total_tokens, .total_cost, .avg_cost_per_call] | @tsv' $'diagnose\t2\t30\t0.04\t0.02'
	json_is '.error_rate | map(.error_count) | add' 1
	expect 0 fr-log stats --format text
	stdout_has "diagnoses  3, from 2025-03-01 to "
	stdout_has "diagnose      2      30    0.040000      0.020000"
}

@test "replay: the envelope without its answer, through another model" {
	log '.sanitize = {version: "x"} | .unknown = [1] | .verification = {cited: 1} | .cost = {} | .id = "again"' >/dev/null
	expect 0 fr-log replay again
	[ "$output" = "$(envelope 'del(.response) | .sanitize = {version: "x"} | .unknown = [1] | .id = "again"')" ] || fail "not the envelope"
	expect 0 bash -o pipefail -c "fr-log replay again | jq -c '.response = {provider: \"p\", model: \"second\", text: \"anew\"}' | fr-log"
	[ "$(jq -r .log.id <<<"$output")" != again ]
	[ "$(rows)" = 2 ]
	log "$failed"' | .id = "broke"' >/dev/null 2>&1
	expect 0 fr-log replay broke
	json_is 'has("error")' false
	json_is .prompt.name diagnose
	expect 65 fr-log replay nobody
	sql "UPDATE ai_diagnoses SET envelope = 'bm90IHpsaWI=' WHERE log_id = 'again'"
	expect 65 fr-log replay again
}

@test "export and import: another store has the same, once, and keeps what people said" {
	some
	fr-log feedback lock --helpful --note "yes"
	expect 0 fr-log export
	printf '%s\n' "$output" >"$TMPDIR/all"
	[ "$(wc -l <"$TMPDIR/all")" = 4 ]
	expect 0 fr-log import --store "$TMPDIR/second.db" <"$TMPDIR/all"
	stderr_has "4 imported, 0 there already"
	expect 0 fr-log import --store "$TMPDIR/second.db" <"$TMPDIR/all"
	stderr_has "0 imported, 4 there already"
	fr-log export --store "$TMPDIR/second.db" | cmp - "$TMPDIR/all"
	expect 0 fr-log export --store "$TMPDIR/second.db" --last 1h --database crm
	ids_are other
	expect 0 fr-log replay lock --store "$TMPDIR/second.db"
	json_is .id lock
	# The same diagnosis, kept there first without a word on it.
	envelope '.id = "lock"' | fr-log --store "$TMPDIR/third.db" >/dev/null
	expect 0 fr-log import --store "$TMPDIR/third.db" <"$TMPDIR/all"
	stderr_has "3 imported, 1 there already"
	expect 0 fr-log show lock --store "$TMPDIR/third.db"
	json_is .feedback_notes yes
	# Another diagnosis has the id: both are kept.
	expect 0 fr-log import --store "$TMPDIR/third.db" < <(jq -c 'select(.id == "lock") | .diagnosis = "else"' "$TMPDIR/all")
	stderr_has "1 imported, 0 there already"
	expect 0 fr-log list --store "$TMPDIR/third.db"
	[ "$(jq -r .id <<<"$output" | sort -u | wc -l)" = 4 ]
}

@test "import: a line that is none of ours costs only itself" {
	some
	fr-log export >"$TMPDIR/all"
	{ head -n 1 "$TMPDIR/all"; envelope; echo '{"fr":1,"kind":"diagnosis","id":"x"'; jq -c '.id = "../x"' "$TMPDIR/all" | head -n 1
		echo '{"fr":1,"kind":"diagnosis","id":"bare","envelope_id":"bare"}'; tail -n 1 "$TMPDIR/all"; } >"$TMPDIR/in"
	expect 65 fr-log import --store "$TMPDIR/new.db" <"$TMPDIR/in"
	stderr_has "2 imported"
	stderr_has "not a line that 'fr-log export' writes"
	stderr_has "without a good id"
	stderr_has "'bare' lacks its text, time or model"
	stderr_has "fr-log: line 3: not JSON"
	expect 0 fr-log import --store "$TMPDIR/empty.db" </dev/null
	mkdir "$TMPDIR/folder"
	expect 74 fr-log import --store "$TMPDIR/folder" <"$TMPDIR/all"
}

@test "CSV: RFC 4180, and nothing in it that a spreadsheet would calculate" {
	log '.id = "f" | .response.text = "=HYPERLINK(\"http://x\",\"y\"),\nnext\u001b[2J" | .source.database = "+1" | .response.model = "@m" | .findings[0].cause = "a,b"' >/dev/null
	expect 0 fr-log list --format csv
	[ "$output" = $'id,created_at,time_window_start,time_window_end,database,cluster,source_kind,prompt_name,provider,model,tokens_used,cost_usd,auto_generated,feedback_helpful,causes,question\r\nf,'"$(sql 'SELECT created_at FROM ai_diagnoses')"$',2026-11-23T10:00:00Z,2026-11-23T11:00:00Z,"\'+1",main,flight_recorder,diagnose,anthropic,"\'@m",1200,0.012345,false,,"a,b",\r' ] || fail "not that"
	expect 0 fr-log export --format csv
	stdout_has $',"\'=HYPERLINK(""http://x"",""y""),\nnext\\x1b[2J"\r'
	[ "$(fr-log export --format csv | perl -e 'undef $/; my $t = <>; my @r; while ($t =~ /\G("(?:[^"]|"")*"|[^,\r\n"]*)(,|\r\n)/gc) { push @r, $1 } print scalar(@r)')" = 40 ]
	expect 0 fr-log list --format csv --database nobody
	[ "$(wc -l <<<"$output")" = 1 ]
	expect 74 bash -c 'fr-log list --format csv >/dev/full'
}

@test "prune: counts first, deletes when told to" {
	some
	fr-log feedback checkpoint --helpful
	expect 0 fr-log prune --older-than 30d
	json_is '[.diagnoses, .with_feedback, .errors, .deleted] | @tsv' $'1\t1\t0\tfalse'
	stderr_has "nothing was deleted: --yes does it"
	expect 0 fr-log prune --older-than 30d --format text
	stdout_has "to delete: diagnoses 1 (1 of them judged), errors 0, all from before "
	[ "$(rows)" = 3 ]
	expect 0 fr-log prune --older-than 30d --yes
	json_is .deleted true
	stderr_is ""
	[ "$(sql 'SELECT log_id FROM ai_diagnoses ORDER BY id' | paste -sd ' ')" = "lock other" ]
	expect 0 fr-log search cafe
	stdout_is ""
	expect 2 fr-log prune --older-than soon --yes
	stderr_has "soon"
	[ "$(rows)" = 2 ]
}

@test "on a terminal: a table that fits, JSON with nothing to obey" {
	log '.id = "wide" | .source.database = "数据库" | .findings = [range(30) | {cause: "cause_\(.)\u202e"}]' >/dev/null
	log '.id = "narrow" | .response.text = "\u202ex\u009b1m"' >/dev/null
	columns=70 expect 0 on_terminal "fr-log list"
	stdout_has $'wide    '
	stdout_has "数据库    claude-x"
	stdout_has "…"
	while read -r line; do
		[ "$(perl -CSD -e 'my $t = shift; utf8::decode($t); $t =~ s/\r|\e\[\d*m//g; print length($t) + ($t =~ tr/\x{4e00}-\x{9fff}//)' "$line")" -le 70 ] || fail "wider than the terminal: $line"
	done <<<"$output"
	expect 0 on_terminal "fr-log show narrow --format json"
	stdout_has '"diagnosis":"\u202ex\u009b1m"'
	expect 0 fr-log show narrow
	json_is .diagnosis $'\u202ex\u009b1m'
}

@test "readers see a whole store while others write" {
	for i in {1..5}; do log ".id = \"first-$i\"" >/dev/null; done
	envelope '.id = "w\(range(300))"' >"$TMPDIR/in"
	start fr-log <"$TMPDIR/in" >"$TMPDIR/out" 2>"$TMPDIR/err"
	for _ in {1..5}; do
		expect 0 fr-log list --limit 0
		expect 0 fr-log search blocked
		expect 0 fr-log quality
		expect 0 fr-log feedback first-1 --helpful
	done
	wait "$started"
	expect 0 cat "$TMPDIR/err"
	stdout_is ""
	[ "$(rows)" = 305 ] || fail "$(rows) rows, $(wc -l <"$TMPDIR/out") lines"
	expect 0 sql "INSERT INTO ai_diagnoses_fts (ai_diagnoses_fts) VALUES ('integrity-check')"
}

@test "stats for Prometheus: all that was ever kept, also what was pruned, and names that were made to break it" {
	fr-log stats --format prometheus | "$FR_ROOT/tests/metrics"
	some
	log '.id = "hostile" | .source.database = "a\"b\\\n} 1\u0000\u001b" | del(.response.provider)' >/dev/null
	log '.id = "hostile" | .response.text = "another answer to it"' >/dev/null
	log '.id = "other" | .source.database = "crm" | .response.model = "gpt-x"' >/dev/null # kept already
	log "$failed | .id = \"f2\" | .error.code = 69" >/dev/null 2>&1
	log "$failed | .id = \"f3\" | .error |= {message: \"m\"}" >/dev/null 2>&1
	fr-log prune --older-than 30d --yes
	expect 0 fr-log stats --format prometheus
	"$FR_ROOT/tests/metrics" <<<"$output"
	stdout_has 'fr_diagnoses_total{database="shop",auto_generated="false",provider="anthropic",model="claude-x"} 2'
	stdout_has 'fr_diagnoses_total{database="shop",auto_generated="true",provider="anthropic",model="claude-x"} 1'
	stdout_has 'fr_diagnoses_total{database="crm",auto_generated="false",provider="anthropic",model="gpt-x"} 1'
	stdout_has 'fr_diagnoses_total{database="a\"b\\\n} 1'
	stdout_has 'fr_errors_total{stage="llm",code="75"} 1'
	stdout_has 'fr_errors_total{stage="llm",code="69"} 1'
	last=$(sed -n 's/^fr_last_diagnosis_timestamp_seconds{database="crm"} //p' <<<"$output")
	((last > $(date +%s) - 600 && last <= $(date +%s)))
	expect 74 sh -c 'exec fr-log stats --format prometheus >/dev/full'
	expect 2 fr-log list --format prometheus
	stderr_has "that is for stats"
	expect 2 fr-log --format prometheus
}
