load helpers

# The whole pipeline over a real incident, and what it leaves behind. The tools run from a folder of this test's own, so that two
# runs do not write into the same build/demo.

setup() {
	[ -n "$(pg_installed)" ] || skip "no PostgreSQL of Debian's is installed"
	mkdir -p "$BATS_TEST_TMPDIR/tree/share"
	cp -R "$FR_BIN" "$BATS_TEST_TMPDIR/tree/bin"
	ln -s "$FR_ROOT/share" "$BATS_TEST_TMPDIR/tree/share/fr"
	export FR_BIN=$BATS_TEST_TMPDIR/tree/bin
}

@test "the demo ends with a diagnosis of its incident" {
	expect 0 "$FR_ROOT/scripts/demo"
	stdout_has "nightly-invoices"
	stdout_has "Forced Checkpoint"
	[[ $output =~ blocked\ 12\ sessions,\ the\ longest\ for\ [0-9.]+\ s ]]
	[[ $output =~ [0-9]+\ forced\ checkpoints ]]
	[ -s "$FR_BIN/../demo/recording.db" ]
	XDG_STATE_HOME=$FR_BIN/../demo/state expect 0 "$FR_BIN/fr-log" list
	json_is '.causes | contains(["forced_checkpoint", "lock_contention"])' true
}

# What still runs of a process group. What has ended and only waits for its parent's notice does not count.
group_of() {
	cat /proc/[0-9]*/stat 2>/dev/null | sed 's/^\([0-9]*\) .*) /\1 /' | awk -v group="$1" '$4 == group && $2 != "Z"'
}

# As Ctrl-C does it: the signal goes to the whole group. A shell's background commands ignore SIGINT, and perl undoes that.
interrupted_by() { # SIGNAL STATUS
	local status=0 work server
	start perl -e '$SIG{INT} = "DEFAULT"; setpgrp; exec @ARGV' "$FR_ROOT/scripts/demo" >"$BATS_TEST_TMPDIR/progress" 2>&1
	wait_for 20 grep -q nightly-invoices "$BATS_TEST_TMPDIR/progress"
	work=$(grep -o '/tmp/fr-demo\.[[:alnum:]]*' "$BATS_TEST_TMPDIR/progress")
	server=/tmp/$(basename "$work"/servers/fr-pg.*)
	[ -S "$server/.s.PGSQL.5432" ]
	[ -n "$(group_of "$started")" ]
	kill "-$1" -- "-$started"
	wait "$started" || status=$?
	[ "$status" -eq "$2" ]
	[ ! -e "$work" ]
	[ ! -e "$server" ]
	wait_for 5 none_of "$started"
}
none_of() { [ -z "$(group_of "$1")" ]; }

@test "Ctrl-C stops the demo and everything it started" { interrupted_by INT 130; }
@test "a hang-up stops the demo and everything it started" { interrupted_by HUP 143; }
