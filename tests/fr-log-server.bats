# The commands of fr-log on a store in PostgreSQL; the same as on a file (fr-log-commands.bats).
load helpers
load fr-log
load server-store

some() {
	log '.id = "checkpoint" | .findings[0].cause = "forced_checkpoint" | .response.text = "Checkpoints wrote it."' >/dev/null
	sql "UPDATE ai_diagnoses SET created_at = '2025-03-01 12:00:00Z'"
	log '.id = "lock" | .sanitize = {version: "1"} | .verification = {cited: 2, supported: 2}' --auto >/dev/null
	log '.id = "other" | .source.database = "crm" | .response.model = "gpt-x" | .findings += [{cause: "idle_in_transaction"}]' >/dev/null
	log "$failed"' | .id = "failed" | .sanitize = {version: "1"}' >/dev/null 2>&1
}

@test "list and errors: every choice" {
	some
	expect 0 fr-log list
	ids_are "other lock checkpoint"
	expect 0 fr-log list --to 2025-03-02
	ids_are checkpoint
	expect 0 fr-log list --last 1h --database shop --cause lock_contention --auto
	ids_are lock
	fr-log feedback other --unhelpful
	expect 0 fr-log list --unhelpful
	ids_are other
	expect 0 fr-log list --helpful --limit 1
	stdout_is ""
	expect 0 fr-log errors --database shop
	json_is .envelope_id failed
	expect 0 fr-log errors --database crm
	stdout_is ""
	expect 0 fr-log list --format csv --limit 1
	stdout_has ',crm,main,flight_recorder,diagnose,anthropic,gpt-x,1200,0.012345,false,false,"lock_contention, idle_in_transaction"'
}

@test "search: all words, their other forms, phrases; no syntax to get wrong" {
	some
	expect 0 fr-log search blocking 12
	ids_are "other lock"
	expect 0 fr-log search "blocked 12 others" --database shop
	ids_are lock
	expect 0 fr-log search "12 blocked"
	stdout_is ""
	expect 0 fr-log search idle_in_transaction
	ids_are other
	expect 0 fr-log search crm
	ids_are other
	for odd in '"' 'a"b' '(' 'x*' 'OR' '-' '!' "'" '<->' '\' ':*'; do
		expect 0 fr-log search "$odd"
		stdout_is ""
	done
	fr-log feedback checkpoint --unhelpful --note "it was the nightly vacuum"
	expect 0 fr-log search "nightly vacuum"
	ids_are checkpoint
	expect 0 fr-log search checkpoint --format table
	stdout_has "Checkpoints wrote it"
	log '.id = "long" | .response.text = ([range(60000) | "word\(.)"] | join(" "))' >/dev/null
	expect 0 fr-log search word17
	ids_are long
}

