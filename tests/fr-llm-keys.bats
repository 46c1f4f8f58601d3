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

@test "the key is seen nowhere: arguments, environment, output, messages, store" {
	fake_llm_script '[{"text": "first", "wait_ms": 3000}, {"error": {"name": "authentication", "message": "bad key '"$fake_llm_key"'"}}]'
	asking >envelope
	(export -n fake_llm_key && ulimit -S -c unlimited && ANTHROPIC_API_KEY=$fake_llm_key exec fr-llm --provider anthropic --base-url "$fake_llm" -vvv <envelope >out 2>err) &
	local pid=$!
	wait_for 10 one_came
	kill -STOP "$pid" # it does not end while it is looked at
	grep -aqF fr-llm "/proc/$pid/cmdline"
	! grep -aqF "$fake_llm_key" "/proc/$pid/cmdline" || false
	if [ "$(id -u)" = 0 ]; then
		! grep -aqF "$fake_llm_key" "/proc/$pid/environ" || false
	fi
	kill -CONT "$pid"
	wait "$pid"
	ANTHROPIC_API_KEY=$fake_llm_key expect 77 anthropic -vvv <envelope
	printf '%s%s' "$output" "$stderr" >shown
	! grep -rqF "$fake_llm_key" out err shown "$HOME" || false
	[ -s "$XDG_STATE_HOME/fr/fr.db" ]
	json_is '.error.message | contains("bad key ****")' true
}

one_came() { [ "$(fake_llm_count)" = 1 ]; }

# Ends a process that holds the key with SIGNAL, and is true when that left a core with the key in it.
leaves_core() { # SIGNAL PROCESS-ID
	kill -s "$1" "$2"
	wait "$2" 2>/dev/null || true
	grep -aqsF "$fake_llm_key" core core.*
}

@test "no core file has the key, even when one is asked for and fr-llm crashes under way" {
	[[ $(</proc/sys/kernel/core_pattern) != [/\|]* ]] || skip "core files go elsewhere here"
	ulimit -c unlimited 2>/dev/null || skip "the hard limit is against core files"
	local signal
	# That a core would have been left, and found:
	ANTHROPIC_API_KEY=$fake_llm_key start sleep 60
	wait_for 5 grep -aq "^sleep" "/proc/$started/cmdline"
	leaves_core SEGV "$started"
	rm -f core core.*
	asking >envelope
	for signal in ABRT SEGV; do
		fake_llm_forget
		fake_llm_script '{"hang": "before"}'
		start bash -c 'ANTHROPIC_API_KEY=$0 exec fr-llm --provider anthropic --base-url "$1" <envelope >out 2>err' "$fake_llm_key" "$fake_llm"
		wait_for 5 one_came
		run leaves_core "$signal" "$started"
		[ "$status" != 0 ] || fail "SIG$signal left a core with the key"
		[ -z "$(compgen -G 'core*')" ] || fail "SIG$signal left a core"
	done
}

# What runs a command as a user who is not root, in its own process.
as_user=(env)
[ "$(id -u)" != 0 ] || as_user=(setpriv --reuid 65534 --regid 65534 --clear-groups)

@test "another process of the same user can read neither its environment nor its memory" {
	command -v setpriv >/dev/null || skip "needs setpriv(1)"
	local folder
	folder=$(mktemp -d /tmp/fr-user.XXXXXX)
	asking >"$folder/envelope"
	XDG_STATE_HOME=$folder/state have_key
	[ "$(id -u)" != 0 ] || chown -R 65534:65534 "$folder"
	"${as_user[@]}" test -x "$FR_BIN/fr-llm" || skip "another user cannot run what was built here"
	ANTHROPIC_API_KEY=$fake_llm_key start "${as_user[@]}" sleep 60
	wait_for 5 "${as_user[@]}" head -c 1 "/proc/$started/environ" >/dev/null 2>&1
	fake_llm_script '{"hang": "before"}'
	HOME=$folder XDG_STATE_HOME=$folder/state XDG_CONFIG_HOME=$folder ANTHROPIC_API_KEY=$fake_llm_key start "${as_user[@]}" \
		bash -c 'exec fr-llm --provider anthropic --base-url "$fake_llm" <"$HOME/envelope"' >out 2>err
	wait_for 5 one_came || fail "$(cat err)"
	run ! "${as_user[@]}" head -c 1 "/proc/$started/environ"
	run ! "${as_user[@]}" dd if="/proc/$started/mem" of=/dev/null bs=1 count=1
	stop "$started"
	rm -rf "${folder:?}"
}

