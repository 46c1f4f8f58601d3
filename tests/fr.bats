load helpers

# The front is tried on stand-ins for the stages: each says what it was called with, passes its input on, and ends as it is told to.
setup() {
	tools="$BATS_TEST_TMPDIR/my tools"
	mkdir "$tools"
	install -m 755 "$FR_ROOT/cmd/fr/fr.sh" "$tools/fr"
	for stage in context sanitize prompt llm verify log; do
		cat >"$tools/fr-$stage" <<-'END'
			#!/bin/sh
			stage=${0##*/fr-}
			{ printf '%s' "$stage"; [ $# -eq 0 ] || printf ' <%s>' "$@"; echo; } >>"$CALLS.$stage"
			[ -z "${SLOW:-}" ] || [ "$stage" != llm ] || { trap 'sleep 0.3; echo settled >>"$CALLS.settled"; exit 130' INT; echo >"$CALLS.up"; sleep 60; }
			[ "$stage" = context ] && echo evidence
			cat
			[ "$stage" != log ] || [ ! -t 1 ] || echo terminal
			eval "exit \${EXIT_$stage:-0}"
		END
		chmod 755 "$tools/fr-$stage"
	done
	export CALLS=$BATS_TEST_TMPDIR/calls
}

fr_here() { "$tools/fr" "$@" </dev/null; }
calls() { cat "$CALLS".{context,sanitize,prompt,llm,verify,log}; }

@test "the real one: help, version, and a tool by its name" {
	expect 0 fr --help
	stdout_has "usage: fr [-n] COMMAND"
	expect 0 fr help
	expect 0 fr --version
	stdout_is "fr $(fr-config --version | cut -d' ' -f2)"
	expect 0 fr config --format json
	json_is .settings.ai_provider.value auto
	expect 0 fr help config
	stdout_has "usage: fr-config"
	expect 0 fr log list
}

@test "misuse: one line, a hint, 2" {
	for arguments in "" frob --frob ../sh "-n config" "diagnose --provider"; do
		expect 2 fr_here $arguments
		stdout_is ""
		[ "$(wc -l <<<"$stderr")" = 2 ]
		stderr_has "hint: try 'fr --help'"
	done
	expect 2 fr_here $'a\033[31m'
	stderr_has "unknown command 'a?[31m'"
}

@test "diagnose runs the six stages, each with what is its own" {
	expect 0 fr_here diagnose --from "it's 10:00" --to $'a\nb\n' --model "x y" --provider=offline -v --store '/tmp/a b' --limit 5 --level=strict --auto --strict
	stdout_is evidence
	[ "$(calls)" = "context <-v> <--from> <it's 10:00> <--to> <a
b
> <--limit> <5>
sanitize <-v> <--level=strict>
prompt <-v> <diagnose>
llm <-v> <--model> <x y> <--provider=offline>
verify <-v> <--strict>
log <-v> <--store> </tmp/a b> <--auto>" ]
}

@test "-n prints a pipeline that the shell reads back the same" {
	set -- --from "it's \$(10) \"x\"" --to $'a\nb' --model '' --config /dev/null
	expect 0 fr_here -n diagnose "$@"
	[ ! -e "$CALLS.context" ]
	printf '%s\n' "$output" >"$TMPDIR/pipeline"
	expect 0 sh "$TMPDIR/pipeline" </dev/null
	stdout_is evidence
	pasted=$(calls)
	rm "$CALLS".*
	fr_here diagnose "$@"
	[ "$pasted" = "$(calls)" ]
}

@test "-n is as short as PATH allows" {
	PATH=$tools:$PATH
	expect 0 fr -n diagnose --last 15m
	stdout_is "fr-context --last 15m | fr-sanitize | fr-prompt diagnose | fr-llm | fr-verify | fr-log"
}

@test "the tools beside it go first, by way of links too; a missing one is named" {
	ln -s "$tools/fr" "$BATS_TEST_TMPDIR/link"
	expect 0 env -C / "$BATS_TEST_TMPDIR/link" -n diagnose
	stdout_has "'$tools/fr-context' | '$tools/fr-sanitize' | "
	rm "$tools/fr-llm"
	PATH=/usr/bin:/bin expect 78 fr_here diagnose
	stderr_is "fr: cannot find 'fr-llm', neither in '$tools' nor in PATH"
}

@test "the exit status is that of the worst stage" {
	for each in "0" "context=69 69" "llm=75 75" "context=69 llm=76 76" "sanitize=1 llm=77 1" "log=74 74" \
		"context=141 log=78 78" "log=141 141" "prompt=2 2" "llm=139 139"; do
		for setting in $each; do
			case $setting in *=*) export "EXIT_$setting" ;; esac
		done
		expect "${each##* }" fr_here diagnose
		unset EXIT_context EXIT_sanitize EXIT_prompt EXIT_llm EXIT_verify EXIT_log
	done
}

@test "standard input reaches the first stage, and the last one has the terminal" {
	feed() { echo asked | "$tools/fr" diagnose; }
	expect 0 feed
	stdout_is $'evidence\nasked'
	expect 0 script -qec "'$tools/fr' diagnose </dev/null" /dev/null
	stdout_has terminal
}

@test "an interrupt waits for a stage that settles its accounts" {
	export SLOW=1
	start perl -e '$SIG{INT} = "DEFAULT"; setpgrp; exec @ARGV' "$tools/fr" diagnose </dev/null >"$TMPDIR/out"
	wait_for 5 test -e "$CALLS.up"
	kill -INT -- "-$started"
	ended=0
	wait "$started" || ended=$?
	[ "$ended" = 130 ]
	[ "$(cat "$CALLS.settled")" = settled ]
}

@test "a reader that has gone: quiet" {
	piped() { "$tools/fr" diagnose </dev/null | true; return "${PIPESTATUS[0]}"; }
	run --separate-stderr piped
	[ "$status" = 0 ] || [ "$status" = 141 ]
	[ "$stderr" = "" ]
}

@test "/dev/full" {
	full() { fr "$@" >/dev/full; }
	expect 74 full --help
	expect 74 full --version
	PATH=$tools:$PATH expect 74 full -n diagnose
}
