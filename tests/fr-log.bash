# What the test files of fr-log share.

setup() {
	store=$XDG_STATE_HOME/fr/fr.db
	case=019ab1c2-3d4e-7abc-8def-0123456789ab
}

# An answered envelope on stdout; a jq program may change it.
envelope() { # [JQ-PROGRAM]
	jq -nc --arg id "$case" '{fr: 1, id: $id, created_at: "2026-11-23T11:00:00Z",
		source: {kind: "flight_recorder", database: "shop", cluster: "main"},
		window: {start: "2026-11-23T10:00:00Z", end: "2026-11-23T11:00:00Z", minutes: 60},
		context: {anomalies: {rows: [], returned: 0, total: 0, truncated: false}},
		findings: [{cause: "lock_contention", score: 90, summary: "s", evidence: ["e"], fix: ["f"]}],
		prompt: {name: "diagnose"},
		response: {provider: "anthropic", model: "claude-x", text: "## Root Cause: locks\n\nPid 7 blocked 12 others.\n",
			stop_reason: "end_turn", usage: {input_tokens: 1000, output_tokens: 200}, cost_usd: 0.012345,
			attempts: 1, latency_ms: 5}} | '"${1:-.}"
}

log() { # [JQ-PROGRAM] [OPTION...]
	local program=${1:-.}
	[ $# -eq 0 ] || shift
	envelope "$program" | fr-log "$@"
}

failed='del(.response) | .error = {stage: "llm", code: 75, message: "budget is spent", hint: "tomorrow"}'

sql() { sqlite3 "$store" "$1"; }
rows() { sql 'SELECT count(*) FROM ai_diagnoses'; }
ids() { jq -r .id <<<"$output" | paste -sd ' '; }
ids_are() { [ "$(ids)" = "$1" ] || fail "ids are '$(ids)', not '$1'"; }
on_terminal() { script -qec "stty cols ${columns:-80}; $1" /dev/null; }

# Somebody else than root, whom file modes do not hold back.
unprivileged() {
	if [ "$(id -u)" = 0 ]; then
		chmod 711 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR"/*/ "$BATS_RUN_TMPDIR"/test "$BATS_TEST_TMPDIR" 2>/dev/null || true
		setpriv --reuid 65534 --regid 65534 --clear-groups env HOME=/nonexistent XDG_CONFIG_HOME= XDG_STATE_HOME= "$@"
	else
		env HOME=/nonexistent XDG_CONFIG_HOME= XDG_STATE_HOME= "$@"
	fi
}

# What has to hold of every kind of store when many come at once.
ten_first_starts() {
	for i in {1..10}; do log ".id = \"n$i\"" >"$TMPDIR/out.$i" 2>"$TMPDIR/err.$i" & done
	wait
	expect 0 cat "$TMPDIR"/err.*
	stdout_is ""
	[ "$(jq -r .log.kept "$TMPDIR"/out.* | sort | uniq -c | tr -s ' ')" = " 10 store" ]
	[ "$(rows)" = 10 ]
}

fifty_writers() {
	for i in {0..49}; do
		envelope ".id = \"w$((i / 2))-\\(range(1; 5))\"" >"$TMPDIR/in.$i"
	done
	for i in {0..49}; do fr-log --wait 60 <"$TMPDIR/in.$i" >"$TMPDIR/out.$i" 2>"$TMPDIR/err.$i" & done
	wait
	expect 0 cat "$TMPDIR"/err.*
	stdout_is ""
	[ "$(rows)" = 100 ]
	[ "$(cat "$TMPDIR"/out.* | jq -r 'select(.id == .log.id and .log.kept == "store") | 1' | wc -l)" = 200 ]
}
