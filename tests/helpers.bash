# What every test file loads: a clean and private environment, exact assertions, and an end to whatever a test started.
#
# Environment. Of the caller's only PATH and what steers the tests is left. $FR_BIN (default build/bin) comes first in PATH.
# HOME, TMPDIR (where a test also starts) and the XDG folders are the test's own, and empty.
#
# Assertions. `expect STATUS COMMAND...` runs a command (standard input passes through) and keeps $output and $stderr apart;
# stdout_is, stdout_has, stdout_lacks, stderr_is, stderr_has, stderr_lacks and json_is then look at them.
#
# Processes. `start COMMAND...` runs one in the background, pg_start (servers/postgres.bash) a PostgreSQL, hanging_server
# something that accepts and never answers. All are stopped by their ids after the test, or after the file when setup_file
# started them. A file with a teardown of its own calls stop_everything in it.

bats_require_minimum_version 1.5.0

FR_ROOT=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
export FR_ROOT

# A file is loaded once for setup_file and again for each of its tests; what setup_file exports has to reach them, so the
# cleaning happens on the first load only. npm keeps its own settings, for the servers that come from there.
if [ "${FR_TESTS_CLEAN:-}" != "$BATS_RUN_TMPDIR" ]; then
	export npm_config_userconfig=${npm_config_userconfig:-$HOME/.npmrc} npm_config_cache=${npm_config_cache:-$HOME/.npm}
	[ -z "${https_proxy:-}" ] || export npm_config_https_proxy=$https_proxy
	if [ "$(id -u)" = 0 ]; then
		: "${FR_TESTS_CACHE:=/var/cache/fr-tests}"
	else
		: "${FR_TESTS_CACHE:=${XDG_CACHE_HOME:-$HOME/.cache}/fr-tests}"
	fi
	for fr_variable in $(compgen -e); do
		case $fr_variable in
		PATH | BATS* | npm_config_* | NODE_EXTRA_CA_CERTS | [ALU]*SAN_OPTIONS | SSL_CERT_*) ;;
		FR_ASAN | FR_BIN | FR_RECORDER_SQL | FR_ROOT | FR_TESTS_CACHE) ;;
		*) unset "$fr_variable" ;;
		esac
	done
	export FR_TESTS_CACHE FR_TESTS_CLEAN=$BATS_RUN_TMPDIR
	export FR_BIN=$(realpath -m "${FR_BIN:-$FR_ROOT/build/bin}")
	export PATH=$FR_BIN:$PATH LC_ALL=C.UTF-8 TZ=UTC
fi

# private_world FOLDER: HOME and the rest of it inside that folder.
private_world() {
	export HOME=$1/home TMPDIR=$1/tmp PG_STARTED=$1/servers FR_STARTED=$1/processes
	export XDG_CONFIG_HOME=$HOME/.config XDG_STATE_HOME=$HOME/.local/state XDG_CACHE_HOME=$HOME/.cache XDG_RUNTIME_DIR=$1/run
	mkdir -p "$HOME" "$TMPDIR" "$XDG_RUNTIME_DIR" "$PG_STARTED" "$FR_STARTED"
	cd "$TMPDIR" || return 1
}
private_world "${BATS_TEST_TMPDIR:-$BATS_FILE_TMPDIR}"

. "$FR_ROOT/tests/servers/postgres.bash"
. "$FR_ROOT/tests/servers/recorder.bash"

teardown() { stop_everything; }
teardown_file() { stop_everything; }

# The command whose assertion failed is named with both of its outputs: one without the other rarely explains anything.
fail() { # MESSAGE...
	{
		printf '%s\n' "$@"
		[ -z "${fr_command:-}" ] || printf -- '-- %s\n-- exit status %s, stdout:\n%s\n-- stderr:\n%s\n' \
			"$fr_command" "$status" "${output:0:4000}" "${stderr:0:4000}"
	} >&2
	return 1
}

expect() { # STATUS COMMAND...
	local wanted=$1
	shift
	fr_command=$*
	run --separate-stderr "$@"
	[ "$status" -eq "$wanted" ] || fail "exit status $status, wanted $wanted"
}

stdout_is() { [ "$output" = "$1" ] || fail "stdout is not: $1"; }
stdout_has() { [[ $output == *"$1"* ]] || fail "stdout lacks: $1"; }
stdout_lacks() { [[ $output != *"$1"* ]] || fail "stdout has: $1"; }
stderr_is() { [ "$stderr" = "$1" ] || fail "stderr is not: $1"; }
stderr_has() { [[ $stderr == *"$1"* ]] || fail "stderr lacks: $1"; }
stderr_lacks() { [[ $stderr != *"$1"* ]] || fail "stderr has: $1"; }

# The filter's raw output over the JSON on stdout.
json_is() { # FILTER VALUE
	local value
	value=$(jq -r "$1" <<<"$output") || fail "stdout is not JSON that '$1' can be asked of"
	[ "$value" = "$2" ] || fail "$1 is '$value', not '$2'"
}

# Descriptor 3 belongs to bats, which waits until everyone has closed it. Without <&0 bash would give it an empty input.
start() { # COMMAND...; its process id in $started
	"$@" <&0 3>&- &
	started=$!
	: >"$FR_STARTED/$started"
}

stop() { # [PROCESS-ID]
	local pid=${1:-$started}
	end_process TERM "$pid"
	rm -f "${FR_STARTED:?}/$pid"
}

stop_everything() {
	local note
	for note in "$FR_STARTED"/*; do
		[ ! -e "$note" ] || stop "${note##*/}"
	done
	pg_stop_all
}

# wait_for SECONDS COMMAND...: until the command succeeds. So long it may take on a machine that has nothing else to do; on one
# that has, ten times as long.
wait_for() {
	local end=$((SECONDS + 10 * $1))
	shift
	until "$@"; do
		((SECONDS <= end)) || { fail "still not so after waiting: $*"; return 1; }
		sleep 0.05
	done
}

# Accepts on a loopback port that the kernel chose ($hanging_port), or on a Unix socket when a path is given; never answers.
hanging_server() { # [PATH]
	local where=$BATS_TEST_TMPDIR/hanging
	rm -f "$where"
	start perl "$FR_ROOT/tests/servers/hang" "$@" >"$where"
	wait_for 5 test -s "$where"
	hanging_port=$(<"$where")
}

# The command, with RUN done by a shell before its first call of FUNCTION (preload/before_call.c says which): what may come in between,
# does. $just_before is what env needs for it.
just_before() { # FUNCTION RUN COMMAND...
	local library=$BATS_FILE_TMPDIR/before_call.so
	[ -e "$library" ] || cc -D_GNU_SOURCE -shared -fPIC -o "$library" "$FR_ROOT/tests/preload/before_call.c"
	just_before=(LD_PRELOAD="$library" BEFORE="$1" RUN="$2" ASAN_OPTIONS="${ASAN_OPTIONS:-}:verify_asan_link_order=0")
	shift 2
	env "${just_before[@]}" "$@"
}

need_postgres() { pg_have "$1" || skip "$pg_why"; }
need_recorder() { recorder_have || skip "$pg_why"; }

# Hostile input: a line of that many bytes that is no JSON, and an array nested that deep.
long_line() { head -c "$1" /dev/zero | tr '\0' x && echo; }
nested() { perl -e 'my $n = shift; print "[" x $n, "]" x $n, "\n"' "$1"; }
