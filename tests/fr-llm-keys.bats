load helpers
load fake-llm/fake-llm
load fr-llm

# Keys: from where they are kept to the one header that holds them; and what leaves the machine at all.
setup_file() { ! fake_llm_have || fake_llm_start --tls; }
setup() {
	fake_setup
	unset ANTHROPIC_API_KEY OPENAI_API_KEY
}

key_was() { [ "$(fake_llm_requests '.key | tojson' | tail -1)" = "$1" ] || fail "the key was $(fake_llm_requests '.key | tojson' | tail -1)"; }

@test "each way to a key" {
	ANTHROPIC_API_KEY=$fake_llm_key expect 0 anthropic < <(asking)
	key_was '{"x-api-key":"right"}'
	OPENAI_API_KEY=$fake_llm_key expect 0 responses < <(asking)
	key_was '{"authorization":"right"}'
	mkdir secrets
	echo "$fake_llm_key" >secrets/anthropic_api_key
	chmod 600 secrets/anthropic_api_key
	CREDENTIALS_DIRECTORY=$PWD/secrets expect 0 anthropic < <(asking)
	FR_API_KEY_FILE=$PWD/secrets/anthropic_api_key expect 0 anthropic < <(asking)
	FR_API_KEY_COMMAND="cat '$PWD/secrets/anthropic_api_key'" expect 0 anthropic < <(asking)
	requests_are 5
	[ "$(fake_llm_requests '.key_leaks | tojson' | sort -u)" = '[]' ]
}

@test "each refusal of a key" {
	expect 78 fr-llm --provider anthropic </dev/null
	stderr_is "$(printf "fr-llm: there is no key for 'anthropic'\nhint: api_key_file, api_key_command or ANTHROPIC_API_KEY in the environment hold it")"
	expect 78 fr-llm --provider openai </dev/null
	stderr_has OPENAI_API_KEY
	echo "$fake_llm_key" >key
	chmod 640 key
	FR_API_KEY_FILE=$PWD/key expect 77 anthropic </dev/null
	FR_API_KEY_FILE=/nonexistent expect 78 anthropic </dev/null
	FR_API_KEY_COMMAND=false expect 78 anthropic </dev/null
	ANTHROPIC_API_KEY='two words' expect 78 anthropic </dev/null
	ANTHROPIC_API_KEY=$'a\r\nx-evil: 1' expect 78 anthropic </dev/null
	ANTHROPIC_API_KEY=wrong expect 77 anthropic < <(asking)
	stderr_has "the key is not known there"
	requests_are 1
}

@test "a server on this machine needs no key" {
	fake_llm_script '{"flavour": "vllm"}'
	expect 0 fr-llm -p openai -m llama3.2 --base-url "$fake_llm/v1" < <(asking)
	key_was '{}'
}

@test "the key is seen nowhere: arguments, environment, output, messages, store, core" {
	fake_llm_script '[{"text": "first", "wait_ms": 1500}, {"error": {"name": "authentication", "message": "bad key '"$fake_llm_key"'"}}]'
	asking >envelope
	(export -n fake_llm_key && ulimit -S -c unlimited && ANTHROPIC_API_KEY=$fake_llm_key exec fr-llm --provider anthropic --base-url "$fake_llm" -vvv <envelope >out 2>err) &
	local pid=$!
	wait_for 10 one_came
	sleep 0.5
	! grep -aqF "$fake_llm_key" "/proc/$pid/cmdline" || false
	# Not even to this user's other processes: the files belong to root now.
	[ "$(stat -c %U "/proc/$pid/environ")" = root ]
	if [ "$(id -u)" = 0 ]; then
		! grep -aqF "$fake_llm_key" "/proc/$pid/environ" || false
	fi
	[ "$(awk '/^Max core file size/ {print $5}' "/proc/$pid/limits")" = 0 ]
	wait "$pid"
	ANTHROPIC_API_KEY=$fake_llm_key expect 77 anthropic -vvv <envelope
	printf '%s%s' "$output" "$stderr" >shown
	! grep -rqF "$fake_llm_key" out err shown "$HOME" || false
	[ -s "$XDG_STATE_HOME/fr/fr.db" ]
	json_is '.error.message | contains("bad key ****")' true
}

one_came() { [ "$(fake_llm_count)" = 1 ]; }

@test "a key that a server sends back is in no answer" {
	fake_llm_script "[{\"text\": \"your key is $fake_llm_key.\"}, {\"text\": [\"sk-stand-in-\", \"0123456789abcdef\"]}]"
	export ANTHROPIC_API_KEY=$fake_llm_key
	expect 0 anthropic < <(asking)
	json_is .response.text "your key is ${fake_llm_key//?/*}."
	expect 0 anthropic < <(asking)
	json_is .response.text "${fake_llm_key//?/*}"
}

