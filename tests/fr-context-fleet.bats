load helpers

# Many servers at once: databases of one cluster with the recorder's stand-in, servers that are not there, and one that accepts
# and never answers.

setup_file() {
	need_postgres 15
	pg_start 15
	createdb template
	PGDATABASE=template "$FR_ROOT/tests/servers/fixture" healthy 2.22
	for i in {1..12}; do createdb -T template "shop$i"; done
	jq -r '"--from=\(.window.start)\n--to=\(.window.end)"' "$FR_ROOT/tests/incidents/healthy.json" >"$BATS_FILE_TMPDIR/window"
}

setup() {
	mapfile -t window <"$BATS_FILE_TMPDIR/window"
	{
		echo "# the fleet"
		for i in {1..12}; do echo "db$i  dbname=shop$i"; done
	} >fleet
}

@test "an envelope each, with the server's name" {
	expect 0 fr-context --fleet fleet "${window[@]}"
	[ "$(jq -r .source.server <<<"$output" | sort -V | paste -sd ' ')" = "db1 db2 db3 db4 db5 db6 db7 db8 db9 db10 db11 db12" ]
	[ "$(jq -r '"\(.source.server | ltrimstr("db")) \(.source.database | ltrimstr("shop"))"' <<<"$output" | awk '$1 != $2' | wc -l)" = 0 ]
	[ "$(jq -s 'map(select(.context.system_metrics.rows | length == 1)) | length' <<<"$output")" = 12 ]
}

@test "the dead and the hanging are told of, and hold nobody up" {
	hanging_server "$BATS_TEST_TMPDIR/.s.PGSQL.5432"
	{
		echo "dead1 host=$BATS_TEST_TMPDIR/nowhere"
		echo "dead2 host=127.0.0.1 port=1"
		echo "hangs host=$BATS_TEST_TMPDIR"
		cat fleet
	} >with-dead
	expect 69 fr-context --fleet with-dead --timeout 5 --jobs 4 "${window[@]}"
	[ "$(jq -r 'select(.error) | .source.server' <<<"$output" | sort | paste -sd ' ')" = "dead1 dead2 hangs" ]
	[ "$(jq -r 'select(.error == null) | .source.server' <<<"$output" | wc -l)" = 12 ]
	# More were done before it ended than could be under way beside it.
	[ "$(jq -r '.source.server' <<<"$output" | grep -nx hangs | cut -d: -f1)" -gt 6 ]
	stderr_has "fr-context: dead1: cannot connect"
	stderr_has "fr-context: hangs: "
}

@test "an envelope that is too large is no envelope, and neither is what fits of it" {
	expect 65 fr-context --fleet fleet --max-bytes 2000 "${window[@]}"
	[ "$(jq -r '"\(.error.code) \(.context)"' <<<"$output" | sort | uniq -c | tr -s ' ')" = " 12 65 null" ]
	stderr_has "fr-context: db1: what came of it is larger than 2000 bytes"
	stderr_has "hint: --max-bytes raises the limit"
}

@test "a line without a connection string is a service" {
	printf '[shop-service]\ndbname=shop3\n' >services
	echo shop-service >fleet
	PGSERVICEFILE=$PWD/services expect 0 fr-context --fleet fleet "${window[@]}"
	json_is '.source.server + " " + .source.database' "shop-service shop3"
}

@test "a password is no argument of any process" {
	hanging_server "$BATS_TEST_TMPDIR/.s.PGSQL.5432"
	echo "hangs host=$BATS_TEST_TMPDIR password=open-sesame" >fleet
	start sh -c 'exec fr-context --fleet fleet --timeout 3 >out 2>err'
	wait_for 5 pgrep -P "$started"
	for pid in "$started" $(pgrep -P "$started"); do tr '\0' '\n' <"/proc/$pid/cmdline"; done >arguments
	grep -qx -- --fleet arguments
	wait_for 10 test -s out
	run grep -c open-sesame arguments out err
	[ "$output" = $'arguments:0\nout:0\nerr:0' ]
}

@test "a file that is no good, and what does not go together" {
	expect 78 fr-context --fleet nowhere
	stderr_has "cannot read 'nowhere'"
	printf 'a x=1\na y=2\n' >twice
	expect 78 fr-context --fleet twice
	stderr_has "names server 'a' twice"
	expect 2 fr-context --fleet fleet --dsn shop1
	expect 0 fr-context --fleet /dev/null
	stdout_is ""
}

@test "nothing unless there is an anomaly, for each by itself" {
	PGDATABASE=shop12 psql -qXc "DROP SCHEMA flight_recorder CASCADE; DROP SCHEMA fixture CASCADE" 2>/dev/null
	PGDATABASE=shop12 "$FR_ROOT/tests/servers/fixture" lock-contention 2.22
	mapfile -t window < <(jq -r '"--from=\(.window.start)\n--to=\(.window.end)"' "$FR_ROOT/tests/incidents/lock-contention.json")
	expect 0 fr-context --fleet <(printf 'quiet dbname=shop1\nloud dbname=shop12\n') --from "2026-11-23 03:59:42Z" --to "2026-11-23 04:03:05Z" --if-anomaly medium
	json_is .source.server loud
}

@test "a full disk is said, and every child is gone" {
	run bash -c "fr-context --fleet fleet ${window[*]@Q} >/dev/full"
	[ "$status" = 74 ]
}
