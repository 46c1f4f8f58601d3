# What holds for every tool: bad input, bad output, the options that all have, and what the manual says of them.
load helpers

setup_file() {
	mkdir -p "$BATS_FILE_TMPDIR/in"
	cd "$BATS_FILE_TMPDIR/in"
	cp "$FR_ROOT/tests/fixtures/envelope.json" fr-sanitize
	fr-sanitize <fr-sanitize >fr-prompt
	fr-prompt diagnose <fr-prompt >fr-llm
	cp fr-llm fr-cost
	fr-llm --provider offline <fr-llm >fr-verify
	fr-verify <fr-verify >fr-log
	cp fr-log fr-alert
	cp fr-log fr-remediate
}

setup() {
	cd "$BATS_FILE_TMPDIR/in"
}

tools=(fr-alert fr-chat fr-config fr-context fr-cost fr-incident fr-llm fr-log fr-prompt fr-record fr-remediate fr-sanitize fr-tool fr-verify)
filters=(fr-sanitize fr-prompt fr-cost fr-llm fr-verify fr-remediate fr-log fr-alert)

# The filter as it stands in a pipeline.
filter() { # TOOL
	case $1 in
	fr-prompt) fr-prompt diagnose ;;
	fr-alert) FR_ALERT_COMMAND=: fr-alert --to command --dry-run ;;
	fr-llm) fr-llm --provider offline ;;
	*) "$1" ;;
	esac
}

# The input with its id replaced, so that several differ.
with_id() { # TOOL ID
	jq -c --arg id "$2" '.id = $id' "$1"
}

@test "no input, no output" {
	for tool in "${filters[@]}"; do
		expect 0 filter "$tool" </dev/null
		stdout_is ""
		stderr_is ""
	done
}

@test "each filter changes one member and keeps the others" {
	for tool in "${filters[@]}"; do
		jq -c '.unknown = {deep: [1, "two", null, {"\u0000": "\u0007"}]}' "$tool" >input
		expect 0 filter "$tool" <input
		json_is '.unknown == {deep: [1, "two", null, {"\u0000": "\u0007"}]}' true
		json_is .id 019abc00-0000-7000-8000-000000000001
	done
}

@test "a broken line between two good ones is named, and costs nothing but itself" {
	for tool in "${filters[@]}"; do
		for broken in '{"fr":1,"context":' 'nonsense' '{"fr":1]' '[1,2]' '{"fr":1,"x":"cut he'; do
			{ with_id "$tool" one; echo "$broken"; with_id "$tool" two; } >input
			expect 65 filter "$tool" <input
			[ "$(jq -r .id <<<"$output" | paste -sd ' ')" = "one two" ] || fail "not both came through"
			stderr_has "$tool: line 2: not "
			[ "$(grep -c "^$tool:" <<<"$stderr")" = 1 ] || fail "more than one line is said"
		done
	done
}

@test "a line of 64 MiB is refused in one line, and the next is read" {
	for tool in "${filters[@]}"; do
		{ printf '{"fr":1,"x":"'; long_line $((64 << 20)); with_id "$tool" two; } >input
		expect 65 filter "$tool" <input
		json_is .id two
		stderr_has "$tool: line 1: larger than 67108864 bytes"
	done
}

@test "nesting 10,000 deep is refused" {
	for tool in "${filters[@]}"; do
		{ printf '{"fr":1,"context":'; nested 10000 | tr -d '\n'; echo '}'; with_id "$tool" two; } >input
		expect 65 filter "$tool" <input
		json_is .id two
		stderr_has "$tool: line 1: not JSON"
	done
}

@test "bytes that are not UTF-8 become U+FFFD; NUL bytes are refused" {
	for tool in "${filters[@]}"; do
		{ printf '{"fr":1,"id":"bad \xff\xc0","'; with_id "$tool" x | cut -c 3- ; } | sed 's/"fr":1,"id":"x",//' >input
		run --separate-stderr filter "$tool" <input
		[ "$status" -lt 126 ] || fail "crashed"
		jq -e . <<<"$output" >/dev/null || fail "no JSON came out"
		{ printf '\0\0\n'; with_id "$tool" two; } >input
		expect 65 filter "$tool" <input
		json_is .id two
	done
}

@test "a full disk is 74 and one line" {
	for tool in "${filters[@]}"; do
		run --separate-stderr bash -c 'set -o pipefail; '"$(declare -f filter)"'; filter "$1" <"$1" >/dev/full' - "$tool"
		[ "$status" -eq 74 ] || fail "$tool: exit status $status"
		stderr_has "$tool: cannot write standard output: No space left on device"
	done
	for tool in "${tools[@]}"; do
		run --separate-stderr bash -c '"$1" --help >/dev/full' - "$tool"
		[ "$status" -eq 74 ] || fail "$tool --help: exit status $status"
	done
}

@test "a closed pipe ends a filter quietly" {
	for tool in "${filters[@]}"; do
		for _ in $(seq 200); do cat "$tool"; done >input
		run --separate-stderr bash -c "$(declare -f filter)"'; filter "$1" <input | head -c 100 >/dev/null; exit ${PIPESTATUS[0]}' - "$tool"
		[ "$status" -eq 141 ] || [ "$status" -eq 0 ] || fail "$tool: exit status $status"
		stderr_is ""
	done
}

