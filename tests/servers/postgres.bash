# Throwaway PostgreSQL servers for tests and the demo. To be sourced by bash.
#
#   pg_have MAJOR              0 when that major can be started here; else 1, with the reason in $pg_why
#   pg_installed               prints the newest major that Debian's packages have installed
#   pg_start MAJOR [LINE...]   starts a cluster of its own with these lines in postgresql.conf, listening on a Unix socket
#                              only; sets PGHOST, PGPORT, PGUSER and PGDATABASE for psql and the tools, and $pg_dir
#   pg_restart                 stops the one in $pg_dir as a crash would, and starts it again
#   pg_stop [DIR]              stops the one in DIR (default $pg_dir) and removes its folder
#   pg_stop_all                stops every one that is noted in $PG_STARTED
#
# MAJOR 15 is Debian's postgresql-15 where it is installed, because it has pg_cron; the others come from npm.
# A cluster starts from a copy of an initdb made once per release, so a start takes well under a second.
# $PG_STARTED is a folder with one file a running server: set it to a test's own temporary folder before pg_start.
# $FR_TESTS_CACHE holds packages and templates: outside the tree, because `make clean` should not cost a download.

pg_here=$(cd "${BASH_SOURCE[0]%/*}" && pwd)

# initdb and postgres refuse to run as root, and the user they run as has to be able to read the cache: root's home is closed.
if [ "$(id -u)" = 0 ]; then
	: "${FR_TESTS_CACHE:=/var/cache/fr-tests}"
	pg_os_user=$(id -un postgres 2>/dev/null || echo nobody)
else
	: "${FR_TESTS_CACHE:=${XDG_CACHE_HOME:-$HOME/.cache}/fr-tests}"
	pg_os_user=
fi

# pg_as COMMAND...: becomes the command, as the server's user and with nothing of the caller's environment.
pg_as() {
	local clean=(env -i PATH=/usr/bin:/bin LC_ALL=C.UTF-8 TZ=UTC ${pg_libs:+LD_LIBRARY_PATH="$pg_libs"})
	if [ -n "$pg_os_user" ]; then
		clean=(setpriv --reuid="$pg_os_user" --regid="$(id -g "$pg_os_user")" --clear-groups "${clean[@]}")
	fi
	exec "${clean[@]}" "$@"
}