# How often the key stands in fr-llm's memory when it ends, at each run a line in the file found.
searched() { # COMMAND...
	local masked
	masked=$(perl -e 'print unpack("H*", $ARGV[0] ^ chr(0x5a) x length $ARGV[0])' "$fake_llm_key")
	env -u fake_llm_key LD_PRELOAD="$PWD/search.so" SECRET_MASKED="$masked" SECRET_FOUND="$PWD/found" "$@"
}

@test "the key is wiped after use: nothing of it is in memory when fr-llm ends, however it was sent" {
	[ -z "${FR_ASAN:-}" ] || skip "ASan keeps what was freed, and comes first"
	cc -shared -fPIC -o search.so "$FR_ROOT/tests/preload/secret_in_memory.c"
	asking >envelope
	cat envelope envelope >two
	export ANTHROPIC_API_KEY=$fake_llm_key
	searched perl -e '1'
	[ "$(<found)" -gt 0 ] || fail "the search finds nothing"
	: >found
	searched fr-llm --provider anthropic --base-url "$fake_llm" <two >out
	searched fr-llm --provider anthropic --base-url "$fake_llm" --no-stream <envelope >out
	searched fr-llm --provider anthropic --base-url "$fake_llm_tls" --cacert "$fake_llm_cacert" <two >out
	requests_are 5
	fake_llm_script '[{"error": "overloaded"}, {"text": "again"}, {"error": "authentication"}]'
	searched fr-llm --provider anthropic --base-url "$fake_llm" <envelope >out
	searched fr-llm --provider anthropic --base-url "$fake_llm" <envelope >out 2>err || [ $? = 77 ]
	unset ANTHROPIC_API_KEY
	echo "$fake_llm_key" >key
	chmod 600 key
	FR_API_KEY_FILE=$PWD/key searched fr-llm --provider anthropic --base-url "$fake_llm" <envelope >out
	FR_API_KEY_COMMAND="LD_PRELOAD= cat '$PWD/key'" searched fr-llm --provider anthropic --base-url "$fake_llm" <envelope >out
	[ "$(tr '\n' ' ' <found)" = "0 0 0 0 0 0 0 " ] || fail "found: $(tr '\n' ' ' <found)"
}

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

