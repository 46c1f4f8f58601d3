load helpers
load fake-llm/fake-llm
load fr-llm

# The way to a model: limits of time, TLS, redirects, proxies, and what bytes are sent.
setup_file() { ! fake_llm_have || fake_llm_start --tls; }
setup() { fake_setup; }

@test "nobody is there" {
	expect 69 fr-llm -p anthropic --base-url http://127.0.0.1:1 < <(asking)
	json_is '.error | "\(.stage) \(.code)"' "llm 69"
	stderr_has "fr-llm: anthropic: cannot reach '127.0.0.1:1': "
	expect 69 fr-llm -p anthropic --base-url https://no-such-host.invalid < <(asking)
	stderr_has "cannot reach 'no-such-host.invalid'"
}

@test "the total time holds for all attempts together" {
	fake_llm_script '{"hang": "before", "times": "always"}'
	expect 69 anthropic --timeout 2s < <(asking)
	requests_are 1
	[[ $stderr =~ "cannot reach '127.0.0.1:${fake_llm##*:}': timed out after "([0-9.]+)" s without an answer" ]] || fail "no timeout"
	jq -en "${BASH_REMATCH[1]} >= 1 and ${BASH_REMATCH[1]} < 60" || fail "not within 2 s"
	fake_llm_forget
	fake_llm_script '{"error": "overloaded", "times": "always", "wait_ms": 700}'
	FR_AI_TIMEOUT_SECONDS=2 expect 69 anthropic < <(asking)
	(($(fake_llm_count) <= 3))
}

@test "an answer that does not begin is asked for again; one that stops coming was cut" {
	fake_llm_script '{"hang": "before"}'
	expect 0 anthropic --first-byte-timeout 2s < <(asking)
	requests_are 2
	fake_llm_forget
	fake_llm_script '{"text": ["One", "two"], "hang": {"events": 7}, "times": "always"}'
	expect 76 anthropic --idle-timeout 1s < <(asking)
	requests_are 4
	json_is .response.text One
	stderr_has "the answer was cut off: nothing came for 1 s"
}

@test "a server that accepts and says nothing" {
	hanging_server
	expect 69 fr-llm -p anthropic --base-url "http://127.0.0.1:$hanging_port" --timeout 1s < <(asking)
	[[ $stderr =~ "timed out after "([0-9.]+)" s without an answer" ]] || fail "no timeout"
	jq -en "${BASH_REMATCH[1]} >= 0.5 and ${BASH_REMATCH[1]} < 60" || fail "not within 1 s"
	expect 69 fr-llm -p anthropic --base-url "https://127.0.0.1:$hanging_port" --connect-timeout 1s --timeout 3s < <(asking)
	stderr_has "s without a connection"
}

@test "connections that break" {
	local where
	for where in '"before"' '"headers"' '{"bytes": 3}'; do
		fake_llm_forget
		fake_llm_script "{\"drop\": $where, \"drop_how\": \"reset\"}"
		expect 0 anthropic < <(asking)
		requests_are 2
	done
}

@test "TLS: the server has to prove who it is, and speak 1.2" {
	expect 69 fr-llm -p anthropic --base-url "$fake_llm_tls" < <(asking)
	requests_are 0
	stderr_has "certificate"
	expect 0 fr-llm -p anthropic --base-url "$fake_llm_tls" --cacert "$fake_llm_cacert" < <(asking)
	requests_are 1
	expect 69 fr-llm -p anthropic --base-url "https://127.0.0.2:${fake_llm_tls##*:}" --cacert "$fake_llm_cacert" --timeout 2s < <(asking)
	requests_are 1
	fake_llm_start --tls --tls-max TLSv1.1
	expect 69 fr-llm -p anthropic --base-url "$fake_llm_tls" --cacert "$fake_llm_cacert" < <(asking)
	requests_are 0
	expect 69 fr-llm -p anthropic --base-url "$fake_llm_tls" --cacert /nonexistent < <(asking)
}

@test "https only, but for this machine; nothing beside host and path" {
	expect 78 fr-llm -p anthropic --base-url http://api.example.com </dev/null
	stderr_is "$(printf "fr-llm: 'http://api.example.com' is not https\nhint: http is for servers on this machine only")"
	local url
	for url in http://127.0.0.1.example.com http://localhost.example.com http://0.0.0.0 http://10.0.0.1 ftp://127.0.0.1 \
		https://user:secret@api.example.com 'https://api.example.com/?key=secret' 'https://a/#secret' api.example.com 'https://' 'http://127.0.0.1@evil.example'; do
		expect 78 fr-llm -p anthropic --base-url "$url" </dev/null
		stderr_lacks secret
	done
	for url in "$fake_llm" "${fake_llm/127.0.0.1/localhost}" "$fake_llm/"; do
		expect 0 fr-llm -p anthropic --base-url "$url" < <(asking)
	done
}

