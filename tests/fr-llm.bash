# What the tests of fr-llm share. To be loaded after helpers and fake-llm/fake-llm.

# The key that prompts are sealed with (lib/seal.h), known here so that tests can make prompts of their own.
seal_key=6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b
have_key() {
	[ ! -e "$XDG_STATE_HOME/fr/pseudonyms.key" ] || return 0
	mkdir -p "$XDG_STATE_HOME/fr"
	chmod 700 "$XDG_STATE_HOME/fr"
	(umask 077; printf 'k%.0s' {1..32} >"$XDG_STATE_HOME/fr/pseudonyms.key")
}

seal_of() { # [RULES] <CANONICAL-JSON
	{ printf 'prompt\0%s\0' "${1:-0}"; tr -d '\n'; } | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$seal_key" -r | cut -c 1-64
}

# An envelope that may be sent: a prompt of that name and text.
asking() { # [NAME [TEXT]]
	local sealed
	sealed=$(jq -nc --arg text "${2:-What is wrong?}" '{messages: [{content: $text, role: "user"}], system: "You are terse."}')
	printf '{"fr":1,"id":"019abc00-0000-7000-8000-000000000001","sanitize":{"version":"test","counts":{}},"findings":[%s],"prompt":{"name":"%s","max_output_tokens":1000,"seal":"%s",%s}\n' \
		'{"cause":"lock_contention","score":95,"summary":"s","evidence":["e"],"fix":["f"]}' "${1:-diagnose}" "$(seal_of <<<"$sealed")" "${sealed:1}"
}

# Envelopes with their prompts sealed as fr-prompt would: for what was changed after asking.
sealed() {
	local envelope
	while IFS= read -r envelope; do
		jq -c --arg seal "$(jq -cS '.prompt | del(.name, .max_output_tokens, .repeats, .seal)' <<<"$envelope" | seal_of)" '.prompt.seal = $seal' <<<"$envelope"
	done
}

# The store as it is before anything was spent.
forget_store() { rm -f "$XDG_STATE_HOME"/fr/fr.db*; }

# What every request of a test needs, a server for the file, and nothing left from the test before.
fake_setup() {
	need_fake_llm
	fake_llm_script '[]'
	fake_llm_forget
	have_key
	cd "$BATS_TEST_TMPDIR"
	export ANTHROPIC_API_KEY=$fake_llm_key OPENAI_API_KEY=$fake_llm_key FR_AI_MAX_CALLS_PER_HOUR=100000
	mkdir -p "$XDG_CONFIG_HOME/fr"
	echo '[{"model": "llama3.2", "input": 0, "output": 0}]' >"$XDG_CONFIG_HOME/fr/pricing.json"
}

# fr-llm that asks the stand-in as Anthropic, or as OpenAI through one of its APIs.
anthropic() { fr-llm --provider anthropic --base-url "$fake_llm" "$@"; }
chat() { fr-llm --provider openai --api chat --base-url "$fake_llm/v1" --model gpt-6-luna "$@"; }
responses() { fr-llm --provider openai --api responses --base-url "$fake_llm/v1" "$@"; }
ollama() { fr-llm --provider ollama --base-url "$fake_llm" --model llama3.2 "$@"; }

requests_are() { # COUNT
	local count
	count=$(fake_llm_count)
	[ "$count" = "$1" ] || fail "$count requests, not $1"
}