@test "a prompt leaves only when fr-prompt made it here, from evidence that fr-sanitize had cleaned" {
	export ANTHROPIC_API_KEY=$fake_llm_key
	local dirty=$FR_ROOT/tests/fixtures/envelope.json
	jq -c '.context.slow_queries.rows[0].query_preview = "SELECT 1 FROM t WHERE name = '"'Bob Secret'"'" | .context.lock_summary.rows[0].blocking_user = "rob_secret"' "$dirty" >raw
	local refused="fr-llm: nothing proves that the prompt was made from sanitised evidence"
	fr-sanitize <raw | fr-prompt diagnose >good
	expect 0 anthropic <good
	fake_llm_requests .body | grep -qi secret && fail "it left"
	requests_are 1
	# Without its context, whatever else an envelope may lose on its way, and as often as one likes.
	expect 0 anthropic < <(jq -c 'del(.context, .findings, .source, .window, .coverage) | .prompt |= with_entries(.)' good)
	expect 0 anthropic < <(jq -c '.prompt.max_output_tokens = 100' good)
	requests_are 3
	# The stages in the wrong order, and then with the evidence cut away.
	fr-prompt diagnose <raw | fr-sanitize >wrong
	jq -e '.prompt.messages[0].content | contains("rob_secret")' wrong
	jq -c 'del(.context, .findings)' wrong >cut
	expect 77 anthropic < <(jq -c '.prompt.messages[0].content |= gsub("<[a-z]+>|[a-z.]+@[a-z.]+"; "x")' wrong)
	stderr_has "$refused"
	expect 77 anthropic < <(jq -c '.prompt.messages[0].content |= gsub("<[a-z]+>|[a-z.]+@[a-z.]+"; "x")' cut)
	stderr_has "$refused"
	# An envelope that only says that it was sanitised.
	expect 77 anthropic < <(jq -c '.sanitize = {version: "0.1.0", level: "default", counts: {}}' raw | fr-prompt diagnose |
		jq -c 'del(.context, .findings) | .prompt.messages[0].content |= gsub("[a-z.]+@[a-z.]+"; "x")')
	stderr_has "$refused"
	# A seal of another prompt, one made up, one with another key, none; a word more, a message more, another system, a schema.
	local change
	for change in '.prompt.seal = ("0" * 64)' '.prompt.seal |= ascii_upcase' '.prompt.seal = null' 'del(.prompt.seal)' '.prompt.seal = 5' '.prompt.seal |= .[:63]' \
		'.prompt.messages[0].content += " rob_secret"' '.prompt.messages += [{role: "user", content: "rob_secret"}]' '.prompt.system = "rob_secret"' \
		'.prompt.schema = {enum: ["rob_secret"]}' '.prompt.tools = [{name: "rob_secret"}]' '.prompt.messages[0].role = "assistant"'; do
		expect 77 anthropic < <(jq -c "$change" good)
		stderr_has "$refused"
	done
	expect 77 anthropic < <(jq -c --slurpfile other good '.prompt.seal = $other[0].prompt.seal' <(asking))
	stderr_has "$refused"
	mkdir -p other/fr
	head -c 32 /dev/zero >other/fr/pseudonyms.key
	chmod 600 other/fr/pseudonyms.key
	expect 77 anthropic < <(XDG_STATE_HOME=$PWD/other fr-prompt diagnose < <(fr-sanitize <raw))
	stderr_has "$refused"
	requests_are 3
	# Who may keep literals may send what was made so, and what was made more strictly; not the other way round.
	FR_AI_SANITIZE_QUERIES=off fr-sanitize <raw >loose
	FR_AI_SANITIZE_QUERIES=off expect 0 anthropic < <(FR_AI_SANITIZE_QUERIES=off fr-prompt diagnose <loose)
	FR_AI_SANITIZE_QUERIES=off expect 0 anthropic <good
	expect 77 anthropic < <(FR_AI_SANITIZE_QUERIES=off fr-prompt diagnose <loose | jq -c 'del(.context, .findings)')
	stderr_has "$refused"
	requests_are 5
	# offline sends nothing, and asks for nothing.
	expect 0 fr-llm --provider offline <wrong
}

@test "without a key to seal with, the prompt is made, and the reason said" {
	rm -rf "${XDG_STATE_HOME:?}"
	fr-sanitize <"$FR_ROOT/tests/fixtures/envelope.json" >clean
	chmod 644 "$XDG_STATE_HOME/fr/pseudonyms.key"
	expect 0 fr-prompt diagnose < <(cat clean clean)
	stderr_is "fr-prompt: the prompt is not sealed, so no model can be asked: '$XDG_STATE_HOME/fr/pseudonyms.key' can be read by others"
	[ "$(jq -c .prompt.seal <<<"$output")" = $'null\nnull' ]
	ANTHROPIC_API_KEY=$fake_llm_key expect 77 anthropic <<<"$output"
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
