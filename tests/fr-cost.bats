# What prompts will cost, what was spent, and what is left: to the micro-dollar.
load helpers
load fr-llm

setup() {
	store=$XDG_STATE_HOME/fr/fr.db
	own=$XDG_CONFIG_HOME/fr/pricing.json
	mkdir -p "$XDG_CONFIG_HOME/fr"
}

sql() { sqlite3 "$store" "$1"; }

# An envelope with a prompt on stdout; a jq program may change it.
envelope() { # [JQ-PROGRAM]
	jq -nc '{fr: 1, id: "one", sanitize: {version: 1}, prompt: {name: "diagnose", system: "Be brief. \"é\"\n",
		messages: [{role: "user", content: "What was wrong?"}], max_output_tokens: 1000}} | '"${1:-.}"
}

# How many bytes that prompt has.
prompt_bytes() { envelope | jq -j '.prompt | tojson' | wc -c; }

# A store with one attempt more, made days ago; columns as NAME=VALUE in SQL.
spent() { # DAYS-AGO [COLUMN=VALUE...]
	local days=$1 pair columns values
	local -A row=([provider]="'anthropic'" [model]="'m'" [function_name]="'diagnose'" [reserved_microusd]=75000)
	shift
	for pair in "$@"; do row[${pair%%=*}]=${pair#*=}; done
	columns=$(printf ', %s' "${!row[@]}") values=$(printf ', %s' "${row[@]}")
	[ -f "$store" ] || fr-log </dev/null
	sql "INSERT INTO ai_usage (called_at$columns) VALUES (strftime('%Y-%m-%dT%H:%M:%f000Z', 'now', '-$days days')$values)"
}

settled() { # DAYS-AGO MICRO-DOLLARS [COLUMN=VALUE...]
	spent "$1" cost_microusd="$2" input_tokens=100 output_tokens=10 "${@:3}"
}

# Runs a command as if it were that many seconds after the epoch.
at() { # SECONDS COMMAND...
	local seconds=$1
	shift
	cat >"$TMPDIR/clock.c" <<-'END'
		#define _GNU_SOURCE
		#include <dlfcn.h>
		#include <stdlib.h>
		#include <time.h>
		int clock_gettime(clockid_t clock, struct timespec *now)
		{
			int (*real)(clockid_t, struct timespec *) = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
			int result = real(clock, now);
			if (clock == CLOCK_REALTIME)
				now->tv_sec = atol(getenv("AT"));
			return result;
		}
	END
	[ -f "$TMPDIR/clock.so" ] || cc -shared -fPIC -o "$TMPDIR/clock.so" "$TMPDIR/clock.c" -ldl
	AT=$seconds LD_PRELOAD=$TMPDIR/clock.so "$@"
}

@test "none in, none out; help and misuse" {
	expect 0 fr-cost </dev/null
	stdout_is ""
	expect 0 fr-cost --help
	stdout_has "usage: fr-cost [options] [report | budget]"
	for bad in "frobnicate" "report more" "--max x" "--max -1" "--last soon report" "--format xml budget" "--format csv" \
		"report --by weekday" "report --by day --format prometheus" "--base-url nowhere -m x"; do
		read -ra words <<<"$bad"
		expect 2 fr-cost "${words[@]}" </dev/null
		stdout_is ""
		stderr_has "hint: try 'fr-cost --help'"
	done
	[ ! -e "$store" ]
}

@test "an estimate is exact, and so is the most" {
	bytes=$(prompt_bytes)
	expect 0 fr-cost --model claude-opus-5-5 < <(envelope)
	json_is '.cost | keys | join(" ")' "estimate_usd input_tokens model most_usd output_tokens provider"
	json_is .cost.input_tokens $(((bytes + 2) / 3))
	json_is .cost.output_tokens 1000
	# 4 dollars for a million tokens in, 20 out; the most: 5 (written to the cache) for each byte, 512 around it and 1024 more, 4000 of thinking
	json_is '.cost.estimate_usd * 1e6 | round' $(((bytes + 2) / 3 * 4 + 1000 * 20))
	json_is '.cost.most_usd * 1e6 | round' $(((bytes + 1536) * 5 + (1000 + 4000) * 20))
	json_is '.prompt.max_output_tokens' 1000
	expect 0 fr-cost --model claude-opus-5-5 --batch < <(envelope)
	json_is '.cost.estimate_usd * 1e6 | round' $(((bytes + 2) / 3 * 2 + 1000 * 10))
}

@test "a prompt that can reach a higher tier is priced there" {
	bytes=$(envelope '.prompt.system = "x" * 120000' | jq -j '.prompt | tojson' | wc -c)
	expect 0 fr-cost --model claude-haiku-5-5 < <(envelope '.prompt.system = "x" * 120000')
	# the estimate is below 100,000 tokens, the most is above
	json_is '.cost.estimate_usd * 1e6 | round' $((((bytes + 2) / 3 * 10 + 1000 * 50 + 99) / 100))
	json_is '.cost.most_usd * 1e6 | round' $((((bytes + 1536) * 625 + 5000 * 2500 + 999) / 1000))
}

@test "whose prices: the command line, the settings, the key that is there" {
	model() { expect 0 fr-cost "$@" < <(envelope); json_is '.cost | .provider + " " + .model' "$wanted"; }
	wanted="offline rules" model
	json_is .cost.most_usd 0
	wanted="anthropic claude-sonnet-5-5" model --provider anthropic
	wanted="openai gpt-6.2-sol" model --provider openai
	export FR_AI_ENABLED=true
	wanted="offline rules" model
	OPENAI_API_KEY=secret wanted="openai gpt-6.2-sol" model
	ANTHROPIC_API_KEY=secret wanted="anthropic claude-sonnet-5-5" model
	FR_AI_PROVIDER=openai FR_AI_MODEL=gpt-6-luna wanted="openai gpt-6-luna" model
	wanted="ollama llama3.2" model --provider ollama --model llama3.2
	json_is .cost.most_usd 0
	expect 78 fr-cost --provider ollama < <(envelope)
	stderr_has "provider 'ollama' has no model that is taken unless one is named"
}

@test "--max lets through what costs just that, and stops what costs a micro-dollar more" {
	expect 0 fr-cost --provider anthropic < <(envelope)
	most=$(jq '.cost.most_usd * 1e6 | round' <<<"$output")
	limit() { printf '%d.%06d' $(($1 / 1000000)) $(($1 % 1000000)); }
	expect 0 fr-cost --provider anthropic --max "$(limit "$most")" < <(envelope)
	json_is .error null
	expect 75 fr-cost --provider anthropic --max "$(limit $((most - 1)))" < <(envelope; envelope '.prompt = {max_output_tokens: 1} | .id = "two"')
	[ "$(jq -r '[.id, .error.code, .error.stage] | join(" ")' <<<"$output")" = "one 75 cost
two  " ] || fail "not these two"
	stderr_has "fr-cost: the prompt can cost $(limit "$most") USD, more than the $(limit $((most - 1))) USD it may"
	[ "$(jq -s '.[0].cost.most_usd * 1e6 | round' <<<"$output")" = "$most" ]
}

@test "an envelope without a prompt is 65; a length that is none is fr-llm's" {
	expect 65 fr-cost < <(envelope 'del(.prompt)'; envelope '.prompt = "text"')
	stderr_has "the envelope has no prompt"
	expect 0 fr-cost < <(envelope 'del(.prompt.max_output_tokens)')
	json_is .cost.output_tokens 4000
	for pair in 0:1 -1:1 1e300:1000000 '"x":4000'; do
		expect 0 fr-cost --provider anthropic < <(envelope ".prompt.max_output_tokens = ${pair%:*}")
		json_is .cost.output_tokens "${pair#*:}"
	done
}

@test "fr-llm reserves no more than the most" {
	envelope '.prompt.schema = {type: "object", properties: {a: {type: "string"}}, required: ["a"], additionalProperties: false}' >prompts
	envelope '.prompt.messages += [{role: "assistant", content: "Locks."}, {role: "user", content: "Whose?"}]' >>prompts
	envelope '.prompt.max_output_tokens = 200000' >>prompts
	have_key
	sealed <prompts >sealed
	for of in anthropic:claude-sonnet-5-5 anthropic:claude-haiku-4-5 openai:gpt-6.2-sol openai:gpt-6-luna; do
		expect 0 fr-cost --provider "${of%:*}" --model "${of#*:}" <prompts
		most=$(jq '.cost.most_usd * 1e6 | round' <<<"$output")
		expect 0 fr-llm --dry-run --provider "${of%:*}" --model "${of#*:}" <sealed
		paste <(echo "$most") <(sed -n 's/.*at most \([0-9]*\)\.\([0-9]*\) USD.*/\1\2/p' <<<"$stderr") >"$TMPDIR/pairs"
		[ "$(wc -l <"$TMPDIR/pairs")" = 3 ]
		awk 'NF != 2 || $1 < $2 || $1 > $2 + 10000 { exit 1 }' "$TMPDIR/pairs" || fail "$of: $(<"$TMPDIR/pairs")"
	done
}

@test "a model without a price is refused with the line to add, and the line does it" {
	expect 78 fr-cost --model gpt-99 < <(envelope)
	stdout_is ""
	stderr_is "fr-cost: model 'gpt-99' has no price, and nothing is spent without one
hint: add the line {\"model\":\"gpt-99\",\"input\":USD,\"output\":USD} to '$own', with its prices in dollars for a million tokens"
	sed -n 's/^hint: add the line \(.*\) to .*/\1/p' <<<"$stderr" >"$own"
	expect 78 fr-cost --model gpt-99 < <(envelope)
	stderr_has "$own"
	sed -i 's/USD/7/g' "$own"
	expect 0 fr-cost --model gpt-99 < <(envelope)
	json_is '.cost.estimate_usd * 1e6 | round' $((($(prompt_bytes) + 2) / 3 * 7 + 7000))
}

@test "a model on one's own machine is free when its line says so, there only" {
	expect 78 fr-cost --model llama --base-url http://127.0.0.1:8080/v1 < <(envelope)
	stderr_has 'add the line {"model":"llama","server":"http://127.0.0.1:8080","input":0,"output":0}'
	sed -n 's/^hint: add the line \(.*\) to .*/\1/p' <<<"$stderr" >"$own"
	expect 0 fr-cost --model llama --base-url http://127.0.0.1:8080/v1 < <(envelope)
	json_is .cost.most_usd 0
	expect 78 fr-cost --model llama < <(envelope)
	expect 0 fr-cost --model gpt-6-luna --base-url http://127.0.0.1:8080/v1 < <(envelope)
	json_is '.cost.most_usd > 0' true
}

@test "one's own prices come before those that are installed; a bad list is 78 with its place" {
	echo '{"model": "claude-opus-5-5", "input": 1, "output": 2}' >"$own"
	expect 0 fr-cost --model claude-opus-5-5 < <(envelope)
	json_is '.cost.estimate_usd * 1e6 | round' $((($(prompt_bytes) + 2) / 3 + 2000))
	echo '{"model": "x", "input": 1, "outptu": 2}' >>"$own"
	expect 78 fr-cost --model claude-opus-5-5 < <(envelope)
	stderr_is "fr-cost: '$own': entry 2, model x: unknown member 'outptu'"
	expect 78 fr-cost --model claude-3-5-sonnet-20241022 --config /dev/null < <(rm "$own"; envelope)
	stderr_is "fr-cost: model 'claude-3-5-sonnet-20241022' was retired on 2025-10-28
hint: 'claude-sonnet-5-5' takes its place"
}

@test "every price that comes with fr has a source and a day, and a model that costs" {
	run jq -r '.[] | select(.server == null) | select((.source | length) == 0 or (.read_on | test("^20[0-9]{2}-[0-9]{2}-[0-9]{2}$") | not)
		or ((.retired == null) and (.input <= 0 or .output <= 0))) | .model' "$FR_ROOT/share/pricing.json"
	[ "$output" = "" ] || fail "without: $output"
	for model in $(jq -r '.[] | select(.retired == null and .server == null) | .model, .aliases[]?' "$FR_ROOT/share/pricing.json"); do
		expect 0 fr-cost --model "$model" < <(envelope)
		json_is '.cost.estimate_usd > 0' true
	done
}

@test "a store that is not there is empty, and is not made" {
	expect 0 fr-cost budget
	json_is '[.limit_usd, .spent_usd, .reserved_usd, .left_usd] | join(" ")' "10 0 0 10"
	expect 0 fr-cost report
	stdout_is ""
	[ ! -e "$store" ]
}

@test "the budget: limit, spent, reserved, left" {
	settled 0 1234567
	settled 0 1 model="'other'"
	settled 1 9000000
	spent 0 reserved_microusd=500000
	expect 0 fr-cost budget
	json_is .day "$(date -u +%F)"
	json_is '[.limit_usd, .spent_usd, .reserved_usd, .left_usd] | join(" ")' "10 1.234568 0.5 8.265432"
	FR_AI_DAILY_BUDGET_USD=1.50 expect 0 fr-cost budget
	json_is '[.limit_usd, .left_usd] | join(" ")' "1.5 0"
	expect 0 fr-cost budget --format table
	stdout_has "spent           1.234568"
	expect 0 fr-cost budget --format csv
	stdout_has "limit_usd,spent_usd,reserved_usd,left_usd
$(date -u +%F),10.000000,1.234568,0.500000,8.265432"
	expect 0 fr-cost budget --format prometheus
	stdout_has 'fr_ai_budget_usd{amount="left"} 8.265432'
}

@test "the day ends at midnight of UTC, whatever the time zone" {
	[ -z "${FR_ASAN:-}" ] || skip "ASan has to be loaded before the clock"
	fr-log </dev/null
	sql "INSERT INTO ai_usage (called_at, function_name, provider, model, reserved_microusd, cost_microusd)
		VALUES ('2026-11-23T23:59:59.999999Z', 'f', 'p', 'm', 5, 4), ('2026-11-24T00:00:00.000000Z', 'f', 'p', 'm', 3, NULL)"
	for zone in UTC Pacific/Auckland America/Los_Angeles; do
		TZ=$zone expect 0 at 1795478399 fr-cost budget
		json_is '[.day, .spent_usd, .reserved_usd, .next_day_at] | join(" ")' "2026-11-23 4e-06 0 2026-11-24T00:00:00.000000Z"
		TZ=$zone expect 0 at 1795478400 fr-cost budget
		json_is '[.day, .spent_usd, .reserved_usd, .next_day_at] | join(" ")' "2026-11-24 0 3e-06 2026-11-25T00:00:00.000000Z"
		TZ=$zone expect 0 at 1795478400 fr-cost report --last 1d
		json_is '[.day, .unsettled] | join(" ")' "2026-11-24 1"
	done
}

@test "a report by day has the newest first, and as many days as asked for" {
	settled 0 10
	settled 0 5
	settled 29 20
	settled 30 40
	expect 0 fr-cost report
	[ "$(jq -r '[.calls, .attempts, .input_tokens, .output_tokens, .spent_usd * 1e6] | join(" ")' <<<"$output")" = "2 2 200 20 15
1 1 100 10 20" ] || fail "not these two days"
	[ "$(jq -r .day <<<"$output" | head -n 1)" = "$(date -u +%F)" ]
	expect 0 fr-cost report --last 31d --by provider
	json_is '.spent_usd * 1e6 | round' 75
	expect 0 fr-cost report --last 1h --by provider
	json_is '.spent_usd * 1e6 | round' 15
}

@test "by model, function, database and cluster, the dearest first" {
	settled 0 1 model="'a'" database="'shop'"
	settled 0 2 model="'b'" database="'shop'" cluster="'main'"
	settled 3 4 model="'b'" function_name="'explain'"
	expect 0 fr-cost report --by model
	[ "$(jq -r '[.model, .calls, .spent_usd * 1e6] | join(" ")' <<<"$output")" = "b 2 6
a 1 1" ] || fail "by model"
	expect 0 fr-cost report --by database
	[ "$(jq -r '[.database // "-", .spent_usd * 1e6] | join(" ")' <<<"$output")" = "- 4
shop 3" ] || fail "by database"
	expect 0 fr-cost report --by function,cluster
	[ "$(jq -r '[.function_name, .cluster // "-", .spent_usd * 1e6] | join(" ")' <<<"$output")" = "explain - 4
diagnose main 2
diagnose - 1" ] || fail "by function and cluster"
}

@test "what died stays reserved, on its day, and is shown as such" {
	spent 2
	settled 2 7 attempt=2 estimate=true
	expect 0 fr-cost report
	json_is '[.calls, .attempts, .unsettled, .estimates, .spent_usd, .reserved_usd] | join(" ")' "1 2 1 1 7e-06 0.075"
	expect 0 fr-cost report --format table
	[[ $output =~ DAY.*UNSETTLED.*SPENT\ USD.*RESERVED\ USD ]] || fail "no such head"
	[[ $output =~ all\ .*0.000007\ +0.075000 ]] || fail "no such total"
}

@test "the sums by day are the sums of the attempts" {
	for day in 0 1 2; do
		for model in a b; do
			settled $day $((RANDOM * 1000)) model="'$model'" database="'$model'" cache_read_tokens=$RANDOM
			spent $day model="'$model'"
		done
	done
	sql "UPDATE ai_usage SET cost_microusd = 3, output_tokens = 9, estimate = true WHERE id IN (2, 6)"
	[ "$(sql "SELECT sum(spent_microusd), sum(reserved_microusd), sum(attempts), sum(unsettled), sum(estimates), sum(cache_read_tokens),
		sum(output_tokens) FROM ai_usage_days")" = "$(sql "SELECT sum(cost_microusd), sum(reserved_microusd) FILTER (WHERE cost_microusd
		IS NULL), count(*), sum(cost_microusd IS NULL), sum(estimate), sum(cache_read_tokens), sum(output_tokens) FROM ai_usage")" ]
	[ "$(sql "SELECT sum(spent_microusd), sum(reserved_microusd) FROM ai_usage_totals")" = "$(sql "SELECT sum(spent_microusd),
		sum(reserved_microusd) FROM ai_usage_days")" ]
	[ "$(sql "SELECT round(sum(cost_usd) * 1e6) FROM ai_usage")" = "$(sql "SELECT 1.0 * sum(spent_microusd + reserved_microusd)
		FROM ai_usage_days")" ]
}

@test "what every attempt asks, it finds by index" {
	fr-log </dev/null
	for statement in ledger_state ledger_settle ledger_budget breaker_get cache_get cache_prune; do
		run sqlite3 "$store" "EXPLAIN QUERY PLAN $(<"$FR_ROOT/share/store/sqlite/$statement.sql")"
		[ "$status" -eq 0 ]
		[[ $output == *"SEARCH"* ]] || fail "$statement: $output"
		! grep -E 'SCAN (ai_|t|b|d)' <<<"$output" || fail "$statement: $output"
	done
	run sqlite3 "$store" "EXPLAIN QUERY PLAN $(<"$FR_ROOT/share/store/sqlite/ledger_state.sql")"
	[[ $output == *"ai_usage_calls_idx (function_name=? AND called_at>? AND called_at<?)"* ]] || fail "$output"
}

@test "names that were made to break a format do not" {
	hostile=$'a,"b"\\\n\e[31m'
	settled 0 1 database="'$hostile'"
	expect 0 fr-cost report --by database --format csv
	run python3 -c 'import csv, sys; rows = list(csv.reader(open(sys.argv[1], newline=""))); print(len(rows), len(rows[0]) == len(rows[1]), rows[1][0] == sys.argv[2])' \
		<(echo "$output") "$hostile"
	[ "$output" = "2 True True" ] || fail "not what went in: $output"
	expect 0 fr-cost report --by database --format prometheus
	stdout_has 'fr_ai_spent_usd_total{database="a,\"b\"\\\n'
	[ "$(grep -c '^fr_ai_tokens_total{database=' <<<"$output")" = 5 ] || fail "not five kinds of tokens"
	"$FR_ROOT/tests/metrics" <<<"$output"
	expect 0 fr-cost report --by database --format table
	stdout_lacks $'\e'
	[ "$(wc -l <<<"$output")" = 3 ] || fail "not three lines"
	expect 0 fr-cost report --by database
	[ "$(jq -r .database <<<"$output")" = "$hostile" ] || fail "not what went in"
}

@test "for Prometheus: all of the store, by provider, model and function" {
	settled 100 1500000
	settled 0 500000
	expect 0 fr-cost report --format prometheus
	stdout_has '# TYPE fr_ai_spent_usd_total counter
fr_ai_spent_usd_total{provider="anthropic",model="m",function_name="diagnose"} 2.000000'
	stdout_has 'fr_ai_tokens_total{provider="anthropic",model="m",function_name="diagnose",kind="output"} 20'
	"$FR_ROOT/tests/metrics" <<<"$output"
	fr-cost budget --format prometheus | "$FR_ROOT/tests/metrics"
}

@test "a store of diagnoses from before there were accounts is brought up to date" {
	mkdir -p "${store%/*}"
	sqlite3 "$store" <"$FR_ROOT/share/store/sqlite/0001_diagnoses_and_errors.sql"
	sql "PRAGMA user_version = 1; INSERT INTO ai_errors (occurred_at, error_message, log_id, envelope_id) VALUES ('t', 'kept', 'l', 'e')"
	expect 0 fr-cost budget
	json_is .spent_usd 0
	[ "$(sql 'SELECT error_message FROM ai_errors')" = kept ]
	[ "$(sql 'SELECT count(*) FROM ai_usage')" = 0 ]
}

@test "a store that cannot be read is 74, one that is none is 78" {
	echo "not a database, and quite long for one that is none, so that SQLite looks at its header and says so" >"$TMPDIR/x"
	expect 74 fr-cost budget --store "$TMPDIR/x"
	stderr_has "'$TMPDIR/x' is not a store"
	expect 69 fr-cost report --store postgresql://u:secret@127.0.0.1:1/d
	stderr_lacks secret
	sqlite3 "$TMPDIR/y" 'CREATE TABLE t (x)'
	expect 78 fr-cost budget --store "$TMPDIR/y"
}

@test "the manual's examples run" {
	settled 0 9500000
	envelope >prompts
	awk '/^\.Sh EXAMPLES/ { on = 1 } /^\.Sh SEE/ { on = 0 } on && /^\.Bd/ { code = 1; n++; next } /^\.Ed/ { code = 0 }
		code { gsub(/\\e/, "\\"); print > (ENVIRON["TMPDIR"] "/example" n) }' "$FR_ROOT/man/fr-cost.1"
	[ "$(ls "$TMPDIR"/example* | wc -l)" = 6 ]
	sed -i 's/^fr-context .* |$/cat prompts |/; s/fr-llm --provider anthropic/fr-llm --provider offline/' "$TMPDIR/example1"
	grep -q 'cat prompts' "$TMPDIR/example1"
	jq -c '.findings = [{cause: "none", score: 1, summary: "s", evidence: [], fix: []}]' prompts >p && mv p prompts
	for n in 1 2 4 5 6; do
		expect 0 bash -o pipefail "$TMPDIR/example$n"
		[ -n "$output" ] || fail "nothing came out of example $n"
	done
	expect 0 bash "$TMPDIR/example3"
	expect 0 fr-cost --model mine <prompts
	expect 0 bash "$TMPDIR/example5"
	stdout_is "0.5 USD left today"
}
