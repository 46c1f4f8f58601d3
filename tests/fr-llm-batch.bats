load helpers
load fake-llm/fake-llm
load fr-llm

# fr-llm --batch against the stand-in's Message Batches: what is sent, what becomes of each envelope, and the money.
setup_file() { ! fake_llm_have || fake_llm_start; }
setup() {
	fake_setup
	forget_store
}

# Envelopes with these ids; the text of each prompt is its id.
with_ids() { # ID...
	local id
	for id; do asking diagnose "$id" | jq -c --arg id "$id" '.id = $id'; done
}

batch() { anthropic --model claude-haiku-5-5 --batch "$@"; }

# What the batches in the journal were made of.
sent() { fake_llm_requests "select(.method == \"POST\") | .body | fromjson | $1"; }

# Of the store: what a filter of SQL gives.
sql() { sqlite3 "$XDG_STATE_HOME/fr/fr.db" "$1"; }
open_reservations() { sql 'SELECT count(*) FROM ai_usage WHERE settled_at IS NULL'; }

outcomes() { jq -r '"\(.id) \(.error.code // 0)"' <<<"$output" | tr '\n' ,; }

# A batch that is made, has ended when it is looked at, and has these results (or what other steps say).
made_and_ended() { # [STEP...]
	fake_llm_script '[{"match": {"method": "POST"}, "raw": "T16-poll"}, {"raw": "T16-ended", "match": {"method": "GET"}}]'
	local step
	for step; do fake_llm_add "$step"; done
}

# The results of T16 with other lines.
results() { # LINE...
	jq -nc '{body: ($ARGS.positional | join("\n")), headers: {"content-type": "application/x-jsonl"}}' --args "$@"
}

succeeded() { # ID TEXT [MORE-OF-THE-MESSAGE]
	jq -nc --arg id "$1" --arg text "$2" --argjson more "${3:-{\}}" '{custom_id: $id, result: {type: "succeeded", message: ({type: "message", role: "assistant",
		content: [{type: "text", text: $text}], stop_reason: "end_turn", usage: {input_tokens: 90000, output_tokens: 1000}} + $more)}}'
}

@test "T16: each envelope has its own outcome, in the order of the input, and what is billed is billed at the batch's price" {
	fake_llm_script '[{"match": {"method": "POST"}, "raw": "T16-poll"}, {"case": "T16"}]'
	expect 75 batch < <(with_ids a b c d)
	[ "$(fake_llm_requests '"\(.method) \(.path) \(.key["x-api-key"])"' | tr '\n' ,)" = "POST /v1/messages/batches right,GET /v1/messages/batches/msgbatch_T16 right,GET /v1/messages/batches/msgbatch_T16 right,GET /v1/messages/batches/msgbatch_T16/results right," ]
	[ "$(outcomes)" = "a 0,b 65,c 75,d 75," ]
	[ "$(jq -r '.error.message // empty' <<<"$output" | tr '\n' ,)" = "anthropic: max_tokens: Field required,anthropic: the request was canceled, and is not billed,anthropic: the request expired, and is not billed," ]
	[ "$(jq -c 'select(.id == "a").response | del(.latency_ms)' <<<"$output")" = '{"provider":"anthropic","model":"claude-haiku-5-5","text":"ok","stop_reason":"end_turn","usage":{"input_tokens":11,"cache_read_tokens":0,"cache_write_5m_tokens":0,"cache_write_1h_tokens":0,"output_tokens":4,"total_tokens":15},"cost_usd":2e-06,"attempts":1}' ] ||
		fail "$(jq -c 'select(.id == "a").response' <<<"$output")"
	[ "$(sql "SELECT group_concat(envelope_id || cost_microusd) FROM (SELECT * FROM ai_usage ORDER BY id)")" = "a2,b0,c0,d0" ]
	[ "$(jq 'select(.id != "a") | has("response")' <<<"$output" | sort -u)" = false ]
	stderr_has "fr-llm: batch 'msgbatch_T16' of 4 is on its way"
}