@test "feedback, quality, stats, prune" {
	some
	expect 0 fr-log feedback lock --helpful --note "it was"
	expect 0 fr-log show lock
	json_is '[.feedback_helpful, .feedback_notes, .sanitized, .verification.cited] | @tsv' $'true\tit was\ttrue\t2'
	expect 0 fr-log quality
	[ "$(jq -r '[.by, .value, .total_diagnoses, .helpful, .not_helpful, .helpful_pct] | join(" ")' <<<"$output")" = "auto_generated false 1 0 0 0
auto_generated true 1 1 0 100
model claude-x 1 1 0 100
model gpt-x 1 0 0 0" ] || fail "not that"
	sql "INSERT INTO ai_usage (function_name, provider, model, reserved_microusd, cost_microusd, input_tokens) VALUES ('diagnose', 'p', 'm', 9, 30000, 10)"
	expect 0 fr-log stats
	json_is '[.diagnoses, .with_feedback, .errors, .store_bytes > 8192, .usage[0].total_cost, .error_rate[0].error_count] | @tsv' $'3\t1\t1\ttrue\t0.03\t1'
	expect 0 fr-log prune --older-than 30d --yes
	json_is '[.diagnoses, .errors, .deleted] | @tsv' $'1\t0\ttrue'
	[ "$(sql 'SELECT count(*) FROM ai_diagnoses')" = 2 ]
}

@test "replay; an envelope that was not at fr-sanitize does not go to a server" {
	some
	expect 0 fr-log replay lock
	[ "$output" = "$(envelope '.id = "lock" | .sanitize = {version: "1"} | del(.response)')" ] || fail "not the envelope"
	expect 0 fr-log replay failed
	expect 65 fr-log replay other
	stderr_has "the envelope of 'other' is not kept"
	sql "UPDATE ai_diagnoses SET created_at = now() - interval '91 days'; UPDATE ai_errors SET occurred_at = now() - interval '91 days'"
	log '.id = "next" | .sanitize = {version: "1"}' >/dev/null
	[ "$(sql "SELECT string_agg(log_id, ' ') FROM ai_diagnoses WHERE envelope IS NOT NULL")" = next ]
	[ "$(sql 'SELECT count(envelope) FROM ai_errors')" = 0 ]
}

@test "from a file to the server and back: the same, once" {
	export FR_STORE=$TMPDIR/file.db
	for i in 1 2 3; do log ".id = \"d$i\" | .sanitize = {version: \"1\"} | .response.text += \"n$i\" | .window.start = \"2026-11-23T10:00:00.000000Z\" | .window.end = \"2026-11-23T11:00:00.000000Z\"" >/dev/null; done
	log "$failed" >/dev/null 2>&1
	fr-log feedback d2 --helpful --note "a note"
	fr-log export >"$TMPDIR/file"
	FR_STORE=$server expect 0 fr-log import <"$TMPDIR/file"
	stderr_has "4 imported, 0 there already"
	FR_STORE=$server expect 0 fr-log import <"$TMPDIR/file"
	stderr_has "0 imported, 4 there already"
	FR_STORE=$server fr-log export >"$TMPDIR/server"
	diff <(jq -cS . "$TMPDIR/file") <(jq -cS . "$TMPDIR/server")
	expect 0 fr-log import --store "$TMPDIR/third.db" <"$TMPDIR/server"
	diff <(jq -cS . "$TMPDIR/file") <(fr-log export --store "$TMPDIR/third.db" | jq -cS .)
}

@test "examples come from the server, too" {
	log '.id = "lock" | .sanitize = {version: "1"} | .findings[0].cause = "none"' >/dev/null
	log '.id = "same" | .sanitize = {version: "1"}' >/dev/null
	fr-log feedback lock --helpful
	fr-log feedback same --helpful --note "yes"
	fr-sanitize <"$FR_ROOT/tests/fixtures/envelope.json" >now
	expect 0 fr-prompt diagnose --examples 2 <now
	json_is '.prompt.examples | join(" ")' "same lock"
	FR_STORE="postgresql:///nowhere?host=$TMPDIR&user=postgres" expect 0 fr-prompt diagnose --examples 2 <now
	stderr_has "fr-prompt: no examples: "
}

@test "stats for Prometheus: counters that pruning does not turn back" {
	some
	log '.id = "hostile" | .source.database = "a\"b\\\n} 1\u0000"' >/dev/null
	log '.id = "long" | .source.database = "x" * 9000 | .created_at = "infinity"' >/dev/null
	fr-log prune --older-than 30d --yes
	expect 0 fr-log stats --format prometheus
	"$FR_ROOT/tests/metrics" <<<"$output"
	stdout_has 'fr_diagnoses_total{database="shop",auto_generated="false",provider="anthropic",model="claude-x"} 1'
	stdout_has 'fr_diagnoses_total{database="shop",auto_generated="true",provider="anthropic",model="claude-x"} 1'
	stdout_has 'fr_errors_total{stage="llm",code="75"} 1'
	stdout_has 'fr_last_diagnosis_timestamp_seconds{database="crm"} 1'
	fr-incident < <(envelope 'del(.response) | .findings += [{cause: "idle_in_transaction", score: 90}]') >/dev/null
	expect 0 fr-incident list --format prometheus
	"$FR_ROOT/tests/metrics" <<<"$output"
	stdout_has 'fr_incident_open{server="main",database="shop",cause="lock_contention",severity="'
	expect 0 fr-alert stats --format prometheus
	"$FR_ROOT/tests/metrics" <<<"$output"
}

@test "what was asked goes to a server sanitised, or not at all" {
	log '.id = "clean" | .prompt.name = "ask" | .sanitize = {version: "1"} | .question.text = "Is it slow?"' >/dev/null
	log '.id = "raw" | .prompt.name = "ask" | .question.text = "Is it ann?"' >/dev/null
	log "$failed"' | .id = "failed" | .sanitize = {version: "1"} | .question.text = "And why?"' >/dev/null 2>&1
	expect 0 fr-log list
	[ "$(jq -r '[.id, .question] | join(" ")' <<<"$output")" = $'raw \nclean Is it slow?' ] || fail "not these"
	expect 0 fr-log errors
	json_is .question "And why?"
	expect 0 fr-log search blocked --database shop
	[[ $output == *'"question":"Is it slow?"'* ]] || fail "no question"
	fr-log export >exported
	FR_STORE=$PWD/copy.db fr-log import <exported
	[ "$(FR_STORE=$PWD/copy.db fr-log export | jq -c '[.id, .question, .continues]')" = "$(jq -c '[.id, .question, .continues]' exported)" ]
}

@test "a conversation goes on from any of its turns" {
	gzip -dc "$FR_ROOT/tests/incidents/recordings/slot-retention.db.gz" >slot.db
	asked() { expect 0 fr chat --provider offline --recording slot.db "$@"; }
	asked --format json "Which replication slot keeps WAL?"
	first=$(jq -r .log.id <<<"$output")
	asked --continue "$first" "Which sessions wait?"
	second=$(sed -n 's/.*kept as //p' <<<"$output")
	asked --continue "$first" "What changed?"
	expect 0 fr chat --continue "${second:0:34}" --provider anthropic --recording slot.db --dry-run "And now?"
	json_is '[.messages[] | select(.role == "user") | .content | if type == "string" then . else .[0].text end | split("\n")[-1]] | join(" ")' "Which replication slot keeps WAL? Which sessions wait? What changed? And now?"
	expect 0 sql "SELECT count(*), count(DISTINCT conversation) FROM ai_diagnoses WHERE log_id = '$first' OR conversation = '$first'"
	stdout_is "3|1"
	asked --continue "$second" "Which wait the longest?"
	fork=$(sed -n 's/.*kept as //p' <<<"$output")
	expect 0 sql "SELECT continues, question FROM ai_diagnoses WHERE log_id = '$fork'"
	stdout_has "|Which wait the longest?"
}