# All or nothing, also when two ask for it at once.
pg_package_fetch() { # PACKAGE FOLDER
	local new source target
	mkdir -p "$FR_TESTS_CACHE" && new=$(mktemp -d "$FR_TESTS_CACHE/new.XXXXXX") || return 1
	if (cd "$new" && npm pack --silent --no-update-notifier --fetch-retries=1 --fetch-retry-mintimeout=1000 "$1" && tar -xzf ./*.tgz) >/dev/null 2>&1 </dev/null 3>&-; then
		jq -r '.[] | "\(.source) \(.target)"' "$new/package/native/pg-symlinks.json" |
			while read -r source target; do
				ln -sfr "$new/package/$source" "$new/package/$target"
			done
		chmod -R u+w,go+rX "$new/package"
		mv -T "$new/package" "$2" 2>/dev/null
	fi
	rm -rf "$new"
	[ -d "$2" ]
}

pg_package() { # MAJOR: sets pg_home to the unpacked package
	local version arch
	version=$(awk -v major="$1" '$1 == major { print $2 }' "$pg_here/versions")
	case $(uname -m) in
	x86_64) arch=x64 ;;
	aarch64) arch=arm64 ;;
	*) version= ;;
	esac
	[ -n "$version" ] || { pg_why="no PostgreSQL $1 is packaged for $(uname -m)"; return 1; }
	pg_home=$FR_TESTS_CACHE/postgres-$version-$arch
	[ ! -d "$pg_home" ] || return 0
	command -v npm >/dev/null || { pg_why="PostgreSQL $1 comes from npm, which is not installed"; return 1; }
	pg_why="PostgreSQL $1 cannot be had from npm"
	# Without a network every test would wait for npm to give up: what failed is not asked for again for ten minutes.
	[ -z "$(find "$FR_TESTS_CACHE" -maxdepth 1 -name "absent-$version" -mmin -10 2>/dev/null)" ] || return 1
	pg_package_fetch "@embedded-postgres/linux-$arch@$version" "$pg_home" || { : >"$FR_TESTS_CACHE/absent-$version"; return 1; }
}

pg_installed() {
	local postgres
	for postgres in /usr/lib/postgresql/*/bin/postgres; do
		[ ! -x "$postgres" ] || basename "${postgres%/bin/postgres}"
	done | sort -n | tail -n 1
}

# Sets pg_bin and pg_libs to the server of that major, and pg_template to its initialised cluster.
pg_have() { # MAJOR
	pg_why=
	pg_bin=/usr/lib/postgresql/$1/bin pg_libs=
	if [ ! -x "$pg_bin/postgres" ]; then
		pg_package "$1" || return 1
		pg_bin=$pg_home/native/bin pg_libs=$pg_home/native/lib
	fi
	pg_template=$FR_TESTS_CACHE/initdb-$(pg_libs=$pg_libs pg_as "$pg_bin/postgres" --version | tr -cs '[:alnum:].\n' -)
	pg_template=${pg_template%-}
	[ -d "$pg_template" ] || pg_make_template
}

# In a session of its own: a Ctrl-C in the middle of an initdb would leave its shared memory behind.
pg_make_template() {
	local new
	mkdir -p "$FR_TESTS_CACHE" && new=$(mktemp -d "$FR_TESTS_CACHE/new.XXXXXX") || return 1
	[ -z "$pg_os_user" ] || chown "$pg_os_user" "$new"
	if ! (pg_as setsid -w "$pg_bin/initdb" -D "$new/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync) >"$new/log" 2>&1 3>&-; then
		pg_why="initdb failed: $(tail -n 1 "$new/log")"
		rm -rf "$new"
		return 1
	fi
	mv -T "$new/data" "$pg_template" 2>/dev/null
	rm -rf "$new"
	[ -d "$pg_template" ]
}

# The folder is under /tmp and not in the test's own: that one is closed to the server's user, and a socket's path may not
# be longer than 107 bytes.
pg_start() { # MAJOR [LINE...]
	pg_have "$1" || return 1
	shift
	pg_dir=$(mktemp -d /tmp/fr-pg.XXXXXX) || return 1
	mkdir -p "${PG_STARTED:=${TMPDIR:-/tmp}/fr-pg-started.$$}"
	: >"$PG_STARTED/${pg_dir##*/}"
	cp -a "$pg_template" "$pg_dir/data"
	{
		cat <<-END
			listen_addresses = ''
			unix_socket_directories = '$pg_dir'
			fsync = off
			synchronous_commit = off
			full_page_writes = off
			shared_buffers = 32MB
			max_connections = 120
			timezone = 'UTC'
			log_timezone = 'UTC'
			log_line_prefix = '%m [%p] %a '
		END
		printf '%s\n' "$@"
	} >>"$pg_dir/data/postgresql.conf"
	printf 'pg_bin=%q pg_libs=%q\n' "$pg_bin" "$pg_libs" >"$pg_dir/env"
	[ -z "$pg_os_user" ] || chown "$pg_os_user" "$pg_dir"
	export PGHOST=$pg_dir PGPORT=5432 PGUSER=postgres PGDATABASE=postgres
	pg_run
}

# The postmaster is our own child, so that its id is known from the first moment. Descriptor 3 is bats' own: bats would wait.
pg_run() {
	pg_as "$pg_bin/postgres" -D "$pg_dir/data" >>"$pg_dir/log" 2>&1 </dev/null 3>&- &
	echo $! >"$pg_dir/pid"
	local i
	for ((i = 0; i < 2000; i++)); do
		if grep -qs '^ready' "$pg_dir/data/postmaster.pid"; then return 0; fi
		kill -0 "$(<"$pg_dir/pid")" 2>/dev/null || break
		sleep 0.05
	done
	pg_why="PostgreSQL did not start: $(tail -n 3 "$pg_dir/log")"
	echo "$pg_why" >&2
	pg_stop
	return 1
}

# end_process SIGNAL PID: asks, then insists. Does not return before it is gone. No wait: in a trap bash can miss a child's end
# and wait for ever.
end_process() {
	local i
	kill "-$1" "$2" 2>/dev/null || return 0
	for ((i = 0; i < 600; i++)); do
		kill -0 "$2" 2>/dev/null || return 0
		sleep 0.05
	done
	kill -KILL "$2" 2>/dev/null || true
}

# Nothing in a cluster is worth an orderly shutdown: SIGQUIT is the quickest that still removes shared memory.
pg_kill() { # DIR
	[ ! -s "$1/pid" ] || end_process QUIT "$(<"$1/pid")"
}

pg_restart() {
	pg_kill "$pg_dir"
	. "$pg_dir/env"
	rm -f "$pg_dir/data/postmaster.pid"
	pg_run
}

pg_stop() { # [DIR]
	local dir=${1:-$pg_dir}
	[ -d "$dir" ] || return 0
	pg_kill "$dir"
	rm -rf "$dir" "${PG_STARTED:?}/${dir##*/}"
}

pg_stop_all() {
	local note
	[ -d "${PG_STARTED:-}" ] || return 0
	for note in "$PG_STARTED"/fr-pg.*; do
		[ ! -e "$note" ] || pg_stop "/tmp/${note##*/}"
	done
}