@test "half the price, to the micro-dollar; a single call's faults are a batch's" {
	made_and_ended "$(results "$(succeeded b cut '{"stop_reason": "max_tokens"}')" "$(succeeded a good)" \
		"$(succeeded c '' '{"stop_reason": "refusal", "content": []}')" "$(succeeded d x '{"stop_reason": "pause_turn"}')" \
		'{"custom_id":"e","result":{"type":"succeeded","message":"no message"}}' \
		'{"custom_id":"f","result":{"type":"errored","error":{"type":"error","error":{"type":"overloaded_error","message":"o"}}}}' \
		'{"custom_id":"g","result":{"type":"errored","error":{"type":"error","error":{"type":"permission_error","message":"p"}}}}')"
	expect 77 batch < <(with_ids a b c d e f g)
	requests_are 3
	[ "$(outcomes)" = "a 0,b 76,c 76,d 76,e 76,f 69,g 77," ]
	[ "$(jq -r 'select(.id == "a").response.cost_usd' <<<"$output")" = 0.00475 ]
	[ "$(jq -r 'select(.id == "b").response.text' <<<"$output")" = cut ]
	[ "$(sql "SELECT group_concat(cost_microusd || ':' || estimate) FROM (SELECT * FROM ai_usage WHERE envelope_id IN ('a', 'b', 'f') ORDER BY id)")" = "4750:0,4750:0,0:0" ]
	[ "$(open_reservations)" = 0 ]
}

@test "an id that has no result is reported, and its reservation stays; lines that are none of ours are passed over" {
	made_and_ended "$(results 'no JSON' '{"custom_id": 5}' '' "$(succeeded other x)" "$(succeeded a good)")"
	expect 76 batch < <(with_ids a b)
	[ "$(outcomes)" = "a 0,b 76," ]
	stderr_has "anthropic: the batch has no result for the request"
	[ "$(sql 'SELECT envelope_id FROM ai_usage WHERE settled_at IS NULL')" = b ]
}

@test "the stand-in takes it, and answers all: ids are made safe and unique" {
	with_ids a.b a_b a_b a_b-2 "$(printf 'x%.0s' {1..80})" '' alice | sed 's/"id":"alice/&@example.com/' >input
	expect 0 batch <input
	[ "$(sent '.requests[].custom_id' | tr '\n' ,)" = "a_b,a_b-1,a_b-2,a_b-2-3,$(printf 'x%.0s' {1..40}),envelope,envelope-6," ]
	[ "$(jq -c .id <<<"$output")" = "$(jq -c .id input)" ]
	[ "$(jq -r .response.text <<<"$output" | sort | uniq -c | tr -s ' ')" = " 7 Hello from the stand-in." ]
	[ "$(sent '.requests[0].params | keys | join(" ")')" = "max_tokens messages model output_config system" ] || fail "$(sent '.requests[0].params')"
	[ "$(fake_llm_requests '.key_leaks | tojson' | sort -u)" = '[]' ]
	requests_are 3
}

@test "the answer follows its schema, or is none" {
	with_ids a b | jq -c '.prompt.schema = {type: "object", properties: {n: {type: "integer"}}, required: ["n"]}' | sealed >input
	made_and_ended "$(results "$(succeeded a '{"n": 5}')" "$(succeeded b '{"n": "x"}')")"
	expect 76 batch <input
	[ "$(outcomes)" = "a 0,b 76," ]
	[ "$(jq -c 'select(.id == "a").response.json' <<<"$output")" = '{"n":5}' ]
}

@test "what does not fit the budget, is not clean or has no prompt is not part of the batch" {
	with_ids a >one
	expect 0 batch <one
	local each
	each=$(sql 'SELECT reserved_microusd FROM ai_usage')
	[ "$each" -gt 1000 ]
	[ "$(anthropic --model claude-haiku-5-5 --dry-run <one 2>&1 >/dev/null | sed 's/.*most 0[.]0*//; s/ USD//')" -gt $((each * 19 / 10)) ]
	forget_store
	fake_llm_forget
	{
		with_ids a b
		with_ids dirty | jq -c '.prompt.messages[0].content = "mail alice@example.com"' | sealed
		with_ids changed | jq -c '.prompt.system = "Another."'
		echo '{"fr": 1, "id": "bare"}'
		with_ids old | jq -c '.error = {"stage": "context", "code": 69, "message": "gone"}'
		echo 'no envelope'
		with_ids c
	} >input
	FR_AI_DAILY_BUDGET_USD=$(perl -e 'printf "%.6f", 2.5 * $ARGV[0] / 1e6' "$each") expect 77 batch <input
	[ "$(outcomes)" = "a 0,b 0,dirty 77,changed 77,bare 65,old 69,c 75," ]
	[ "$(sent '[.requests[].custom_id] | join(" ")')" = "a b" ]
	requests_are 3
	fake_llm_forget
	FR_AI_DAILY_BUDGET_USD=0 expect 75 batch <one
	requests_are 0
	expect 0 batch </dev/null
	stderr_is ""
	requests_are 0
}