@test "a key file belongs to the provider that the settings name, not to its fallbacks" {
	echo "$fake_llm_key" >key
	chmod 600 key
	FR_API_KEY_FILE=$PWD/key expect 0 anthropic --fallback openai,offline < <(asking)
	fake_llm_script '{"error": "authentication"}'
	FR_API_KEY_FILE=$PWD/key expect 0 anthropic --fallback openai,offline < <(asking)
	json_is '.response.provider' offline
	json_is '.response.fallback_from | map("\(.provider) \(.code) \(.message)") | join("; ")' \
		"anthropic 77 anthropic: status 401: invalid x-api-key; openai 78 there is no key for 'openai'"
}

@test "what a session's secrets could be written to is not" {
	SSLKEYLOGFILE=$PWD/keys ANTHROPIC_API_KEY=$fake_llm_key expect 0 fr-llm -p anthropic --base-url "$fake_llm_tls" --cacert "$fake_llm_cacert" < <(asking)
	[ ! -e keys ]
}

@test "nothing leaves unless somebody said so" {
	export ANTHROPIC_API_KEY=$fake_llm_key
	expect 0 fr-llm --base-url "$fake_llm" < <(asking)
	json_is .response.provider offline
	FR_AI_PROVIDER=anthropic expect 77 fr-llm --base-url "$fake_llm" < <(asking)
	stderr_is "$(printf "fr-llm: nothing is sent to 'anthropic' while ai_enabled is off\nhint: --provider anthropic sends this once; ai_enabled = true always")"
	FR_AI_PROVIDER=anthropic expect 0 fr-llm --base-url "$fake_llm" --fallback offline < <(asking)
	json_is .response.provider offline
	requests_are 0
	FR_AI_ENABLED=true FR_AI_PROVIDER=anthropic expect 0 fr-llm --base-url "$fake_llm" < <(asking)
	requests_are 1
	FR_AI_ENABLED=true expect 0 fr-llm --base-url "$fake_llm" < <(asking)
	json_is .response.provider anthropic
	unset ANTHROPIC_API_KEY
	OPENAI_API_KEY=$fake_llm_key FR_AI_ENABLED=true expect 0 fr-llm --base-url "$fake_llm/v1" --api responses < <(asking)
	json_is .response.provider openai
	OPENAI_API_KEY=$fake_llm_key FR_AI_ENABLED=true FR_AI_MODEL=gpt-6-luna expect 0 fr-llm --base-url "$fake_llm/v1" --api chat < <(asking)
	json_is '.response | "\(.provider) \(.model)"' "openai gpt-6-luna"
	requests_are 4
	FR_AI_ENABLED=true expect 0 fr-llm -v < <(asking)
	json_is .response.provider offline
}

@test "what is not clean does not leave, and is not shown" {
	export ANTHROPIC_API_KEY=$fake_llm_key
	local leak='.context.slow_queries = {rows: [{queryid: "1", query_preview: "SELECT * FROM t WHERE name = '"'Bob Secret'"'"}]}'
	expect 77 anthropic < <(asking | jq -c "$leak")
	stderr_has "'context.slow_queries.rows[0].query_preview' is not clean"
	stderr_lacks Secret
	json_is '.error | "\(.code) \(.message | contains("Secret"))"' "77 false"
	expect 77 anthropic < <(asking diagnose "mail bob.secret@example.com about AKIAIOSFODNN7EXAMPLE")
	stderr_has "'prompt.messages[0].content' is not clean"
	stderr_lacks bob
	expect 77 anthropic < <(asking | jq -c 'del(.sanitize)')
	stderr_has "the envelope was not at fr-sanitize"
	expect 77 anthropic --dry-run < <(asking | jq -c "$leak")
	expect 77 anthropic --fallback offline < <(asking | jq -c "$leak")
	expect 77 anthropic --jobs 4 < <(asking | jq -c "$leak"; asking | jq -c "$leak")
	requests_are 0
	expect 0 anthropic < <(asking | jq -c "$leak" | fr-sanitize)
	requests_are 1
}

@test "auto asks the one whose key it finds" {
	export FR_AI_ENABLED=true
	mkdir secrets
	echo "$fake_llm_key" >secrets/anthropic_api_key
	chmod 600 secrets/anthropic_api_key
	CREDENTIALS_DIRECTORY=$PWD/secrets expect 0 fr-llm --base-url "$fake_llm" < <(asking)
	json_is .response.provider anthropic
	FR_API_KEY_FILE=$PWD/secrets/anthropic_api_key expect 0 fr-llm --base-url "$fake_llm/v1" --api responses < <(asking)
	json_is .response.provider openai
}
