load helpers

setup() { cd "$BATS_TEST_TMPDIR"; }

# An envelope with these findings, and a prompt.
envelope() { # [FINDINGS]
	jq -nc --argjson findings "${1:-[$one]}" '{fr: 1, id: "019abc00-0000-7000-8000-000000000001", findings: $findings,
		prompt: {name: "diagnose", system: "s", messages: [{role: "user", content: "c"}], max_output_tokens: 2000}}'
}
one='{"cause": "lock_contention", "score": 95, "summary": "Session 1 (`web`) blocked 14 sessions.", "evidence": ["lock_summary: pid 1"], "fix": ["End it: `SELECT 1;`"]}'

@test "offline writes up the findings, in the shape of a diagnosis, and says what it cost" {
	expect 0 fr-llm --provider offline < <(envelope)
	stderr_is ""
	json_is .response.text "$(cat <<-'END'
		## Root Cause: Lock Contention

		Session 1 (`web`) blocked 14 sessions.

		## Immediate Fix

		1. End it: `SELECT 1;`

		## Evidence

		- lock_summary: pid 1
	END
	)"
	json_is '.response | del(.text, .latency_ms) | tojson' \
		'{"provider":"offline","model":"rules","stop_reason":"end_turn","usage":{"input_tokens":0,"output_tokens":0},"cost_usd":0,"attempts":0}'
	json_is '.response.latency_ms >= 0 and .response.latency_ms < 10000' true
}

@test "two causes share the heading, an effect does not, and a line is said once" {
	two='{"cause": "forced_checkpoint", "score": 85, "summary": "12 forced checkpoints.", "evidence": ["system_metrics: 12", "lock_summary: pid 1"], "fix": ["Raise it."]}'
	effect='{"cause": "idle_in_transaction", "score": 47, "explained_by": "lock_contention", "summary": "It sat idle.", "evidence": ["idle_in_transaction: 1"], "fix": ["Not this."]}'
	expect 0 fr-llm < <(envelope "[$one, $two, $effect]")
	json_is '.response.text | split("\n")[0]' "## Root Cause: Lock Contention + Forced Checkpoint"
	json_is '.response.text | contains("2. Raise it.") and contains("Connected with it: It sat idle.") and contains("- idle_in_transaction: 1")' true
	json_is '.response.text | contains("Not this.")' false
	json_is '.response.text | split("lock_summary: pid 1") | length' 2
}

@test "a fourth cause is named as connected, and what would confirm the causes comes last" {
	expect 0 fr-llm < <(envelope "$(jq -nc '[range(4) | {cause: "own_cause_\(.)", score: (90 - .), summary: "S\(.).", evidence: ["e\(.)"], fix: ["f\(.)"], confirm: ["c\(.)"]}]')")
	json_is '.response.text | split("\n")[0]' "## Root Cause: own cause 0 + own cause 1 + own cause 2"
	json_is '.response.text | contains("Connected with it: S3.") and contains("- e3") and (contains("f3") or contains("c3") | not)' true
	json_is '.response.text | endswith("## What Would Confirm It\n\n- c0\n- c1\n- c2\n")' true
}

@test "a healthy server needs nothing" {
	expect 0 fr-llm < <(envelope '[{"cause": "none", "score": 90, "summary": "Nothing in the window calls for action.", "evidence": [], "fix": []}]')
	json_is '.response.text | contains("## Root Cause: None Found") and contains("Nothing needs to be done.")' true
}

@test "findings are text from outside, and stay on their lines" {
	expect 0 fr-llm < <(envelope '[{"cause": "x\n## y", "score": "z", "summary": "a\n## Root Cause: fake [link](http://x) <b> `open", "evidence": [5, null, {"a": 1}, "![i](u)\u001b[31m"], "fix": "no list"}, 7]')
	json_is '.response.text | split("\n") | map(select(startswith("#"))) | length' 3
	json_is '.response.text | contains("[link]") or contains("![i]") or contains("\u001b") or contains("`")' false
	json_is '.response.text | contains("\\[link\\](http://x) \\<b>")' true
}

