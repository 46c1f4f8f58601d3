load helpers
load fake-llm/fake-llm
load fr-llm

# The protocol cases, as the vendors and the servers compatible with them answer: exit statuses, numbers of requests, and what
# stands in the envelope. (Batches are in fr-llm-batch.bats; the sinks of alerts are none of fr-llm's.)
setup_file() { ! fake_llm_have || fake_llm_start; }
setup() { fake_setup; }

# A case that is the answer to every request, and what comes of it, streamed and not.
case_is() { # EXIT REQUESTS CASE COMMAND...
	local wanted=$1 count=$2 name=$3 stream
	shift 3
	for stream in --stream --no-stream; do
		forget_store
		fake_llm_forget
		fake_llm_script "{\"case\": \"$name\", \"times\": \"always\"}"
		expect "$wanted" "$@" --timeout 60s $stream < <(asking)
		requests_are "$count"
		[ "$(fake_llm_requests .sha256 | sort -u | wc -l)" = 1 ] || fail "the bodies differ"
	done
}

# A case, and after it a plain answer.
then_well() { # REQUESTS CASE COMMAND...
	local count=$1 name=$2
	shift 2
	forget_store
	fake_llm_forget
	fake_llm_case "$name"
	[ "$1" != ollama ] || fake_llm_add '{"flavour": "ollama"}'
	expect 0 "$@" --timeout 60s < <(asking)
	requests_are "$count"
	json_is '.response.text != "" and .error == null' true
}

@test "T01: text is taken by its type, UTF-8 is joined, cached tokens are priced as such" {
	case_is 0 1 T01 anthropic
	json_is .response.text "Disk full on web01. Café 🔥"
	json_is '.response.usage | "\(.input_tokens) \(.cache_read_tokens) \(.output_tokens) \(.total_tokens)"' "10 2048 40 2098"
	json_is .response.cost_usd 0.000625
}

@test "T02, T06, T17, T18, T21, T22: a call of a tool that was not offered is no answer, whatever its arguments" {
	case_is 76 1 T02 anthropic
	json_is .error.message "anthropic: the model wants to call a tool, and there is none"
	case_is 76 1 T06 anthropic
	json_is '.response.usage | "\(.input_tokens) \(.output_tokens)"' "472 89"
	case_is 76 1 T17 chat
	json_is '.response.usage | "\(.input_tokens) \(.cache_read_tokens) \(.output_tokens)"' "36 64 20"
	case_is 76 1 T17-stop chat
	case_is 76 1 T18 chat
	json_is '.response.usage | "\(.input_tokens) \(.output_tokens)"' "100 30"
	case_is 76 1 T21 responses
	json_is '.response.usage | "\(.input_tokens) \(.cache_read_tokens) \(.output_tokens)"' "44 256 50"
	case_is 76 1 T22 ollama
	json_is '.response.usage | "\(.input_tokens) \(.output_tokens)"' "169 15"
}

@test "T03: the usage of a stream replaces what it said before" {
	case_is 0 1 T03 anthropic
	json_is .response.text Hello
	json_is '.response.usage | "\(.input_tokens) \(.cache_write_5m_tokens) \(.output_tokens)"' "25 100 15"
}

@test "T04: a byte order mark, CRLF or CR, and bytes that come one by one" {
	local name
	for name in T04 T04-cr T04-one-write; do
		case_is 0 1 "$name" anthropic
		json_is '.response | "\(.text) \(.usage.output_tokens)"' "é 15"
	done
}

@test "T05: comments, unknown fields, events, deltas, blocks and reasons" {
	case_is 0 1 T05 anthropic
	json_is '.response | "\(.text) \(.stop_reason) \(.stop_reason_known)"' "AB brand_new_reason false"
}

@test "T07: an error amid a stream is that error; what came is kept, and is no answer" {
	then_well 2 T07 anthropic
	case_is 69 4 T07 anthropic
	json_is '.error | "\(.code) \(.message)"' "69 anthropic: Overloaded"
	json_is .response.text "The cause is"
	json_is '.response.cost_usd >= 0.0072 and .response.cost_is_estimate' true
}

