load helpers

@test "a test's world is its own and empty" {
	[ -z "$(find "$HOME" -mindepth 1)" ]
	[ "$HOME" = "$BATS_TEST_TMPDIR/home" ]
	[ -z "${PGHOST:-}${ANTHROPIC_API_KEY:-}" ]
	[ "$(date +%Z)" = UTC ]
}

@test "expect takes exactly the status that it names" {
	expect 3 sh -c 'echo out; echo err >&2; exit 3'
	stdout_is out
	stderr_is err
	run expect 2 sh -c 'exit 3'
	[ "$status" = 1 ]
}

@test "the assertions can fail" {
	expect 0 echo '{"a": 1}'
	json_is .a 1
	for assertion in "stdout_is x" "stdout_has x" "stdout_lacks a" "stderr_is x" "stderr_has x" "json_is .a 2" "json_is .a.b 1"; do
		# shellcheck disable=SC2086
		! $assertion 2>/dev/null || false
	done
}

@test "a hanging server accepts and says nothing" {
	hanging_server
	run timeout 1 bash -c "exec 5<>/dev/tcp/127.0.0.1/$hanging_port && read -r line <&5"
	[ "$status" = 124 ]
}

@test "what a test started is gone after it" {
	start sleep 1000
	pid=$started
	kill -0 "$pid"
	stop_everything
	! kill -0 "$pid" 2>/dev/null || false
	[ -z "$(ls "$FR_STARTED")" ]
}

@test "a server starts, answers, survives a crash and leaves nothing" {
	need_postgres 15
	pg_start 15 "shared_preload_libraries = 'pg_stat_statements'"
	expect 0 psql -XAtc "CREATE EXTENSION pg_stat_statements" -c "SHOW listen_addresses"
	stdout_is "CREATE EXTENSION"
	pid=$(<"$pg_dir/pid")
	pg_restart
	expect 0 psql -XAtc "SELECT 1"
	stdout_is 1
	dir=$pg_dir pid=$(<"$pg_dir/pid")
	pg_stop_all
	[ ! -e "$dir" ]
	! kill -0 "$pid" 2>/dev/null || false
}

a_server_of() { # MAJOR
	need_postgres "$1"
	pg_start "$1"
	expect 0 psql -XAtc 'SHOW server_version_num'
	[ "${output:0:2}" = "$1" ]
}

@test "a server of PostgreSQL 13" { a_server_of 13; }
@test "a server of PostgreSQL 14" { a_server_of 14; }
@test "a server of PostgreSQL 15" { a_server_of 15; }
@test "a server of PostgreSQL 16" { a_server_of 16; }
@test "a server of PostgreSQL 17" { a_server_of 17; }
@test "a server of PostgreSQL 18" { a_server_of 18; }