@test "a redirect is not followed, and its target hears nothing" {
	local first=$fake_llm log=$fake_llm_log
	fake_llm_start
	local other=$fake_llm other_log=$fake_llm_log
	fake_llm=$first fake_llm_log=$log
	fake_llm_script "{\"redirect\": \"$other/v1/messages\", \"times\": \"always\"}"
	expect 69 anthropic < <(asking)
	requests_are 1
	stderr_has "a redirect, which is not followed"
	[ ! -s "$other_log" ]
}

@test "proxies by the usual variables: a tunnel for https, nothing between this machine and itself" {
	local proxy=$fake_llm
	https_proxy=$proxy expect 0 fr-llm -p anthropic --base-url https://api.anthropic.com --cacert "$fake_llm_cacert" < <(asking)
	requests_are 1
	[ "$(jq -r 'select(.tunnel).tunnel' "$fake_llm_log")" = api.anthropic.com:443 ]
	[ "$(jq -c 'select(.tunnel) | [.key, .leaks]' "$fake_llm_log")" = '[{},[]]' ]
	fake_llm_forget
	http_proxy=http://127.0.0.1:1 all_proxy=http://127.0.0.1:1 expect 0 anthropic < <(asking)
	requests_are 1
	https_proxy=http://127.0.0.1:1 expect 69 fr-llm -p anthropic --base-url https://api.anthropic.com < <(asking)
	https_proxy=http://127.0.0.1:1 no_proxy=localhost expect 0 fr-llm -p anthropic --base-url "$fake_llm_tls" --cacert "$fake_llm_cacert" < <(asking)
}

@test "one connection serves a stream of envelopes" {
	for i in 1 2 3 4 5; do asking diagnose "$i"; done >five
	expect 0 anthropic <five
	[ "$(fake_llm_requests .connection | sort -u | wc -l)" = 1 ]
	expect 0 anthropic --no-stream <five
	[ "$(fake_llm_requests .connection | sort -u | wc -l)" = 2 ]
}

@test "the bytes of a request, for each API" {
	expect 0 anthropic < <(asking)
	expect 0 responses < <(asking)
	expect 0 chat < <(asking)
	fake_llm_script '{"flavour": "ollama", "times": 2}'
	expect 0 ollama < <(asking)
	expect 0 fr-llm -p openai -m llama3.2 --base-url "$fake_llm/v1" --no-stream < <(asking)
	fake_llm_requests '"\(.path) \(.body)"' >sent
	diff - sent <<-'END'
	/v1/messages {"model":"claude-sonnet-5-5","max_tokens":5000,"system":"You are terse.","messages":[{"role":"user","content":"What is wrong?"}],"output_config":{"effort":"low"},"stream":true}
	/v1/responses {"model":"gpt-6.2-sol","max_output_tokens":5000,"instructions":"You are terse.","input":[{"role":"user","content":"What is wrong?"}],"reasoning":{"effort":"low"},"store":false,"stream":true,"stream_options":{"include_obfuscation":false}}
	/v1/chat/completions {"model":"gpt-6-luna","max_completion_tokens":5000,"messages":[{"role":"developer","content":"You are terse."},{"role":"user","content":"What is wrong?"}],"reasoning_effort":"low","stream":true,"stream_options":{"include_usage":true}}
	/api/chat {"model":"llama3.2","messages":[{"role":"system","content":"You are terse."},{"role":"user","content":"What is wrong?"}],"options":{"num_predict":5000,"num_ctx":8192},"stream":true}
	/v1/chat/completions {"model":"llama3.2","max_tokens":5000,"messages":[{"role":"system","content":"You are terse."},{"role":"user","content":"What is wrong?"}],"stream":false}
	END
}

@test "a prompt that turns will repeat is kept by the vendor; one that is sent once is not" {
	local long turns
	long=$(head -c 9000 /dev/zero | tr '\0' x)
	turns='.prompt.messages += [{role: "assistant", content: "What?"}, {role: "user", content: "That."}]'
	expect 0 anthropic < <(asking diagnose "$long")
	expect 0 anthropic < <(asking diagnose "$long" | jq -c "$turns" | sealed)
	expect 0 anthropic < <(asking | jq -c "$turns" | sealed)
	[ "$(fake_llm_requests '.body | fromjson | "\(.cache_control.type) \(.system | type)"')" = "$(printf 'null string\nephemeral array\nnull string')" ]
	expect 0 responses < <(asking diagnose "$long" | jq -c "$turns" | sealed)
	[ "$(fake_llm_requests '.body | fromjson | .prompt_cache_key' | tail -1)" = fr-diagnose ]
}

