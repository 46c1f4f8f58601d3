load helpers
load fake-llm/fake-llm

# fr auto: a day in a minute. A real server, recorded by fr-record while three incidents happen and end; then looked at as cron
# would have done it; a model and a webhook that count.

settings() { # LINE...
	printf '%s\n' "auto_diagnosis_enabled = true" "auto_diagnosis_alert = true" "alert_to = webhook" "webhook_url = $fake_llm/hook" \
		"webhook_secret_file = $PWD/secret" "auto_diagnosis_lookback = 4s" "$@" >fr.conf
	echo whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw >secret
	chmod 600 secret
	export FR_CONFIG=$PWD/fr.conf
}

setup() {
	need_fake_llm
	fake_llm_start
	settings "ai_provider = anthropic" "ai_enabled = true" "ai_max_calls_per_hour = 100"
	export ANTHROPIC_API_KEY=$fake_llm_key
}

# Until told to stop: one session holds a row and does nothing, five others wait for it.
lock() { # APPLICATION
	PGAPPNAME=$1 start psql -qXc "BEGIN" -c "UPDATE orders SET state = 'paid' WHERE id = 1" -c "\! sleep 60"
	incident=$started
	wait_for 5 holds_transaction
	waiting=()
	for _ in 1 2 3 4 5; do
		PGAPPNAME=shop-web start psql -qXc "UPDATE orders SET state = 'sent' WHERE id = 1"
		waiting+=("$started")
	done
	wait_for 5 so_many_wait 5
}
holds_transaction() { [ "$(psql -qAtXc "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction'")" = 1 ]; }
so_many_wait() { [ "$(psql -qAtXc "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")" = "$1" ]; }

unlock() {
	psql -qAtXc "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' AND application_name <> 'fr-record'" >/dev/null
	stop "$incident"
	for pid in "${waiting[@]}"; do stop "$pid"; done
	wait_for 5 so_many_wait 0
}

# What cron would do: a look every two seconds of the recording at the four seconds before it.
look_at_all_of() { # RECORDING
	local us
	while read -r us; do
		fr auto --recording "$1" --base-url "$fake_llm" --from "$(at "$((us - 4000000))")" --to "$(at "$us")" 2>>log || echo "status $?" >>log
	done < <(sqlite3 "$1" "WITH RECURSIVE t (us) AS (SELECT min(at_us) + 4000000 FROM samples
		UNION ALL SELECT us + 2000000 FROM t WHERE us < (SELECT max(at_us) - 2000000 FROM samples)) SELECT us FROM t")
}

at() { date -u -d "@${1:0:-6}.${1: -6}" +%FT%T.%6NZ; } # MICROSECONDS; to the last of them: what is cut off would be a second of quiet

alerts() { fake_llm_requests 'select(.path == "/hook") | .body | fromjson | .type' | sort | uniq -c | awk '{ print $1, $2 }' | paste -sd ' '; }

@test "three incidents and quiet between them: three diagnoses, three alerts, three ends, and the bill is right" {
	need_postgres 15
	pg_start 15
	psql -qXc "CREATE TABLE orders AS SELECT g AS id, 'new' AS state FROM generate_series(1, 1000) g"
	start fr-record --interval 250ms --output night.db
	recorder=$started
	wait_for 10 test -s night.db
	for application in nightly-job adhoc migration; do
		sleep 6
		lock "$application"
		sleep 6
		unlock
	done
	sleep 6
	stop "$recorder"
	look_at_all_of night.db
	[ ! -s log ] || cat log >&2
	[ "$(fr-log list --format json | jq -r '.auto_generated' | paste -sd ' ')" = "true true true" ] || fail "kept:" "$(fr-log list --format json)" "$(<log)"
	[ "$(alerts)" = "3 incident.resolve 3 incident.trigger" ] || fail "told: $(alerts)" "$(fr-incident list)" "$(<log)"
	[ "$(fr-incident list | jq -r .state | paste -sd ' ')" = "over over over" ]
	spent=$(fr-cost report --format json | jq -s 'map(.spent_usd) | add * 1e6 | round')
	[ "$spent" = "$(sqlite3 "$XDG_STATE_HOME/fr/fr.db" 'SELECT sum(cost_microusd) FROM ai_usage')" ]
	[ "$(fake_llm_requests 'select(.path == "/v1/messages") | .request' | wc -l)" = "$(sqlite3 "$XDG_STATE_HOME/fr/fr.db" 'SELECT count(*) FROM ai_usage')" ]
}

@test "off until it is switched on" {
	echo "auto_diagnosis_enabled = false" >>fr.conf
	expect 0 fr auto --recording nowhere.db
	stdout_is ""
	stderr_is ""
}

@test "-n shows the pipeline, with the lookback of the settings" {
	expect 0 fr -n auto --fleet servers
	stdout_has "fr-context --fleet servers --last 4s | "
	stdout_has "fr-incident | "
	stdout_has "fr-incident done | "
	[[ $output == *fr-alert ]] || fail "no alert at the end"
}

@test "--check says what is missing, and 0 when nothing is" {
	need_postgres 15
	pg_start 15
	"$FR_ROOT/tests/servers/fixture" healthy 2.22
	expect 0 fr auto --check
	stdout_has "ok      database, and the recorder in it"
	stdout_has "ok      model and its key"
	stdout_has "ok      channels for alerts"
	stdout_lacks FAILED
	unset ANTHROPIC_API_KEY
	chmod 644 secret
	printf '%s\n' "auto_diagnosis_enabled = false" "store = /proc/nowhere/fr.db" >>fr.conf
	PGDATABASE=template1 run fr auto --check
	[ "$status" -ne 0 ]
	for what in auto_diagnosis_enabled "database, and the recorder in it" "store, to be written" "model and its key" "channels for alerts"; do
		[[ $output == *"FAILED  $what: "* ]] || fail "it is not said: $what"
	done
}

@test "a server that cannot be reached is told once, and when it is back" {
	need_postgres 15
	pg_start 15
	"$FR_ROOT/tests/servers/fixture" healthy 2.22
	mapfile -t window < <(jq -r '"--from=\(.window.start)\n--to=\(.window.end)"' "$FR_ROOT/tests/incidents/healthy.json")
	echo "one host=$PWD/nowhere" >down
	echo "one host=$PGHOST" >up
	expect 69 fr auto --fleet down "${window[@]}"
	expect 69 fr auto --fleet down "${window[@]}"
	expect 0 fr auto --fleet up "${window[@]}"
	[ "$(alerts)" = "1 incident.resolve 1 incident.trigger" ]
	fake_llm_requests 'select(.path == "/hook") | .body | fromjson | .data.text' | grep -q "cannot connect"
}

@test "two hosts with one store in PostgreSQL: one diagnosis, one alert, one budget" {
	need_postgres 15
	pg_start 15
	createdb store
	echo "store = postgresql:///store?host=$PGHOST" >>fr.conf
	"$FR_ROOT/tests/servers/fixture" lock-contention 2.22
	mapfile -t window < <(jq -r '"--from=\(.window.start)\n--to=\(.window.end)"' "$FR_ROOT/tests/incidents/lock-contention.json")
	pids=()
	for host in one two three four; do
		mkdir -p "$host"
		HOME=$PWD/$host XDG_STATE_HOME=$PWD/$host/state sh -c 'exec fr auto --base-url "$0" "$@" 2>log.$$' "$fake_llm" "${window[@]}" 3>&- &
		pids+=($!)
	done
	for pid in "${pids[@]}"; do wait "$pid"; done
	[ "$(alerts)" = "1 incident.trigger" ]
	[ "$(fake_llm_requests 'select(.path == "/v1/messages") | .request' | wc -l)" = 1 ]
	[ "$(psql -AtXd store -c 'SELECT count(*) FROM flight_recorder.ai_diagnoses WHERE auto_generated')" = 1 ]
	[ "$(psql -AtXd store -c 'SELECT count(*) FROM flight_recorder.ai_usage')" = 1 ]
}

@test "what is ready to use is fit to be used" {
	run grep -vE '^(#|$|[A-Z]+=|([0-9*/,-]+ +){5}[a-z]+ +[a-z].*$)' "$FR_ROOT/share/cron/fr.cron"
	[ "$output" = "" ]
	command -v systemd-analyze >/dev/null || skip "systemd is not installed"
	run systemd-analyze verify --man=no "$FR_ROOT/share/systemd/fr-auto.timer"
	[ "$output" = "" ] || fail "$output"
	level=$(systemd-analyze security --offline=true "$FR_ROOT/share/systemd/fr-auto.service" | sed -n 's/.*exposure level.*: \([0-9.]*\) .*/\1/p')
	awk -v level="$level" 'BEGIN { exit !(level != "" && level < 2) }' || fail "exposure level $level"
}