@test "results on another host do not get the key: 77, and the reservations stay" {
	made_and_ended
	fake_llm_script "[{\"match\": {\"method\": \"POST\"}, \"raw\": \"T16-poll\"}, {\"body\": {\"id\": \"msgbatch_T16\", \"processing_status\": \"ended\",
		\"results_url\": \"http://localhost:${fake_llm##*:}/v1/messages/batches/msgbatch_T16/results\"}}]"
	expect 77 batch < <(with_ids a b)
	requests_are 2
	[ "$(outcomes)" = "a 77,b 77," ]
	[ "$(open_reservations)" = 2 ]
	stderr_has "batch 'msgbatch_T16': anthropic: the results are said to be on another server, which does not get the key"
}

@test "redirects are not followed" {
	made_and_ended "{\"redirect\": \"$fake_llm/elsewhere\"}"
	expect 69 batch < <(with_ids a)
	requests_are 3
	[ "$(open_reservations)" = 1 ]
	fake_llm_forget
	fake_llm_script "{\"redirect\": \"$fake_llm/elsewhere\"}"
	expect 69 batch < <(with_ids a)
	requests_are 1
	[ "$(open_reservations)" = 1 ]
}

@test "a batch that is refused costs nothing; one of which nobody knows counts as spent, and is not sent again" {
	fake_llm_script '{"error": "authentication"}'
	expect 77 batch < <(with_ids a b)
	requests_are 1
	[ "$(sql 'SELECT sum(cost_microusd), count(*) FROM ai_usage WHERE settled_at IS NOT NULL')" = "0|2" ]
	fake_llm_script '{"drop": "before"}'
	expect 69 batch < <(with_ids a b)
	requests_are 2
	[ "$(open_reservations)" = 2 ]
	stderr_has "it may have been taken all the same, so it counts as spent"
	fake_llm_script '{"body": "no batch"}'
	expect 76 batch < <(with_ids a b)
	requests_are 3
	[ "$(open_reservations)" = 4 ]
}

@test "what was not taken is sent again, with the same bytes; what can pass is looked at again" {
	fake_llm_script '[{"error": "rate_limit", "headers": {"retry-after": "1"}}, {"match": {"method": "POST"}, "raw": "T16-poll"},
		{"error": "overloaded"}, {"raw": "T16-ended"}, {"raw": "T16-results", "drop": {"bytes": 300}}, {"raw": "T16-results"}]'
	expect 75 batch < <(with_ids a b c d)
	[ "$(outcomes)" = "a 0,b 65,c 75,d 75," ]
	requests_are 6
	[ "$(fake_llm_requests 'select(.method == "POST").sha256' | sort -u | wc -l)" = 1 ]
	fake_llm_requests .ms | jq -se '.[1] - .[0] >= 1000'
}

@test "--max-time: the id is said, the reservations stay, and --batch-id fetches and settles the same ones" {
	fake_llm_script '[{"match": {"method": "POST"}, "raw": "T16-poll"}, {"raw": "T16-poll", "times": "always"}]'
	with_ids a b c d >input
	expect 75 batch --max-time 1s <input
	[ "$(outcomes)" = "a 75,b 75,c 75,d 75," ]
	stderr_has "hint: 'fr-llm --batch-id msgbatch_T16' with the same input fetches its results"
	[ "$(jq -r .error.message <<<"$output" | sort -u)" = "batch 'msgbatch_T16': it was not over when --max-time was" ]
	[ "$(open_reservations)" = 4 ]
	sql "ATTACH 'before.db' AS before; CREATE TABLE before.kept AS SELECT * FROM ai_cache"
	fake_llm_script '[{"raw": "T16-ended"}, {"raw": "T16-results"}]'
	fake_llm_forget
	expect 75 batch --batch-id msgbatch_T16 <input
	[ "$(outcomes)" = "a 0,b 65,c 75,d 75," ]
	requests_are 2
	[ "$(sql 'SELECT count(*), sum(cost_microusd) FROM ai_usage WHERE settled_at IS NOT NULL')" = "4|2" ]
	fake_llm_script '[{"raw": "T16-ended"}, {"raw": "T16-results"}]'
	expect 75 batch --batch-id msgbatch_T16 <input
	[ "$(outcomes)" = "a 0,b 65,c 75,d 75," ]
	stderr_lacks settled
	stderr_lacks "another run"
	sql "ATTACH 'before.db' AS before; REPLACE INTO ai_cache SELECT * FROM before.kept" # as another run has read it at the same time
	fake_llm_script '[{"raw": "T16-ended"}, {"raw": "T16-results"}]'
	expect 75 batch --batch-id msgbatch_T16 <input
	[ "$(outcomes)" = "a 0,b 65,c 75,d 75," ]
	stderr_has "fr-llm: another run has fetched batch 'msgbatch_T16' as well, and has entered what it cost"
	stderr_lacks attempt
	[ "$(sql 'SELECT count(*), sum(cost_microusd) FROM ai_usage')" = "4|2" ]
	forget_store
	fake_llm_script '[{"raw": "T16-ended"}, {"raw": "T16-results"}]'
	expect 75 batch --batch-id msgbatch_T16 <input
	[ "$(outcomes)" = "a 0,b 65,c 75,d 75," ]
	stderr_has "the store does not know batch 'msgbatch_T16': what it cost is not entered"
	[ "$(sql 'SELECT count(*) FROM ai_usage')" = 0 ]
}

