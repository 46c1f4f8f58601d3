load helpers
load fake-llm/fake-llm
load fr-llm

# Many envelopes, and what is kept between them: order, accounts, the cache, who is asked next.
setup_file() { ! fake_llm_have || fake_llm_start; }
setup() { fake_setup; }

many() { # COUNT
	local i sealed
	for ((i = 0; i < $1; i++)); do
		sealed="\"messages\":[{\"content\":\"number $i.\",\"role\":\"user\"}]"
		printf '{"fr":1,"id":"%d","sanitize":{},"prompt":{"name":"diagnose",%s,"max_output_tokens":10,"seal":"%s"}}\n' "$i" "$sealed" "$(seal_of <<<"{$sealed}")"
	done
}

@test "answers come in the order of the input, or as they are done" {
	fake_llm_script '{"match": {"body": "number 0."}, "wait_requests": 20}'
	many 30 >thirty
	expect 0 anthropic --jobs 8 <thirty
	[ "$(jq -r .id <<<"$output" | tr '\n' ' ')" = "$(seq -s' ' 0 29) " ]
	requests_are 30
	fake_llm_script '{"match": {"body": "number 0."}, "wait_requests": 20}'
	expect 0 anthropic --jobs 8 --unordered <thirty
	# Twenty were asked after it, and no more than seven of them were still under way.
	(($(jq -r .id <<<"$output" | grep -nx 0 | cut -d: -f1) > 13)) || fail "0 is not where it was done"
	[ "$(jq -r .id <<<"$output" | sort -n | tr '\n' ' ')" = "$(seq -s' ' 0 29) " ]
}

@test "they are asked at the same time, and no more of them than --jobs" {
	# None of the first ten is answered before the tenth has come.
	fake_llm_script "$(jq -nc '[range(9; -1; -1) | {wait_requests: .}]')"
	many 20 >twenty
	expect 0 anthropic --jobs 10 <twenty
	[ "$(fake_llm_requests .at_once | sort -n | tail -1)" = 10 ]
}

@test "one that fails does not stop the rest, and keeps its place" {
	fake_llm_script '[{"match": {"body": "number 3."}, "error": "invalid_request"}, {"match": {"body": "number 5."}, "stop": "refusal"}]'
	expect 76 anthropic --jobs 4 < <(many 4; echo '{"fr":1,"id":"4","error":{"stage":"context","code":69,"message":"m"}}'; echo garbage; many 7 | tail -2; echo '{"fr":1,"id":"7"}')
	[ "$(jq -r '"\(.id) \(.error.stage) \(.error.code)"' <<<"$output" | tr '\n' ,)" = "0 null null,1 null null,2 null null,3 llm 65,4 context 69,5 llm 76,6 null null,7 llm 65," ]
	stderr_has "line 6: not JSON"
	requests_are 6
}

@test "an answer is written when it is there, and a slow writer holds up nobody" {
	fake_llm_script '{"wait_ms": 600, "times": 1}'
	mkfifo pipe
	start bash -c 'exec fr-llm --provider anthropic --base-url "$0" --jobs 2 <pipe >out' "$fake_llm"
	exec 9>pipe
	many 1 >&9
	printf '{"fr":1,"id":"1","sanitize":{},"prompt":{"name":"d",' >&9
	wait_for 5 test -s out
	printf '"messages":[{"role":"user","content":"x"}],"seal":"%s"}}' "$(seal_of <<<'{"messages":[{"content":"x","role":"user"}]}')" >&9
	exec 9>&-
	wait "$started"
	[ "$(jq -r .id <out | tr '\n' ' ')" = "0 1 " ]
}

@test "an interrupted call is settled, and counts" {
	fake_llm_script '{"text": ["some", "words"], "hang": {"events": 7}, "times": "always"}'
	many 3 >three
	local signal
	for signal in INT TERM HUP; do
		forget_store
		fake_llm_forget
		set +e
		(trap - INT TERM HUP; exec fr-llm --provider anthropic --base-url "$fake_llm" --jobs 3 --timeout 60s <three >out 2>err) &
		local pid=$!
		set -e
		wait_for 5 three_came
		sleep 0.2
		perl -e 'kill $ARGV[0], $ARGV[1]' "$signal" "$pid"
		status=0
		wait "$pid" || status=$?
		[ "$status" = 130 ]
		[ "$(jq -r '"\(.id) \(.error.code)"' <out | tr '\n' ,)" = "0 130,1 130,2 130," ]
		[ "$(sqlite3 "$XDG_STATE_HOME/fr/fr.db" 'SELECT count(*), min(estimate), min(cost_microusd > 0), count(settled_at) FROM ai_usage' 2>&1)" = "3|1|1|3" ] ||
			fail "$(sqlite3 "$XDG_STATE_HOME/fr/fr.db" .schema 'SELECT * FROM ai_usage')"
	done
}
three_came() { [ "$(fake_llm_count)" = 3 ]; }

