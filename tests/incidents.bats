load helpers

# Incidents that really happened, from a stand-in for the recorder to the diagnosis that is kept. Labels say what was the cause, and
# which words a good diagnosis cannot do without; a word that the recorder did not catch cannot be asked for.

setup_file() {
	need_postgres 15
	pg_start 15
}

setup() {
	export PGDATABASE=incident_$BATS_TEST_NUMBER
	createdb "$PGDATABASE"
}

diagnose() { # INCIDENT [VERSION]: $envelope, $diagnosis and $incident, a file each
	incident=$FR_ROOT/tests/incidents/$1.json envelope=$BATS_TEST_TMPDIR/envelope diagnosis=$BATS_TEST_TMPDIR/diagnosis
	"$FR_ROOT/tests/servers/fixture" "$1" "${2:-2.22}"
	set -o pipefail
	fr-context --from "$(jq -r .window.start "$incident")" --to "$(jq -r .window.end "$incident")" |
		fr-sanitize | fr-prompt diagnose | fr-llm --provider offline | tee "$envelope" |
		fr-log --format text --reveal >"$diagnosis"
}

finds_its_cause() { # INCIDENT [VERSION]
	diagnose "$@"
	[ "$(jq -r '.findings[0].cause' "$envelope")" = "$(jq -r .label.cause "$incident")" ]
	while read -r also; do
		jq -e --arg also "$also" '[.findings[].cause] | index($also)' "$envelope"
	done < <(jq -r '.label.also[] | select(IN("lock_contention", "idle_in_transaction", "forced_checkpoint"))' "$incident")
	while read -r fact; do
		grep -qiF -- "$fact" "$diagnosis" || fail "the diagnosis does not mention: $fact"
	done < <(jq -r '([.functions, .tables] | tostring | ascii_downcase) as $recorded
		| .label.facts[] | select(ascii_downcase as $fact | $recorded | contains($fact))' "$incident")
}

five_sections() {
	jq -e '[.context | .anomalies, .system_metrics, .wait_events, .slow_queries, .lock_summary] | all(. != null)' "$envelope"
}

@test "checkpoint-and-locks" { finds_its_cause checkpoint-and-locks; }
@test "connection-exhaustion" { finds_its_cause connection-exhaustion; }
@test "forced-checkpoint" { finds_its_cause forced-checkpoint; }
@test "healthy" { finds_its_cause healthy; }
@test "lock-contention" { finds_its_cause lock-contention; }
@test "temp-spill" { finds_its_cause temp-spill; }

@test "an incident that no rule is made for still gets an answer" {
	for name in ddl-lock-queue missing-index vacuum-starvation; do
		dropdb "$PGDATABASE"
		createdb "$PGDATABASE"
		diagnose "$name"
		five_sections
		[ -s "$diagnosis" ]
		jq -e '.error == null and .response.text != ""' "$envelope"
	done
}

@test "the recorder of 2.0" { finds_its_cause checkpoint-and-locks 2.0; five_sections; }
@test "the recorder of 2.9" { finds_its_cause checkpoint-and-locks 2.9; five_sections; }
@test "the recorder of 2.17" { finds_its_cause checkpoint-and-locks 2.17; five_sections; }
@test "the recorder of 2.22" { finds_its_cause checkpoint-and-locks 2.22; five_sections; }

@test "a queryid keeps its last digit" {
	diagnose lock-contention
	jq -e '.context.slow_queries.rows | length > 0' "$envelope"
	while read -r queryid; do
		grep -qF "\"queryid\":$queryid," "$incident" || fail "not a queryid of the incident: $queryid"
	done < <(jq -r '.context.slow_queries.rows[].queryid' "$envelope")
}

@test "a window that the recorder knows nothing of says so" {
	"$FR_ROOT/tests/servers/fixture" healthy 2.22
	expect 0 fr-context --from 2001-01-01T00:00Z --to 2001-01-01T01:00Z
	json_is '.coverage.snapshots' 0
	json_is '.coverage.notes | length > 0' true
}