@test "a wait that the server asks for is kept, and is over with --max-time" {
	fake_llm_script '[{"match": {"method": "POST"}, "raw": "T16-poll"}, {"raw": "T16-poll", "headers": {"retry-after": "100"}}]'
	expect 75 batch --max-time 1s < <(with_ids a)
	requests_are 2
}

@test "an interrupt says the id, keeps the reservations, and exits 130" {
	fake_llm_script '[{"match": {"method": "POST"}, "raw": "T16-poll"}, {"raw": "T16-poll", "times": "always"}]'
	with_ids a b >input
	set +e
	(trap - INT; exec fr-llm --provider anthropic --base-url "$fake_llm" --batch <input >out 2>err 3>&-) &
	local pid=$!
	set -e
	wait_for 5 grep -q "on its way" err
	kill -INT "$pid"
	status=0
	wait "$pid" || status=$?
	[ "$status" = 130 ] || fail "$(cat err)"
	[ "$(jq -r '"\(.id) \(.error.code)"' out | tr '\n' ,)" = "a 130,b 130," ]
	grep -q "'fr-llm --batch-id msgbatch_T16' with the same input" err
	[ "$(open_reservations)" = 2 ]
}

@test "an id that is no id, a batch that is another, and a key that comes back are refused" {
	local body
	for body in '{"id": "../../x", "processing_status": "in_progress"}' '{"id": "'"$fake_llm_key"'", "processing_status": "in_progress"}' \
		'{"processing_status": "ended"}' '{"id": "b", "processing_status": "ended", "results_url": null}' '[]'; do
		fake_llm_script "{\"body\": $body}"
		expect 76 batch < <(with_ids a)
		stdout_lacks "$fake_llm_key"
		stderr_lacks "$fake_llm_key"
	done
	made_and_ended
	fake_llm_script '[{"match": {"method": "POST"}, "raw": "T16-poll"}, {"body": {"id": "msgbatch_T17", "processing_status": "ended", "results_url": "x"}}]'
	expect 76 batch < <(with_ids a)
}

@test "batches are Anthropic's, and what is for single calls does not go with them" {
	expect 2 chat --batch < <(with_ids a)
	stderr_has "'openai' is sent no batches"
	stderr_has "hint: --batch is for --provider anthropic"
	expect 2 fr-llm --provider offline --batch < <(with_ids a)
	local option
	for option in '--jobs 2' '--cache 1h' '--fallback offline' '--tools true' --dry-run --unordered; do
		# shellcheck disable=SC2086
		expect 2 batch $option < <(with_ids a)
		stderr_has "does not go with --batch"
	done
	expect 2 batch --batch-id '../x' < <(with_ids a)
	requests_are 0
}

@test "a batch that the API does not know" {
	expect 78 batch --batch-id msgbatch_none < <(with_ids a)
	stderr_has "batch 'msgbatch_none': anthropic: status 404: batch: msgbatch_none"
	stderr_has "hint: it is another account's, or the API has forgotten it"
	requests_are 1
}

@test "output that cannot be written loses nothing that was paid for" {
	made_and_ended '{"raw": "T16-results"}'
	with_ids a >input
	expect 74 bash -c 'fr-llm --provider anthropic --base-url "$fake_llm" --model claude-haiku-5-5 --batch <input >/dev/full'
	stderr_has "batch 'msgbatch_T16' of 1 is on its way"
	fake_llm_script '[{"raw": "T16-ended"}, {"raw": "T16-results"}]'
	expect 0 batch --batch-id msgbatch_T16 <input
	[ "$(outcomes)" = "a 0," ]
}