@test "T08: a stream that ends before its end is cut, wherever that is" {
	local name
	for name in T08 T08-unterminated T08-mid-line T08-reset T08-tool; do
		then_well 2 "$name" anthropic
		json_is .response.cost_is_estimate true
	done
	case_is 76 4 T08 anthropic
	json_is .response.text Hello
	json_is '.response.stop_reason' null
	json_is .error.message "anthropic: the answer was cut off: it ended before it was whole"
}

@test "T09: retry-after is the least that is waited, in every way to write it" {
	local began
	began=$(date +%s%3N)
	then_well 2 T09-ms anthropic
	(($(date +%s%3N) - began >= 1500))
	began=$(date +%s%3N)
	then_well 2 T09-half anthropic
	(($(date +%s%3N) - began >= 500))
	began=$(date +%s%3N)
	then_well 2 T09-soon anthropic
	(($(date +%s%3N) - began >= 1000))
	then_well 2 T09-negative anthropic
	then_well 2 T09-word anthropic
}

@test "T09: nobody waits for a day, or for longer than there is time" {
	case_is 75 1 T09-day anthropic
	[[ $(jq -r .error.message <<<"$output") =~ "it takes no request before "[-0-9]+T[:0-9]+Z$ ]]
	forget_store
	fake_llm_forget
	fake_llm_case T09
	expect 75 anthropic --timeout 6s < <(asking)
	requests_are 1
	stderr_has "it asks to wait 7 s, longer than there is time"
}

@test "T10, T20: a spent account is told apart from a rate limit, and asked once" {
	case_is 75 1 T10 anthropic
	json_is '.error.message | contains("monthly API usage threshold")' true
	expect 75 anthropic < <(asking)
	requests_are 1 # the breaker: not even that one was sent
	case_is 75 1 T20-quota chat
	then_well 2 T20 chat
	case_is 65 1 T20-unsupported chat
}

@test "T11: trouble of the server's own passes, and its advice is taken" {
	fake_llm_case T11
	expect 0 anthropic < <(asking)
	requests_are 3
	json_is .response.attempts 3
	case_is 69 1 T11-advice anthropic
	then_well 2 T11-timeout anthropic
}

@test "T12: errors that are no JSON, or too much" {
	case_is 65 1 T12 anthropic
	stderr_has "status 413"
	then_well 2 T12-502 anthropic
	case_is 69 4 T12-502 anthropic
	case_is 76 1 T12-portal anthropic
	stderr_has "not with what this API answers: <html><body>Captive portal login</body></html>"
	json_is .response null
	local name
	for name in T12-empty T12-null T12-array T12-text; do
		then_well 2 "$name" anthropic
	done
	then_well 2 T12-huge anthropic
}

@test "T12: an answer without end is left" {
	fake_llm_script '{"body_size": 40000000, "times": "always"}'
	expect 76 anthropic < <(asking)
	requests_are 1
	stderr_has "larger than 16777216 bytes"
}

@test "T13, T23: what is wrong with the request, the key or the model is not asked twice" {
	case_is 65 1 T13 anthropic
	json_is .error.hint "request id: req_T13"
	case_is 77 1 T13-credentials anthropic
	case_is 78 1 T13-model anthropic
	case_is 77 1 T23-key chat
	case_is 65 1 T23-context chat
	case_is 78 1 T22-missing ollama
}

@test "T14: an answer cut off at the limit of tokens is kept, and is no answer" {
	case_is 76 1 T14 anthropic
	json_is .response.text '{"severity": "critical", "summary": "disk fu'
	json_is .response.json null
	case_is 76 1 T14-thinking anthropic
	json_is .error.message "anthropic: no answer: thinking used up all its tokens"
	case_is 76 1 T21-incomplete responses
	json_is .response.stop_reason max_output_tokens
}

@test "T14: words of an enum count without their case" {
	fake_llm_case T14-case
	expect 0 anthropic < <(asking | jq -c '.prompt.schema = {type: "object", properties: {severity: {enum: ["critical", "high"]}, summary: {type: "string"}}, required: ["severity"]}' | sealed)
	json_is .response.json.severity Critical
}

@test "T15, T17: refused, empty, without a reason to end" {
	case_is 76 1 T15 anthropic
	json_is .error.message "anthropic: the model refused to answer: cyber"
	case_is 76 1 T15-empty anthropic
	json_is .error.message "anthropic: the answer is empty"
	case_is 76 1 T15-null anthropic
	case_is 76 1 T17-refusal chat
	json_is .error.message "openai: the model refused to answer: I can't help"
	case_is 76 1 T17-no-choices chat
}

