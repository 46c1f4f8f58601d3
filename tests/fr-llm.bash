# What the tests of fr-llm share. To be loaded after helpers and fake-llm/fake-llm.

# An envelope that may be sent: a prompt of that name and text.
asking() { # [NAME [TEXT]]
	jq -nc --arg name "${1:-diagnose}" --arg text "${2:-What is wrong?}" '{fr: 1, id: "019abc00-0000-7000-8000-000000000001",
		sanitize: {version: "test", counts: {}},
		findings: [{cause: "lock_contention", score: 95, summary: "s", evidence: ["e"], fix: ["f"]}],
		prompt: {name: $name, system: "You are terse.", messages: [{role: "user", content: $text}], max_output_tokens: 1000}}'
}

# What every request of a test needs, a server for the file, and nothing left from the test before.
fake_setup() {
	need_fake_llm
	fake_llm_script '[]'
	fake_llm_forget
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