@test "an interrupt that comes just before it waits for an envelope is heard" {
	mkfifo nothing
	exec 9<>nothing
	expect 130 just_before poll 'kill -TERM $PPID' timeout 30 fr-llm --provider anthropic --base-url "$fake_llm" <nothing
	stderr_is "fr-llm: interrupted"
	exec 9>&-
}

@test "the budget holds over all that is under way" {
	expect 0 anthropic < <(many 1)
	local each
	each=$(most_of_one)
	forget_store
	fake_llm_forget
	fake_llm_script '{"wait_ms": 500, "usage": {"output": 4010}, "times": "always"}'
	FR_AI_DAILY_BUDGET_USD=$(perl -e 'printf "%.6f", 4 * $ARGV[0]' "$each") expect 75 anthropic --jobs 10 < <(many 10)
	requests_are 4
	[ "$(jq -r .error.code <<<"$output" | sort | uniq -c | tr -s ' ' | tr '\n' ,)" = " 6 75, 4 null," ]
	expect 75 anthropic --max-cost 0.000001 < <(many 1)
	requests_are 4
	FR_AI_MAX_CALLS_PER_HOUR=4 expect 75 anthropic < <(many 1)
	requests_are 4
}

most_of_one() { anthropic --dry-run < <(many 1) 2>&1 >/dev/null | sed 's/.*most //; s/ USD//'; }

@test "64 processes at once on a budget for 10 calls: 10 are answered, and the others are told why not" {
	local each i statuses
	each=$(most_of_one)
	fake_llm_script '{"wait_ms": 1000, "usage": {"output": 4010}, "times": "always"}' # what is settled frees no place for another
	many 1 >one
	export FR_AI_DAILY_BUDGET_USD
	FR_AI_DAILY_BUDGET_USD=$(perl -e 'printf "%.6f", 10 * $ARGV[0]' "$each")
	for ((i = 0; i < 64; i++)); do
		(status=0; anthropic <one >"out.$i" 2>"err.$i" 3>&- || status=$?; echo "$status" >"status.$i") &
	done
	wait $(jobs -p)
	statuses=$(cat status.* | sort | uniq -c | tr -s ' ' | tr '\n' ,)
	[ "$statuses" = " 10 0, 54 75," ] || fail "$statuses" "$(cat err.* | sort | uniq -c)"
	requests_are 10
}

# A command whose clock stands at what FILE says; the clock that measures waiting stays the machine's.
at() { # FILE COMMAND...
	env LD_PRELOAD="$(faketime -f +0 printenv LD_PRELOAD)" FAKETIME_TIMESTAMP_FILE="$PWD/$1" FAKETIME_NO_CACHE=1 FAKETIME_DONT_FAKE_MONOTONIC=1 \
		ASAN_OPTIONS="${ASAN_OPTIONS:-}:verify_asan_link_order=0" "${@:2}"
}