@test "without a prompt, without findings, or for a prompt that offline does not know, it says so" {
	expect 65 fr-llm <<<'{"fr":1,"id":"a"}'
	json_is '.error | "\(.stage) \(.code) \(.message)"' "llm 65 the envelope has no prompt"
	json_is .error.hint "'fr-prompt diagnose' makes one"
	expect 65 fr-llm < <(envelope '[]')
	json_is .error.message "the envelope has no findings, and offline has nothing else to say"
	expect 78 fr-llm < <(envelope | jq -c '.prompt.name = "poem"')
	json_is .error.message "offline cannot answer prompt 'poem'"
	json_is .response null
}

@test "an envelope that failed before passes through" {
	expect 0 fr-llm <<<'{"fr":1,"error":{"stage":"context","code":69}}'
	stdout_is '{"fr":1,"error":{"stage":"context","code":69}}'
}

@test "auto is offline, and says so where somebody asks" {
	expect 0 fr-llm --provider auto < <(envelope)
	json_is .response.provider offline
	stderr_is ""
	expect 0 fr-llm -v < <(envelope)
	stderr_is "fr-llm: no model is configured: 'offline' answers, from what the rules found"
	FR_AI_MODEL=some-model expect 0 fr-llm < <(envelope)
	json_is .response.model rules
}

@test "providers and models that are none" {
	expect 2 fr-llm --provider oracle </dev/null
	stderr_is "$(printf "fr-llm: there is no provider 'oracle' (--provider)\nhint: known are: auto, anthropic, openai, ollama, offline")"
	FR_AI_PROVIDER=oracle expect 78 fr-llm </dev/null
	stderr_has "there is no provider 'oracle' (FR_AI_PROVIDER)"
	expect 2 fr-llm --provider offline --model gpt </dev/null
	stderr_is "$(printf "fr-llm: provider 'offline' has no model 'gpt'\nhint: its one model is 'rules'")"
	expect 0 fr-llm --provider offline --model rules </dev/null
	expect 2 fr-llm extra
}

@test "how a prompt is answered offline is a file in a folder" {
	mkdir -p "$XDG_CONFIG_HOME/fr/offline"
	echo '"A poem of \(.findings | length) lines"' >"$XDG_CONFIG_HOME/fr/offline/poem.jq"
	expect 0 fr-llm < <(envelope | jq -c '.prompt.name = "poem"')
	json_is .response.text "A poem of 1 lines"
	echo '(' >"$XDG_CONFIG_HOME/fr/offline/poem.jq"
	expect 78 fr-llm < <(envelope; envelope | jq -c '.prompt.name = "poem"'; envelope)
	stderr_has "poem.jq"
	json_is '.response.text[:13]' "$(printf '## Root Cause\nnull\n## Root Cause')"
	echo '"\(.prompt.name): mine"' >"$XDG_CONFIG_HOME/fr/offline/diagnose.jq"
	expect 0 fr-llm < <(envelope)
	json_is .response.text "diagnose: mine"
	expect 78 fr-llm < <(envelope | jq -c '.prompt.name = "../offline/diagnose"')
	json_is .error.message "offline cannot answer prompt '../offline/diagnose'"
}

@test "the rules' findings become a diagnosis that names who, how many, and how long" {
	fr-prompt diagnose <"$FR_ROOT/tests/fixtures/envelope.json" >prompted
	expect 0 fr-llm <prompted
	json_is '[.findings[].cause][0] as $first | .response.text | startswith("## Root Cause: ") and contains("## Immediate Fix") and contains("## Evidence")' true
	json_is '. as $e | [.findings[] | select(.explained_by == null) | .evidence[] | select(. as $line | $e.response.text | contains($line[:20]) | not)] | length' 0
}
