load helpers

# Incidents that really happened, from what was recorded to the diagnosis. tests/eval judges all of them at once; what it expects is in
# tests/eval/expected.json, and `make eval` shows it as a table. Here beside that: other releases of the recorder, and edges.

setup_file() {
	need_postgres 15
	pg_start 15
}

setup() {
	export PGDATABASE=incident_$BATS_TEST_NUMBER
}

fixture() { # INCIDENT [VERSION]
	createdb "$PGDATABASE"
	incident=$FR_ROOT/tests/incidents/$1.json
	"$FR_ROOT/tests/servers/fixture" "$1" "${2:-2.22}"
}

diagnose() {
	envelope=$BATS_TEST_TMPDIR/envelope
	set -o pipefail
	fr-context --from "$(jq -r .window.start "$incident")" --to "$(jq -r .window.end "$incident")" |
		fr-sanitize | fr-prompt diagnose | fr-llm --provider offline >"$envelope"
}

@test "no incident is judged worse than it was" {
	expect 0 "$FR_ROOT/tests/eval/run" -x "$FR_ROOT/tests/eval/expected.json"
	stdout_has "| the cause is named first |"
}

@test "what is judged worse is named" {
	mkdir "$BATS_TEST_TMPDIR/incidents"
	jq '.label = {cause: "wraparound_risk", also: [], facts: ["nobody said this"]}' "$FR_ROOT/tests/incidents/healthy.json" \
		>"$BATS_TEST_TMPDIR/incidents/healthy.json"
	echo '{"healthy (recorder)": {"top_1": true, "top_3": true, "facts": 1, "false_alarms": 0}}' >"$BATS_TEST_TMPDIR/expected"
	expect 1 "$FR_ROOT/tests/eval/run" -x "$BATS_TEST_TMPDIR/expected" "$BATS_TEST_TMPDIR/incidents"
	stderr_has "healthy (recorder): its cause is no longer named first"
	stderr_has "healthy (recorder): its cause is no longer among the first three"
	stderr_has "healthy (recorder): 0 facts in the prompt, it had 1"
}

@test "a prompt that may not be sent to a model is named" {
	mkdir "$BATS_TEST_TMPDIR/incidents"
	cp "$FR_ROOT/tests/incidents/healthy.json" "$BATS_TEST_TMPDIR/incidents"
	echo '{}' >"$BATS_TEST_TMPDIR/expected"
	export FR_SHARE=$BATS_TEST_TMPDIR/share
	cp -R "$FR_ROOT/share" "$FR_SHARE"
	echo '{score: 90, summary: "WHERE name = '"'"'Mary Jones'"'"'"}' >"$FR_SHARE/rules/none.jq"
	expect 1 "$FR_ROOT/tests/eval/run" -x "$BATS_TEST_TMPDIR/expected" "$BATS_TEST_TMPDIR/incidents"
	stderr_has "'findings[0].summary' is not clean (redacted 1)"
}

@test "a model's answer is judged by its words, as the rules are by their findings" {
	mkdir "$BATS_TEST_TMPDIR/incidents"
	cp "$FR_ROOT"/tests/incidents/{healthy,lock-contention}.json "$BATS_TEST_TMPDIR/incidents"
	expect 0 "$FR_ROOT/tests/eval/run" -p offline "$BATS_TEST_TMPDIR/incidents"
	stdout_has "Answered by offline rules"
	stdout_has "| healthy | recorder | none | none | yes | yes |"
	stdout_has "| lock-contention | recorder | lock_contention | lock_contention, idle_in_transaction | yes | yes | 2/2 | 0 |"
}

@test "an incident can be made again, and its recording is judged like the others" {
	expect 0 "$FR_ROOT/tests/incidents/make" -m 15 -s 0.05 -o "$BATS_TEST_TMPDIR/made" query-storm
	expect 0 "$FR_ROOT/tests/eval/run" -j "$BATS_TEST_TMPDIR/judged" "$BATS_TEST_TMPDIR/made"
	output=$(<"$BATS_TEST_TMPDIR/judged")
	json_is '"\(.incident) \(.kind) \(.cause) \(.facts)"' "query-storm recording query_storm 2"
	json_is '.not_in_prompt | length' 0
}

older_recorder() { # VERSION
	fixture checkpoint-and-locks "$1"
	diagnose
	[ "$(jq -r '.findings[0].cause' "$envelope")" = lock_contention ]
	jq -e '[.findings[].cause] | index("forced_checkpoint")' "$envelope"
	jq -e '[.context | .anomalies, .system_metrics, .wait_events, .slow_queries, .lock_summary] | all(. != null)' "$envelope"
}

@test "the recorder of 2.0" { older_recorder 2.0; }
@test "the recorder of 2.9" { older_recorder 2.9; }
@test "the recorder of 2.17" { older_recorder 2.17; }

@test "a queryid keeps its last digit" {
	fixture lock-contention
	diagnose
	jq -e '.context.slow_queries.rows | length > 0' "$envelope"
	while read -r queryid; do
		grep -qF "\"queryid\":$queryid," "$incident" || fail "not a queryid of the incident: $queryid"
	done < <(jq -r '.context.slow_queries.rows[].queryid' "$envelope")
}

@test "a window that the recorder knows nothing of says so" {
	fixture healthy
	expect 0 fr-context --from 2001-01-01T00:00Z --to 2001-01-01T01:00Z
	json_is '.coverage.snapshots' 0
	json_is '.coverage.notes | length > 0' true
}