@test "standard descriptors that are closed do no harm" {
	for tool in "${filters[@]}"; do
		run bash -c "$(declare -f filter)"'; filter "$1" <&- ' - "$tool"
		[ "$status" -lt 126 ] || fail "$tool: exit status $status"
	done
}

@test "what a filter took for an envelope it gives back" {
	[ -n "${FR_ASAN:-}" ] || skip "LeakSanitizer comes with ASan"
	export ASAN_OPTIONS=detect_leaks=1
	run fr-sanitize --version
	[[ $output != *"encountered a fatal error"* ]] || skip "LeakSanitizer cannot run here (it needs ptrace)"
	for tool in "${filters[@]}" fr-incident; do
		{ with_id "${tool/incident/alert}" one; with_id "${tool/incident/alert}" two; } >input
		expect 0 filter "$tool" <input
		stderr_lacks LeakSanitizer
	done
}

@test "on a terminal JSON shows what would steer it; in a pipe it stays as it is" {
	local steering=$'\u202e\u009b31m\u2066é'
	for tool in fr-sanitize fr-prompt fr-cost fr-llm fr-verify fr-remediate fr-alert; do
		jq -c --arg steering "$steering" '.unknown = $steering' "$tool" >input
		expect 0 filter "$tool" <input
		[[ $output == *"$steering"* ]] || fail "$tool changes it in a pipe"
		script -qec "$(declare -f filter); filter $tool <input 2>/dev/null" /dev/null </dev/null >screen
		[ "$(jq -r .unknown screen)" = "$steering" ] || fail "$tool changes what it says on a terminal"
		grep -qF '"unknown":"\u202e\u009b31m\u2066é"' screen || fail "$tool: $(cut -c 1-2000 screen)"
	done
}

@test "an envelope that failed before passes unchanged, but for what sanitising takes" {
	jq -c '.error = {stage: "context", code: 69, message: "cannot connect"}' fr-sanitize >input
	expect 0 fr-sanitize <input
	json_is .error.code 69
	stdout_lacks customer@example.com
	for tool in fr-prompt fr-llm fr-verify; do
		jq -c '.error = {stage: "context", code: 69, message: "cannot connect"}' "$tool" >input
		expect 0 filter "$tool" <input
		[ "$(jq -cS . <<<"$output")" = "$(jq -cS . input)" ] || fail "$tool changed it"
	done
}

@test "queryid comes through the whole pipeline to the last digit" {
	run bash -o pipefail -c 'fr-sanitize <fr-sanitize | fr-prompt diagnose | fr-llm --provider offline | fr-verify | fr-log'
	[ "$status" -eq 0 ]
	json_is '.context.slow_queries.rows[0].queryid' -1761836862832665917
}

@test "--help and --version of every tool; misuse is 2 with a hint" {
	for tool in "${tools[@]}"; do
		expect 0 "$tool" --help
		stdout_has "usage: $tool"
		stderr_is ""
		expect 0 "$tool" -h
		expect 0 "$tool" --version
		[[ $output =~ ^$tool\ [0-9]+\.[0-9]+\.[0-9]+$ ]] || fail "$tool --version"
		expect 2 "$tool" --no-such-option
		stdout_is ""
		stderr_is "$tool: unknown option '--no-such-option'
hint: try '$tool --help'"
		expect 2 "$tool" --config
		stderr_has "option '--config' needs an argument"
	done
}

@test "a bad setting is 78 and names file and line" {
	printf '# settings\nai_enabled = perhaps\n' >"$HOME/bad.conf"
	for tool in fr-config fr-llm; do
		expect 78 "$tool" --config "$HOME/bad.conf" </dev/null
		stderr_has "bad.conf:2: ai_enabled takes true or false, not 'perhaps'"
	done
	echo 'ai_provder = offline' >"$HOME/bad.conf"
	expect 78 fr-config --config "$HOME/bad.conf"
	stderr_has "bad.conf:1: unknown key 'ai_provder'"
	stderr_has "hint: did you mean 'ai_provider'?"
}

@test "every tool has a page that names its options and repeats the exit statuses" {
	for tool in "${tools[@]}" fr; do
		page=$FR_ROOT/man/$tool.1
		[ -f "$page" ] || fail "no $page"
		[ "$tool" = fr ] && continue
		text=$(mandoc -T ascii "$page" | col -b)
		for option in $("$tool" --help | sed -n 's/^  [^-]*\(-., \)\?--\([a-z-]*\).*/\2/p' | grep -vxE 'help|version|verbose|config|max-bytes'); do
			[[ $text == *"--$option"* ]] || fail "$page does not mention --$option"
		done
		[[ $text == *"EXIT STATUS"* ]] || fail "$page has no EXIT STATUS"
	done
}

@test "lib/error.h and fr(7) say the same of the exit statuses" {
	header=$(sed -n 's/^\tFR_EX_[A-Z]* = \([0-9]*\).*/\1/p' "$FR_ROOT/lib/error.h" | sort -n)
	page=$(sed -n '/^\.Sh EXIT STATUS/,/^\.Sh EXAMPLES/s/^\.It \([0-9]*\)$/\1/p' "$FR_ROOT/man/fr.7" | sort -n)
	[ "$header" = "$page" ]
}