@test "midnight: each day has its budget, and an attempt counts on the day it was reserved" {
	command -v faketime >/dev/null || skip "needs faketime(1)"
	local each i day statuses
	each=$(most_of_one)
	export FR_AI_DAILY_BUDGET_USD
	FR_AI_DAILY_BUDGET_USD=$(perl -e 'printf "%.6f", 4 * $ARGV[0]' "$each")
	echo "2026-11-25 23:59:59" >before
	echo "2026-11-26 00:00:00" >after
	# Both days at once, in one store: what is settled frees no place for another.
	fake_llm_script '{"wait_ms": 500, "usage": {"output": 4010}, "times": "always"}'
	many 1 >one
	for ((i = 0; i < 12; i++)); do
		day=before
		((i % 2)) || day=after
		(status=0; at "$day" fr-llm --provider anthropic --base-url "$fake_llm" <one >"out.$i" 2>"err.$i" 3>&- || status=$?; echo "$day $status" >"status.$i") &
	done
	wait $(jobs -p)
	statuses=$(cat status.* | sort | uniq -c | tr -s ' ' | tr '\n' ,)
	[ "$statuses" = " 4 after 0, 2 after 75, 4 before 0, 2 before 75," ] || fail "$statuses" "$(cat err.* | sort | uniq -c)"
	requests_are 8
	# One process, and midnight while its request is under way: that counts before, and leaves it the whole of the next day.
	forget_store
	fake_llm_forget
	fake_llm_script '{"wait_ms": 3000, "usage": {"output": 4010}, "times": "always"}'
	cp before now
	FR_AI_DAILY_BUDGET_USD=$(perl -e 'printf "%.6f", 1.5 * $ARGV[0]' "$each") at now fr-llm --provider anthropic --base-url "$fake_llm" \
		< <(many 1; many 1; many 1) >out 2>err 3>&- &
	wait_for 10 one_came
	cp after new
	mv new now
	wait $! || [ $? = 75 ]
	[ "$(jq -r .error.code <out | tr '\n' ' ')" = "null null 75 " ] || fail "$(cat out err)"
	[ "$(sqlite3 "$XDG_STATE_HOME/fr/fr.db" "SELECT date(called_at), date(settled_at) FROM ai_usage ORDER BY id")" = $'2026-11-25|2026-11-26\n2026-11-26|2026-11-26' ]
	[ "$(sqlite3 "$XDG_STATE_HOME/fr/fr.db" "SELECT day, spent_microusd > 0, reserved_microusd FROM ai_usage_totals")" = $'2026-11-25|1|0\n2026-11-26|1|0' ]
}
one_came() { [ "$(fake_llm_count)" = 1 ]; }

@test "what died under way counts as spent" {
	local each
	each=$(most_of_one)
	fake_llm_script '{"hang": "before", "times": 3}'
	many 3 >three
	start bash -c 'exec fr-llm --provider anthropic --base-url "$0" --jobs 3 --timeout 60s <three >out' "$fake_llm"
	wait_for 5 three_came
	kill -9 "$started"
	wait "$started" || true
	FR_AI_DAILY_BUDGET_USD=$(perl -e 'printf "%.6f", 4 * $ARGV[0]' "$each") expect 75 anthropic --jobs 2 < <(many 2)
	requests_are 4
	[ "$(sqlite3 "$XDG_STATE_HOME/fr/fr.db" 'SELECT count(*) FROM ai_usage WHERE settled_at IS NULL')" = 3 ]
}

@test "a model without a price is not asked, and the line to add is said" {
	expect 78 fr-llm -p openai -m some-model --base-url "$fake_llm/v1" </dev/null
	stderr_has 'hint: add the line {"model":"some-model"'
}

@test "a server that fails again and again is left alone for a while" {
	fake_llm_script '{"status": 500, "body": "", "headers": {"x-should-retry": "false"}, "times": "always"}'
	expect 75 anthropic < <(many 8)
	requests_are 5
	stderr_has "fr-llm: anthropic: status 500"
	[ "$(jq -r .error.code <<<"$output" | tr '\n' ' ')" = "69 69 69 69 69 75 75 75 " ]
	expect 75 anthropic < <(many 1)
	requests_are 5
	expect 0 responses < <(asking) || true
}

@test "who is asked next, and that it is said" {
	fake_llm_script '{"match": {"path": "messages"}, "error": "overloaded", "headers": {"x-should-retry": "false"}, "times": "always"}'
	expect 0 anthropic --fallback offline < <(asking)
	json_is '.response | "\(.provider) \(.fallback_from | map("\(.provider) \(.model) \(.code)") | join(","))"' "offline anthropic claude-sonnet-5-5 69"
	stderr_is "fr-llm: anthropic: status 529: Overloaded; 'offline' is asked instead"
	expect 69 anthropic --fallback ollama:llama3.2 --timeout 1s < <(asking)
	expect 2 anthropic --fallback oracle </dev/null
	expect 2 anthropic --fallback offline:gpt </dev/null
	fake_llm_script '{"stop": "refusal"}'
	expect 0 anthropic --fallback offline < <(asking)
	json_is '.response.fallback_from[0].code' 76
	expect 0 anthropic --fallback offline < <(asking)
	json_is '"\(.response.provider) \(.response.fallback_from)"' "anthropic null"
}

