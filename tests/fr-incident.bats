load helpers

# What is new, what goes on, and what is over; the store keeps it.

seen() { # DATABASE CAUSE... [severity=WORD]
	local database=$1
	shift
	jq -nc --arg database "$database" --args '{fr: 1, id: "x", source: {$database},
		context: {anomalies: {rows: [$ARGS.positional[] | select(startswith("severity=")) | {severity: .[9:]}]}},
		findings: [$ARGS.positional[] | select(startswith("severity=") | not) | {cause: ., score: 60, summary: "s", evidence: [], fix: []}],
		prompt: {name: "diagnose", messages: []}}' -- "$@"
}

healthy() { seen "$1" none; }
answered() { jq -c '.response = {text: "a"}'; }

# As if so many minutes had gone by.
later() { # MINUTES
	sqlite3 "$XDG_STATE_HOME/fr/fr.db" "UPDATE ai_incidents SET started_at = strftime('%Y-%m-%dT%H:%M:%f000Z', started_at, '-$1 minutes'),
		diagnosed_at = strftime('%Y-%m-%dT%H:%M:%f000Z', diagnosed_at, '-$1 minutes'),
		claimed_until = CASE claimed_until WHEN '' THEN '' ELSE strftime('%Y-%m-%dT%H:%M:%f000Z', claimed_until, '-$1 minutes') END"
}

@test "a new incident passes, the same one does not until the cooldown is over" {
	expect 0 fr-incident < <(seen shop lock_contention)
	json_is .incident.state new
	json_is '.incident.causes | join(" ")' lock_contention
	json_is .prompt.name diagnose
	answered <<<"$output" | fr-incident done >/dev/null
	later 20
	expect 0 fr-incident -v < <(seen shop lock_contention)
	stdout_is ""
	stderr_is "fr-incident: shop: lock_contention goes on, 20 min"
	later 50
	expect 0 fr-incident < <(seen shop lock_contention)
	json_is .incident.state again
	json_is .incident.minutes 70
}

@test "what gets another first cause or graver has changed, and is the same incident" {
	fr-incident < <(seen shop lock_contention) >first
	answered <first | fr-incident done >/dev/null
	expect 0 fr-incident < <(seen shop lock_contention forced_checkpoint)
	stdout_is ""
	expect 0 fr-incident < <(seen shop forced_checkpoint lock_contention)
	json_is .incident.state changed
	json_is .incident.id "$(jq -r .incident.id first)"
	answered <<<"$output" | fr-incident done >/dev/null
	expect 0 fr-incident < <(seen shop forced_checkpoint severity=critical)
	json_is .incident.state changed
}

@test "it is over when it is not seen any more, and that is said once" {
	fr-incident < <(seen shop lock_contention) | answered | fr-incident done >/dev/null
	later 31
	expect 0 fr-incident < <(healthy shop)
	stdout_is ""
	expect 0 fr-incident -v done </dev/null
	json_is .incident.state over
	json_is .incident.minutes 31
	json_is .source.database shop
	json_is '.findings[0].cause' lock_contention
	stderr_is "fr-incident: shop: lock_contention is over, 31 min"
	expect 0 fr-incident done </dev/null
	stdout_is ""
	expect 0 fr-incident < <(seen shop lock_contention)
	json_is .incident.state new
}

@test "a look that saw too little ends nothing" {
	fr-incident < <(seen shop lock_contention) | answered | fr-incident done >/dev/null
	expect 0 fr-incident < <(healthy shop | jq -c '.coverage.samples = 0'; healthy shop | jq -c 'del(.findings)')
	expect 0 fr-incident done </dev/null
	stdout_is ""
	expect 0 fr-incident list
	json_is .state ongoing
}

@test "another cause is another incident, and ends the one before; databases do not mix" {
	{ seen shop lock_contention; seen crm temp_file_spills; } | fr-incident | answered | fr-incident done >both
	[ "$(jq -r .incident.id both | sort -u | wc -l)" = 2 ]
	expect 0 fr-incident < <(seen shop temp_file_spills)
	json_is .incident.state new
	expect 0 fr-incident done </dev/null
	json_is '.source.database + " " + .incident.state' "shop over"
	expect 0 fr-incident < <(seen crm temp_file_spills)
	stdout_is ""
}

@test "nothing wrong, not grave enough, and nothing at all" {
	expect 0 fr-incident < <(healthy shop)
	stdout_is ""
	stderr_is ""
	expect 0 fr-incident --least high < <(seen shop lock_contention severity=medium)
	stdout_is ""
	expect 0 fr-incident </dev/null
	stdout_is ""
	expect 2 fr-incident --least loud
}

