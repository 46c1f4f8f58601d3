# The real pg-flight-recorder on a throwaway cluster, for tests that are given its install.sql in $FR_RECORDER_SQL; it is never
# part of this tree. To be sourced by bash after postgres.bash.
#
#   recorder_have              0 when it can be run here; else 1, with the reason in $pg_why
#   recorder_start [LINE...]   pg_start with the recorder installed in the database postgres, its cron jobs idle
#   recorder_snapshot          one snapshot, with statements and tables
#   recorder_sample            one sample of activity, waits and locks
#   recorder_watch SECONDS     a snapshot, a sample about once a second, a snapshot; what a window needs
#   recorder_flush             what its jobs do every 5 and 15 minutes: aggregates and archives. Once, at the end: the archives
#                              are filled at most once in 15 minutes

recorder_have() {
	pg_why=
	if [ -z "${FR_RECORDER_SQL:-}" ]; then
		pg_why="FR_RECORDER_SQL does not name an install.sql of pg-flight-recorder"
	elif [ ! -r "$FR_RECORDER_SQL" ]; then
		pg_why="cannot read FR_RECORDER_SQL '$FR_RECORDER_SQL'"
	elif [ ! -e /usr/lib/postgresql/15/lib/pg_cron.so ]; then
		pg_why="the recorder needs pg_cron: install postgresql-15-cron"
	fi
	[ -z "$pg_why" ]
}

recorder_psql() {
	PGOPTIONS='-c client_min_messages=warning' psql -XAtqv ON_ERROR_STOP=1 "$@"
}

recorder_start() { # [LINE...]
	recorder_have || return 1
	pg_start 15 "shared_preload_libraries = 'pg_cron,pg_stat_statements'" "cron.database_name = 'postgres'" \
		"cron.host = '/nonexistent'" "$@" || return 1
	recorder_psql -c 'CREATE EXTENSION pg_cron; CREATE EXTENSION pg_stat_statements' || return 1
	recorder_psql -f "$FR_RECORDER_SQL" -f "$pg_here/recorder.sql" >"$pg_dir/recorder.log" || return 1
}

recorder_snapshot() { recorder_psql -c 'SELECT flight_recorder.snapshot()' >/dev/null; }

# Two transactions: sample() stamps its rows with the transaction's start and ends with lock_timeout set for the rest of it.
recorder_sample() { recorder_psql -c 'SELECT flight_recorder.sample()' -c 'SELECT recorder_driver.keep_sample()' >/dev/null; }

recorder_watch() { # SECONDS
	local end=$((SECONDS + $1))
	recorder_snapshot || return 1
	while ((SECONDS < end)); do
		recorder_sample || return 1
		sleep 0.8
	done
	recorder_snapshot
}

recorder_flush() {
	recorder_psql -c "SELECT flight_recorder.flush_ring_to_aggregates()" -c "SELECT flight_recorder.archive_ring_samples()" >/dev/null
}