@test "an answer is given again while it is not too old; never one that was no good" {
	expect 0 anthropic --cache 1h < <(asking)
	json_is '.response | "\(.cached) \(.attempts)"' "null 1"
	expect 0 anthropic --cache 1h --no-stream < <(asking)
	json_is '.response | "\(.cached) \(.attempts) \(.cost_usd) \(.text)"' "true 0 0 Hello from the stand-in."
	requests_are 1
	expect 0 anthropic < <(asking)
	requests_are 2
	expect 0 anthropic --cache 1h < <(asking diagnose "Something else")
	expect 0 anthropic --cache 1h --model claude-opus-5-5 < <(asking)
	expect 0 anthropic --cache 1h < <(asking | jq -c '.prompt.schema = {type: "object"}' | sealed)
	expect 0 anthropic --cache 1h --effort high < <(asking)
	requests_are 6
	expect 0 anthropic --cache 1h < <(asking | jq -c '.window = {minutes: 1}')
	requests_are 6
	fake_llm_script '[{"stop": "length", "text": "Half"}, {"stop": "refusal"}]'
	expect 76 anthropic --cache 1h < <(asking diagnose x)
	expect 76 anthropic --cache 1h < <(asking diagnose x)
	expect 0 anthropic --cache 1h < <(asking diagnose x)
	json_is .response.cached null
	requests_are 9
	sleep 2.1
	expect 0 anthropic --cache 1s < <(asking diagnose x)
	requests_are 10
}

@test "a dry run prints the very bytes, and the most they could cost" {
	unset ANTHROPIC_API_KEY
	expect 0 anthropic --dry-run < <(asking)
	local body=$output
	[[ $stderr =~ ^"fr-llm: POST $fake_llm/v1/messages, ${#body} bytes, at most 0."[0-9]{6}" USD"$ ]]
	requests_are 0
	[ ! -e "$XDG_STATE_HOME/fr/fr.db" ]
	ANTHROPIC_API_KEY=$fake_llm_key expect 0 anthropic < <(asking)
	[ "$(fake_llm_requests .sha256)" = "$(printf %s "$body" | sha256sum | cut -c 1-64)" ]
	expect 0 fr-llm --dry-run --provider openai < <(asking)
	stderr_has "POST https://api.openai.com/v1/responses"
	expect 0 fr-llm --dry-run --provider offline < <(asking)
	stdout_is ""
	expect 65 fr-llm --dry-run --provider anthropic <<<'{"fr":1}'
}

@test "a terminal sees the words as they come, and a spinner before; a pipe sees neither" {
	command -v script >/dev/null || skip "needs script(1)"
	fake_llm_script '{"text": ["One", " two\u001b[31m"], "wait_ms": 400, "times": 2}'
	asking >envelope
	script -qec "fr-llm --provider anthropic --base-url $fake_llm <envelope >out" terminal </dev/null >/dev/null
	grep -q $'| anthropic' terminal
	grep -q 'One two\\x1b\[31m' terminal
	jq -e '.response.text == "One two\u001b[31m"' out
	expect 0 anthropic <envelope
	stderr_is ""
}

@test "what was shown is not asked for again" {
	command -v script >/dev/null || skip "needs script(1)"
	fake_llm_script '{"text": ["One", " two"], "end": {"events": 7}, "framing": "close"}'
	asking >envelope
	script -qec "fr-llm --provider anthropic --base-url $fake_llm <envelope >out" terminal </dev/null >/dev/null || [ $? = 76 ]
	requests_are 1
	jq -e '.error.code == 76 and .response.text == "One"' out
}

@test "what cannot be" {
	expect 2 fr-llm --jobs 0 </dev/null
	expect 2 fr-llm --jobs many </dev/null
	expect 2 fr-llm --timeout never </dev/null
	expect 2 fr-llm --cache -1 </dev/null
	expect 2 fr-llm --max-cost lots </dev/null
	expect 2 fr-llm --provider anthropic --api chat </dev/null
	expect 2 fr-llm --provider openai --api soap </dev/null
	expect 78 fr-llm --provider ollama </dev/null
	stderr_has "--model or ai_model name one"
	expect 65 anthropic < <(asking | jq -c '.prompt.messages = []')
	json_is .error.message "the prompt has no messages"
	expect 65 anthropic < <(asking | jq -c '.prompt.messages = [1]')
	expect 65 anthropic < <(asking | jq -c 'del(.prompt)')
	requests_are 0
}

@test "standard output that cannot be written is said, and what was under way is settled" {
	fake_llm_script '{"wait_ms": 200, "times": "always"}'
	fr_command="fr-llm >/dev/full"
	status=0
	anthropic --jobs 2 < <(many 6) >/dev/full 2>err || status=$?
	[ "$status" = 74 ]
	grep -q "cannot write standard output: No space left" err
	[ "$(sqlite3 "$XDG_STATE_HOME/fr/fr.db" 'SELECT count(*) FROM ai_usage WHERE settled_at IS NULL')" = 0 ]
}
