load helpers

# The stand-in for the recorder is only worth testing against while it looks like the recorder.

setup_file() {
	need_postgres 15
	pg_start 15
}

setup() {
	export PGDATABASE=fixture_$BATS_TEST_NUMBER
	createdb "$PGDATABASE"
}

fixture() { "$FR_ROOT/tests/servers/fixture" "$@"; }

# Order has no meaning in a catalog.
catalog() { jq -S '{functions: .functions | sort_by(.name, .arguments), relations: .relations | sort_by(.name)}' "$@"; }

exposes_its_contract() { # VERSION
	fixture lock-contention "$1"
	diff <(catalog "$FR_ROOT/tests/fixtures/recorder/contract-$1.json") <(psql -XAtf "$FR_ROOT/tests/servers/catalog.sql" | catalog)
}

@test "the fixture of 2.0 exposes exactly its contract" { exposes_its_contract 2.0; }
@test "the fixture of 2.9 exposes exactly its contract" { exposes_its_contract 2.9; }
@test "the fixture of 2.17 exposes exactly its contract" { exposes_its_contract 2.17; }
@test "the fixture of 2.22 exposes exactly its contract" { exposes_its_contract 2.22; }

@test "every incident loads whole, and comes back from its functions" {
	for incident in "$FR_ROOT"/tests/incidents/*.json; do
		dropdb "$PGDATABASE"
		createdb "$PGDATABASE"
		fixture "$(basename "$incident" .json)" 2.22
		window=$(jq -r '"\u0027\(.window.start)\u0027, \u0027\(.window.end)\u0027"' "$incident")
		expect 0 psql -XAt <<-END
			SELECT 'tables', $(jq -r '[.tables | keys[] | "(SELECT count(*) FROM flight_recorder.\(.))"] | join(", ")' "$incident");
			SELECT 'functions', (SELECT count(*) FROM flight_recorder.anomaly_report($window)),
				(SELECT count(*) FROM flight_recorder.compare($window)),
				(SELECT count(*) FROM flight_recorder.statement_compare($window, 0)),
				(SELECT count(*) FROM flight_recorder.table_hotspots($window)),
				(SELECT count(*) FROM flight_recorder.wait_summary($window));
		END
		stdout_is "$(jq -r '["tables", (.tables | keys[] as $k | .[$k] | length)], ["functions",
			(.functions | .anomaly_report, .compare, .statement_compare, .table_hotspots, .wait_summary | length)]
			| map(tostring) | join("|")' "$incident")"
	done
}

@test "another window than the recorded one is empty" {
	fixture lock-contention 2.22
	expect 0 psql -XAtc "SELECT count(*) FROM flight_recorder.anomaly_report('2001-01-01', '2001-01-02')"
	stdout_is 0
}

@test "limits and thresholds are kept" {
	fixture lock-contention 2.22
	window=$(jq -r '"\u0027\(.window.start)\u0027, \u0027\(.window.end)\u0027"' "$FR_ROOT/tests/incidents/lock-contention.json")
	expect 0 psql -XAtc "SELECT count(*) FROM flight_recorder.statement_compare($window, 0, 3)"
	stdout_is 3
	expect 0 psql -XAtc "SELECT count(*) FROM flight_recorder.statement_compare($window, 1e12)"
	stdout_is 0
}

@test "intervals, nulls and 64-bit ids are what was recorded" {
	fixture lock-contention 2.22
	incident=$FR_ROOT/tests/incidents/lock-contention.json
	expect 0 psql -XAtc "SELECT max(blocked_duration) > '1 second' FROM flight_recorder.lock_samples_archive"
	stdout_is t
	expect 0 psql -XAtc "SELECT count(*) FROM flight_recorder.activity_samples_archive WHERE client_addr IS NULL"
	stdout_is "$(jq '[.tables.activity_samples_archive[] | select(.client_addr == null)] | length' "$incident")"
	expect 0 psql -XAtc "SELECT queryid FROM flight_recorder.statement_snapshots LIMIT 1"
	grep -q "\"queryid\":$output[,}]" "$incident"
}

@test "a function that the incident did not record says so" {
	fixture healthy 2.22
	expect 1 psql -XAtc "SELECT * FROM flight_recorder.blast_radius_report('2001-01-01', '2001-01-02')"
	stderr_has "the incident did not record blast_radius_report"
}

@test "the real recorder exposes its contract" {
	need_recorder
	PGDATABASE=postgres recorder_start
	version=$(psql -XAt -d postgres -c "SELECT coalesce((SELECT value FROM flight_recorder.config WHERE key = 'schema_version'), '2.0')")
	contract=$FR_ROOT/tests/fixtures/recorder/contract-$version.json
	[ -e "$contract" ] || skip "no contract of recorder $version"
	diff <(catalog "$contract") <(psql -XAt -d postgres -f "$FR_ROOT/tests/servers/catalog.sql" | catalog)
}