@test "structured output by each API's own means, and checked after it arrived" {
	local schema='{"type":"object","properties":{"severity":{"enum":["high","low"]},"score":{"type":"integer","minimum":0,"maximum":9}},"required":["severity","score"],"additionalProperties":false}'
	with_schema() { asking | jq -c --argjson schema "$schema" '.prompt.schema = $schema' | sealed; }
	local api
	for api in anthropic responses chat; do
		fake_llm_script '{"json": {"severity": "high", "score": 3}}'
		expect 0 "$api" < <(with_schema)
		json_is '.response.json | tojson' '{"severity":"high","score":3}'
		fake_llm_script '{"json": {"severity": "high", "score": 30}}'
		expect 76 "$api" < <(with_schema)
		json_is '.error.message | sub(".*: the"; "the")' "the answer does not follow the schema: score: too small or too large"
		json_is '"\(.response.text) \(.response.json)"' '{"severity":"high","score":30} null'
	done
	fake_llm_script '{"text": "No JSON."}'
	expect 76 anthropic < <(with_schema)
	json_is '.error.message' "anthropic: the answer does not follow the schema: it is not JSON"
	fake_llm_forget
	expect 0 anthropic < <(with_schema)
	expect 0 responses < <(with_schema)
	expect 0 chat < <(with_schema)
	fake_llm_requests '.body | fromjson | [.output_config.format, .text.format, .response_format] | map(select(.)) | tojson' >formats
	diff - formats <<-END
	[{"type":"json_schema","schema":{"type":"object","properties":{"severity":{"enum":["high","low"]},"score":{"type":"integer"}},"required":["severity","score"],"additionalProperties":false}}]
	[{"type":"json_schema","name":"diagnose","schema":$schema,"strict":true}]
	[{"type":"json_schema","json_schema":{"name":"diagnose","schema":$schema,"strict":true}}]
	END
}

@test "what a schema can say, and answers that do not follow it" {
	local schema value
	check_schema() { # EXIT SCHEMA VALUE
		fake_llm_script "{\"json\": $3, \"unchecked\": true}"
		expect "$1" ollama --no-stream < <(asking | jq -c --argjson schema "$2" '.prompt.schema = $schema' | sealed)
	}
	fake_llm_start --flavour ollama
	check_schema 0 '{"type":["string","null"]}' null
	check_schema 76 '{"type":["string","null"]}' 1
	check_schema 76 '{"type":"integer"}' 1.5
	check_schema 0 '{"const":"Yes"}' '"yes"'
	check_schema 76 '{"const":5}' 6
	check_schema 0 '{"anyOf":[{"type":"string"},{"type":"array","items":{"type":"number"},"minItems":2}]}' '[1,2]'
	check_schema 76 '{"anyOf":[{"type":"string"},{"type":"array","items":{"type":"number"},"minItems":2}]}' '[1]'
	check_schema 76 '{"allOf":[{"type":"object"},{"required":["a"]}]}' '{"b":1}'
	check_schema 0 '{"$defs":{"n":{"type":"object","properties":{"next":{"$ref":"#/$defs/n"}},"additionalProperties":false}},"$ref":"#/$defs/n"}' '{"next":{"next":{}}}'
	check_schema 76 '{"$defs":{"n":{"type":"object","properties":{"next":{"$ref":"#/$defs/n"}},"additionalProperties":false}},"$ref":"#/$defs/n"}' '{"next":{"next":{"a":1}}}'
	json_is '.error.message | split(": ")[2:] | join(": ")' "next.next.a: not in the schema"
	check_schema 76 '{"$ref":"#"}' '{}'
	check_schema 76 '{"type":"string","minLength":3}' '"é🔥"'
	check_schema 76 '{"type":"boolean"}' '"true"'
}

@test "nothing of an answer can act on the terminal or the message" {
	fake_llm_script "{\"error\": {\"name\": \"overloaded\", \"message\": \"a\\nb\\u001b[31mc$fake_llm_key d\"}, \"headers\": {\"x-should-retry\": \"false\"}}"
	expect 69 anthropic < <(asking)
	stderr_lacks $'\e'
	stderr_lacks "$fake_llm_key"
	json_is .error.message "anthropic: status 529: a b [31mc${fake_llm_key//?/*} d"
}