@test "a diagnosis that failed may be tried again at once; one that died, when its claim is over" {
	fr-incident < <(seen shop lock_contention) >first
	expect 0 fr-incident -v < <(seen shop lock_contention)
	stdout_is ""
	stderr_has "is being diagnosed by another run"
	jq -c '.error = {stage: "llm", code: 69, message: "m"}' first | fr-incident done >/dev/null
	expect 0 fr-incident < <(seen shop lock_contention)
	json_is .incident.state new
	later 11
	expect 0 fr-incident < <(seen shop lock_contention)
	json_is .incident.state new
}

@test "a clock that is set back keeps nothing from being diagnosed" {
	fr-incident < <(seen shop lock_contention) >first
	sqlite3 "$XDG_STATE_HOME/fr/fr.db" "UPDATE ai_incidents SET claimed_until = strftime('%Y-%m-%dT%H:%M:%f000Z', claimed_until, '+2 hours')"
	expect 0 fr-incident < <(seen shop lock_contention)
	json_is .incident.state new
	answered <<<"$output" | fr-incident done >/dev/null
	sqlite3 "$XDG_STATE_HOME/fr/fr.db" "UPDATE ai_incidents SET diagnosed_at = strftime('%Y-%m-%dT%H:%M:%f000Z', diagnosed_at, '+30 minutes')"
	expect 0 fr-incident < <(seen shop lock_contention)
	stdout_is "" # the clock of another host
	sqlite3 "$XDG_STATE_HOME/fr/fr.db" "UPDATE ai_incidents SET diagnosed_at = strftime('%Y-%m-%dT%H:%M:%f000Z', diagnosed_at, '+2 hours')"
	expect 0 fr-incident < <(seen shop lock_contention)
	json_is .incident.state again
}

@test "a list that cannot be written is 74" {
	fr-incident < <(seen shop lock_contention) >first
	for format in json table prometheus; do
		expect 74 sh -c "fr-incident list --format $format >/dev/full"
		stderr_is "fr-incident: cannot write standard output: No space left on device"
	done
}

@test "twenty at once: one is told to diagnose it" {
	seen shop lock_contention >one
	fr-incident list >/dev/null
	pids=()
	for i in {1..20}; do
		sh -c "exec fr-incident -v <one >out.$i 2>err.$i" 3>&- &
		pids+=($!)
	done
	for pid in "${pids[@]}"; do wait "$pid"; done
	[ "$(cat out.* | wc -l)" = 1 ]
	[ "$(cat err.* | grep -c 'by another run')" = 19 ]
}

@test "a server that cannot be reached is an incident; another error passes and says nothing of incidents" {
	fr-incident < <(seen shop lock_contention) | answered | fr-incident done >/dev/null
	expect 0 fr-incident < <(seen shop | jq -c '.error = {stage: "sanitize", code: 77, message: "m"}')
	json_is .error.code 77
	json_is .incident null
	expect 0 fr-incident list
	json_is '.state + " " + .database' "ongoing shop"
	expect 0 fr-incident < <(seen crm | jq -c '.error = {stage: "context", code: 69, message: "cannot connect"}')
	json_is '.incident.causes[0]' unreachable
	jq -c . <<<"$output" | fr-incident done >/dev/null
	expect 0 fr-incident < <(healthy crm)
	expect 0 fr-incident done </dev/null
	json_is '.findings[0].summary' "cannot connect"
}

@test "list shows what goes on, for how long, and hostile names harmlessly" {
	fr-incident < <(seen $'sh\e[31mop' lock_contention) >/dev/null
	expect 0 fr-incident list
	json_is .state ongoing
	script -qec 'fr-incident list' /dev/null </dev/null >screen
	run grep -c $'\e\[31m' screen
	[ "$output" = 0 ]
	grep -q 'lock_contention' screen
}

@test "a store that cannot be used" {
	mkdir -p "$XDG_STATE_HOME/fr"
	echo "no store" >"$XDG_STATE_HOME/fr/fr.db"
	expect 74 fr-incident < <(seen shop lock_contention)
}

@test "list for Prometheus: what goes on, once for each cause" {
	fr-incident list --format prometheus | "$FR_ROOT/tests/metrics"
	{ seen shop lock_contention idle_in_transaction severity=high; seen $'a"b\\\n} 1' temp_file_spills; seen crm lock_contention; } | fr-incident >/dev/null
	healthy crm | fr-incident
	later 20
	expect 0 fr-incident list --format prometheus
	"$FR_ROOT/tests/metrics" <<<"$output"
	[ "$(grep -c '^fr_incident_open{' <<<"$output")" = 3 ] || fail "crm is over"
	stdout_has 'fr_incident_open{server="",database="shop",cause="lock_contention",severity="high"} 1'
	stdout_has 'fr_incident_open{server="",database="a\"b\\\n} 1",cause="temp_file_spills",severity="medium"} 1'
	seconds=$(sed -n 's/^fr_incident_seconds{server="",database="shop",cause="idle_in_transaction",severity="high"} //p' <<<"$output")
	((seconds >= 1200 && seconds < 1800))
	expect 2 fr-incident --format prometheus
	expect 2 fr-incident list --format xml
}