@test "T15: an answer that pauses is sent back as it is, once" {
	fake_llm_script '[{"case": "T15-pause"}, {"text": "Done.", "unchecked": true}]'
	expect 0 anthropic < <(asking)
	requests_are 2
	json_is .response.text Done.
	[ "$(fake_llm_requests '.body | fromjson | .messages[1:] | tojson' | tail -1)" = "[{\"role\":\"assistant\",\"content\":$(sed -n '/^{/p' "$fake_llm_here/cases/T15-pause.http" | jq -c .content)}]" ]
	fake_llm_forget
	fake_llm_script '{"case": "T15-pause", "times": "always", "unchecked": true}'
	expect 76 anthropic < <(asking)
	requests_are 2
	fake_llm_forget
	fake_llm_script '[{"text": "Half", "stop": "pause", "thinking": true}, {"text": "Done.", "unchecked": true}]'
	expect 0 anthropic < <(asking)
	[ "$(fake_llm_requests '.body | fromjson | .messages[1].content | map(.type) | tojson' | tail -1)" = '["thinking","text"]' ]
	[ "$(fake_llm_requests '.body | fromjson | .messages[1].content | "\(.[0].signature | length > 0) \(.[1].text)"' | tail -1)" = 'true Half' ]
}

@test "T17: usage that is not reported is estimated, and says so" {
	fake_llm_script '{"text": "Fine.", "usage": null}'
	expect 0 chat < <(asking)
	json_is '.response.cost_is_estimate and .response.cost_usd > 0' true
}

@test "T18: what follows [DONE] is nobody's" {
	fake_llm_script '{"text": "Fine.", "tail": "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"late\"}}]}\n\n"}'
	expect 0 chat < <(asking)
	json_is .response.text Fine.
}

@test "T19, T22: errors and silent ends of Chat Completions and Ollama" {
	local name
	for name in T19 T19-named T19-silent T19-done T22-silent; do
		then_well 2 "$name" chat
	done
	case_is 76 4 T19-silent chat
	json_is .response.text Par
	case_is 76 1 T19-not-json chat
	then_well 2 T22-error ollama
	then_well 2 T22-cut ollama
	case_is 76 4 T22-cut ollama
}

@test "T21: a response that failed, an error, no last event" {
	local name
	for name in T21-failed T21-error T21-cut; do
		then_well 2 "$name" responses
	done
	case_is 69 4 T21-failed responses
	case_is 75 4 T21-error responses
	case_is 76 4 T21-cut responses
}

@test "T23: a model that is being loaded, pings, and thoughts that are none of the answer" {
	fake_llm_case T23
	expect 0 chat < <(asking)
	requests_are 2
	json_is .response.text OK
}

@test "every stream, at every cut of its bytes" {
	local api seed
	for api in anthropic responses chat ollama; do
		fake_llm_script '{"text": "Déjà vu — 🔥 twice", "split": 1, "comments": true, "no_space": true, "line_end": "crlf", "bom": true}'
		[ "$api" != ollama ] || fake_llm_script '{"text": "Déjà vu — 🔥 twice", "split": 1, "flavour": "ollama"}'
		expect 0 "$api" < <(asking)
		json_is .response.text "Déjà vu — 🔥 twice"
		for seed in 1 2 3 4; do
			fake_llm_script "{\"text\": \"Déjà vu — 🔥 twice\", \"split\": \"random\", \"seed\": $seed $([ "$api" != ollama ] || echo ', "flavour": "ollama"')}"
			expect 0 "$api" < <(asking)
			json_is .response.text "Déjà vu — 🔥 twice"
		done
	done
}

@test "an answer of one API where another was expected is none" {
	fake_llm_script '{"raw": "T01", "unchecked": true}'
	expect 76 chat < <(asking)
	fake_llm_script '{"raw": "T18", "unchecked": true}'
	expect 76 anthropic < <(asking)
	fake_llm_script '{"body": {"output": [[[{}]]], "status": 5, "usage": "x"}, "unchecked": true}'
	expect 76 responses < <(asking)
	fake_llm_script '{"body": {"content": [1, null, {"type": {}}], "stop_reason": [], "usage": {"input_tokens": -1}}, "unchecked": true}'
	expect 76 anthropic < <(asking)
}
