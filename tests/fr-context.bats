load helpers

# One server; a database with the recorder's stand-in and an incident in it, which tests copy when they change it; one without.

setup_file() {
	need_postgres 15
	pg_start 15
	createdb incident
	PGDATABASE=incident "$FR_ROOT/tests/servers/fixture" lock-contention 2.22
	createdb plain
}

# The window of lock-contention, and the time of its first snapshot and its last.
start='2026-11-23 04:02:23.377432+00' end='2026-11-23 04:03:05.229461+00'

setup() { export PGDATABASE=incident; }

copy() { # the incident in a database of the test's own
	export PGDATABASE=copy_$BATS_TEST_NUMBER
	psql -Xqd postgres -c "CREATE DATABASE $PGDATABASE TEMPLATE incident"
}

sql() { psql -XAtqv ON_ERROR_STOP=1 -c "$1"; }
incident() { expect 0 fr-context --from "$start" --to "$end" "$@"; }
notes_have() { [[ $(jq -r '.coverage.notes[]' <<<"$output") == *"$1"* ]] || fail "coverage.notes lacks: $1"; }
notes_lack() { [[ $(jq -r '.coverage.notes[]' <<<"$output") != *"$1"* ]] || fail "coverage.notes has: $1"; }

@test "an envelope says where it comes from, which window, and how much is known" {
	incident
	[ "$(wc -l <<<"$output")" = 1 ]
	json_is .fr 1
	json_is '.id | test("^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")' true
	json_is '.source | [.kind, .recorder_version, .database] | join(" ")' 'flight_recorder 2.22 incident'
	json_is '.source | keys | join(" ")' 'cluster database kind recorder_version server_version'
	json_is '.window | [.start, .end, .minutes] | join(" ")' '2026-11-23T04:02:23.377432Z 2026-11-23T04:03:05.229461Z 0.7'
	json_is '.coverage | [.snapshots, .samples, .statement_snapshots] | join(" ")' '3 19 3'
	json_is '.context | keys | join(" ")' \
		'anomalies blocking_chains config_changes connections idle_in_transaction index_usage lock_summary replication replication_slots role_settings settings slow_queries system_metrics table_hotspots timeline vacuum_progress wait_events wraparound'
	json_is '[.context[] | select(. == null)] | length' 0
	json_is '[.context[] | select(.returned != (.rows | length) or .truncated != (.total > .returned))] | length' 0
}

@test "who blocked whom: the root first, with what it was doing" {
	incident
	json_is '.context.lock_summary.rows[0] | [.blocking_app, .blocking_user, .blocking_state, .blocked_count, .is_root,
		.blocked_total_sessions, (.max_block_duration_seconds | floor)] | map(tostring) | join(" ")' \
		'nightly-invoices billing idle in transaction 14 true 14 34'
	json_is '.context.idle_in_transaction.rows[0] | [.application_name, (.xact_seconds | floor)] | map(tostring) | join(" ")' \
		'nightly-invoices 34'
}

@test "all nine incidents say what the recorder's own functions say" {
	for file in "$FR_ROOT"/tests/incidents/*.json; do
		export PGDATABASE=nine
		psql -Xqd postgres -c 'DROP DATABASE IF EXISTS nine' -c 'CREATE DATABASE nine'
		"$FR_ROOT/tests/servers/fixture" "$(basename "$file" .json)" 2.22
		expect 0 fr-context --limit 1000 --from "$(jq -r .window.start "$file")" --to "$(jq -r .window.end "$file")"
		json_is '[.context[] | select(. == null)] | length' 0
		diff <(jq -S '.functions.anomaly_report | map([.anomaly_type, .severity]) | sort' "$file") \
			<(jq -S '.context.anomalies.rows | map([.anomaly_type, .severity]) | sort' <<<"$output")
		diff <(jq -S '.functions.compare[0] | [.ckpt_requested_delta, .wal_bytes_delta, .temp_bytes_delta, .elapsed_seconds]' "$file") \
			<(jq -S '.context.system_metrics.rows[0] | [.ckpt_requested_delta, .wal_bytes_delta, .temp_bytes_delta, .elapsed_seconds]' <<<"$output")
		diff <(jq -S '.functions.wait_summary | map([.backend_type, .wait_event, .total_waiters]) | sort' "$file") \
			<(jq -S '.context.wait_events.rows | group_by(.backend_type, .wait_event_type, .wait_event)
				| map([.[0].backend_type, .[0].wait_event, (map(.total_waiters) | add)]) | sort' <<<"$output")
		diff <(jq -S '.functions.statement_compare | map(select(.total_exec_time_delta_ms >= 100) | [.query_preview, .calls_delta]) | sort' "$file") \
			<(jq -S '.context.slow_queries.rows | map(select(.total_exec_time_delta_ms >= 100) | [.query_preview, .calls_delta]) | sort' <<<"$output")
	done
}

@test "every version of the recorder gives every section" {
	for version in 2.0 2.9 2.17 2.22; do
		export PGDATABASE=version
		psql -Xqd postgres -c 'DROP DATABASE IF EXISTS version' -c 'CREATE DATABASE version'
		"$FR_ROOT/tests/servers/fixture" checkpoint-and-locks "$version"
		expect 0 fr-context --from '2026-11-23 03:54:22.494166+00' --to '2026-11-23 03:55:04.675593+00'
		json_is '.source.recorder_version' "$version"
		json_is '[.context | to_entries[] | select(.value == null).key] | join(" ")' \
			"$([ "$version" != 2.0 ] || echo config_changes index_usage table_hotspots vacuum_progress)"
		json_is '[.context | to_entries[] | select(.value.returned == 0).key] - ["config_changes", "index_usage", "replication",
			"replication_slots", "role_settings", "vacuum_progress"] | length' 0
		json_is '.context.lock_summary.rows[0].blocking_app' invoices
		json_is '.context.blocking_chains.rows[0] | [.root_app, .root_state, .victims] | map(tostring) | join(" ")' 'invoices idle in transaction 22'
	done
}

@test "a queue behind a statement that waits itself has its root, its depth and its victims" {
	export PGDATABASE=queue
	psql -Xqd postgres -c 'CREATE DATABASE queue'
	"$FR_ROOT/tests/servers/fixture" ddl-lock-queue 2.22
	expect 0 fr-context --from '2026-11-23 03:56:52.955516Z' --to '2026-11-23 03:57:38.41124Z'
	json_is '.context.blocking_chains.rows | map([.root_app, .root_state, .depth, .victims, .samples]) | tojson' \
		'[["adhoc-notebook","idle in transaction",2,9,17]]'
	json_is '.context.blocking_chains.rows[0].blocked_seconds_max | floor' 34
	json_is '.context.timeline.rows[0] | [.event_type, .application_name] | join(" ")' 'transaction_begins adhoc-notebook'
	json_is '.context.timeline.rows | map(.event_time) | . == sort' true
	# A circle has no root; it is told by the samples that saw two wait for each other.
	sql 'INSERT INTO flight_recorder.lock_samples_archive (captured_at, blocked_pid, blocking_pid)
		SELECT captured_at, blocking_pid, blocked_pid FROM flight_recorder.lock_samples_archive'
	expect 0 fr-context --from '2026-11-23 03:56:52.955516Z' --to '2026-11-23 03:57:38.41124Z'
	json_is .context.blocking_chains.total 0
	json_is '.context.lock_summary.rows | map(.is_root) | any' false
	json_is '.context.system_metrics.rows[0].deadlock_samples' 17
	json_is '[.context.timeline.rows[] | select(.event_type == "deadlock")] | length' 5
}

@test "tables: what was read through, what was written and never vacuumed" {
	export PGDATABASE=tables
	psql -Xqd postgres -c 'CREATE DATABASE tables'
	"$FR_ROOT/tests/servers/fixture" vacuum-starvation 2.22
	expect 0 fr-context --from '2026-11-23 04:06:56.751617Z' --to '2026-11-23 04:07:37.54252Z'
	json_is '.context.table_hotspots.rows[0] | [.relname, .n_tup_upd_delta, .n_dead_tup, .dead_tup_pct, .autovacuum_count_delta,
		.n_mod_since_analyze, .last_vacuum, .seq_scan_delta] | tojson' '["users",20276073,107835,84.4,0,20276073,null,0]'
	json_is '[.context.table_hotspots.rows[] | select(.schemaname == "flight_recorder")] | length' 0
	json_is '.context.wraparound.rows | map([.kind, .xid_age]) | .[0] | tojson' '["database",101635]'
	json_is '.context.index_usage.rows[] | select(.indexrelname == "orders_note_idx") | [.status, .idx_scan_delta] | tojson' '["unused",0]'
	# Statistics that went back were reset; a table that the start did not have is new only where there was room for it.
	sql "UPDATE flight_recorder.table_snapshots SET n_tup_upd = n_tup_upd - 20000000, n_tup_hot_upd = 1 WHERE relname = 'users' AND snapshot_id = 6;
		UPDATE flight_recorder.table_snapshots SET n_tup_upd = n_tup_upd + 1000000 WHERE relname = 'users' AND snapshot_id = 2;
		DELETE FROM flight_recorder.table_snapshots WHERE relname = 'orders' AND snapshot_id = 2"
	expect 0 fr-context --from '2026-11-23 04:06:56.751617Z' --to '2026-11-23 04:07:37.54252Z' --section table_hotspots
	json_is '.context.table_hotspots.rows[] | select(.relname == "users") | .n_tup_upd_delta' 276073
	json_is '.context.table_hotspots.rows[] | select(.relname == "orders") | .seq_scan_delta' 5
	expect 0 fr-context --from '2026-11-23 05:06Z' --to '2026-11-23 05:07Z' --section table_hotspots,index_usage,wraparound
	json_is '.context | tojson' '{"index_usage":null,"table_hotspots":null,"wraparound":null}'
}

@test "statements by time, by temporary files, by calls, and by how much slower they became" {
	copy
	sql "UPDATE flight_recorder.statement_snapshots SET total_exec_time = calls * 5, mean_exec_time = 5 WHERE snapshot_id = 2 AND query_preview LIKE 'select id, email%';
		DELETE FROM flight_recorder.statement_snapshots WHERE query_preview LIKE 'update users set last_seen%' AND snapshot_id IN (2, 3)"
	incident --section slow_queries
	json_is '.context.slow_queries.rows | map(.total_exec_time_delta_ms) | . == (sort | reverse)' true
	json_is '[.context.slow_queries.rows[] | select(.share_pct < 0 or .share_pct > 100 or .calls_per_second <= 0 or (.calls_before_per_second // 0) < 0)] | length' 0
	json_is '.context.slow_queries.rows | map(.share_pct) | add > 99' true
	incident --section slow_queries --limit 1
	json_is '.context.slow_queries | [.returned, .rows[0].top_by] | map(tostring) | join(" ")' '1 time'
}

@test "settings that changed, of the server and of roles" {
	copy
	sql "INSERT INTO flight_recorder.config_snapshots (snapshot_id, name, setting, unit, source) VALUES
			(4, 'random_page_cost', '40', NULL, 'configuration file'), (6, 'work_mem', '64', 'kB', 'session');
		INSERT INTO flight_recorder.db_role_config_snapshots (snapshot_id, database_name, role_name, parameter_name, parameter_value) VALUES
			(1, '', 'billing', 'work_mem', '1MB'), (5, '', 'billing', 'work_mem', NULL), (5, 'shop', 'webapp', 'enable_indexscan', 'off')"
	incident --section config_changes,role_settings,settings
	json_is '.context.config_changes.rows | map([.parameter_name, .old_value, .new_value, .scope, .database_name, .role_name]) | tojson' \
		'[["random_page_cost","4","40","server",null,null],["work_mem","1MB",null,"role",null,"billing"],["enable_indexscan",null,"off","database and role","shop","webapp"]]'
	json_is '.context.role_settings.rows | map([.role_name, .parameter_name, .parameter_value]) | tojson' '[["webapp","enable_indexscan","off"]]'
	json_is '.context.settings.rows[] | select(.parameter_name == "random_page_cost") | .value' 40
	# A copy of the recorder's answers without its table: what was at the start against what is at the end.
	sql 'TRUNCATE flight_recorder.config_snapshots;
		UPDATE fixture.document SET document = jsonb_set(document, $${functions,config_at}$$, $$[{"parameter_name": "max_wal_size", "value": "64 MB", "source": "configuration file"}]$$)
		WHERE name = $$incident$$'
	incident --section config_changes
	json_is '.context.config_changes.rows[] | select(.scope == "server") | [.parameter_name, .old_value, .new_value, .unit, .changed_at] | tojson' \
		'["max_wal_size","1024","64","MB",null]'
}

@test "a window of days has the anomalies of its days" {
	export PGDATABASE=days
	psql -Xqd postgres -c 'CREATE DATABASE days'
	"$FR_ROOT/tests/servers/fixture" checkpoint-and-locks 2.22
	expect 0 fr-context --from '2026-11-23 03:54:22.494166+00' --to '2026-11-23 03:55:04.675593+00' --section anomalies
	local short
	short=$(jq -c '.context.anomalies.rows | map([.anomaly_type, .severity, .metric_value]) | sort' <<<"$output")
	sql "UPDATE flight_recorder.snapshots SET captured_at = captured_at - interval '2 days' WHERE id = 1"
	expect 0 fr-context --from 2026-11-21 --to '2026-11-23 03:55:04.675593+00' --section anomalies
	json_is '.context.anomalies.rows | map([.anomaly_type, .severity, .metric_value]) | sort | tojson' "$short"
}

@test "a baseline: the same sections of the window before, or of yesterday" {
	copy
	sql "CREATE TEMP TABLE shift AS SELECT * FROM flight_recorder.wait_samples_archive;
		INSERT INTO flight_recorder.wait_samples_archive SELECT * FROM jsonb_populate_recordset(NULL::flight_recorder.wait_samples_archive,
			(SELECT jsonb_agg(to_jsonb(s) || jsonb_build_object('captured_at', captured_at - interval '24 h', 'count', 100)) FROM shift AS s))"
	incident --baseline none
	json_is 'has("baseline")' false
	incident --baseline yesterday
	json_is '(.baseline | keys) == (.context | keys)' true
	json_is '.context.wait_events.rows[0].max_waiters < 100' true
	json_is '.baseline.wait_events.rows[0].max_waiters' 100
	json_is .baseline.slow_queries null
	json_is '.coverage | [.samples, .snapshots] | tojson' '[19,3]'
	notes_have 'baseline: what is compared with is the time from 2026-11-22T04:02:23.377432Z to 2026-11-22T04:03:05.229461Z'
	notes_have 'baseline: no deltas: the first snapshot is from 2026-11-23 04:02:12+00, after the window'
	expect 0 fr-context --from '2026-11-23 04:02:44Z' --to '2026-11-23 04:02:54Z' --baseline previous --section lock_summary
	json_is '.baseline | keys | tojson' '["lock_summary"]'
	json_is '[.context, .baseline] | map(.lock_summary.rows[0] | [.blocked_count, .last_seen < "2026-11-23T04:02:44Z"]) | tojson' \
		'[[14,false],[14,true]]'
	expect 0 fr-context --from 2020-01-01 --to 2020-01-02 --baseline previous
	json_is .baseline null
	notes_have 'baseline: nothing was recorded from 2019-12-31T00:00:00.000000Z to 2020-01-01T00:00:00.000000Z'
	expect 2 fr-context --baseline tomorrow
	stderr_has "--baseline takes previous, yesterday or none, not 'tomorrow'"
	expect 2 fr-context --live 1s --baseline previous
	# What fails falls back in both.
	sql 'DROP TABLE flight_recorder.samples_ring CASCADE'
	incident --baseline yesterday --section lock_summary,wait_events
	json_is '.context.lock_summary.rows[0].blocked_count' 14
	json_is '.baseline | [.lock_summary.total, .wait_events.rows] | tojson' '[0,[]]'
}

@test "64-bit ids arrive to the last digit" {
	copy
	sql "UPDATE flight_recorder.statement_snapshots SET queryid = CASE WHEN query_preview LIKE 'update users set last_seen%'
			THEN 9007199254740993 ELSE -9223372036854775807 END
		WHERE query_preview LIKE 'update users set last_seen%' OR query_preview = 'select flight_recorder.sample()'"
	incident --section slow_queries
	stdout_has '"queryid":"9007199254740993"'
	stdout_has '"queryid":"-9223372036854775807"'
}

@test "settings are the server's, not those of the recorder's session or of ours" {
	incident --section settings
	json_is '.context.settings.rows[] | select(.parameter_name == "lock_timeout") | .value' 0
	json_is '.context.settings.rows[] | select(.parameter_name == "statement_timeout") | .value' 0
	json_is '.context.settings.rows[] | select(.parameter_name == "work_mem") | .value' 4096
	json_is '.context.settings.rows[] | select(.parameter_name == "checkpoint_timeout") | .value' 1800
}

@test "sections can be chosen, and cut short" {
	incident --section wait_events,lock_summary --section settings --limit 3
	json_is '.context | keys | join(" ")' 'lock_summary settings wait_events'
	json_is '.context.wait_events | [.returned, (.rows | length), .truncated] | map(tostring) | join(" ")' '3 3 true'
	json_is '.context.wait_events | .total > 3' true
	expect 2 fr-context --section nothing
	stderr_has "fr-context: there is no section 'nothing'"
	stderr_has 'hint: there are: anomalies'
	expect 2 fr-context --section source
	expect 2 fr-context --section settings.fallback
}

@test "a window that the record does not cover is not an error, and says so" {
	expect 0 fr-context --from '2026-11-23 01:00Z' --to '2026-11-23 02:00Z'
	json_is '.context.system_metrics.rows | length' 0
	notes_have 'no deltas: the first snapshot is from 2026-11-23 04:02:12+00, after the window'
	notes_have 'no sample'
	expect 0 fr-context --from '2026-11-23 05:00Z' --to '2026-11-23 05:10Z'
	notes_have 'no deltas: the last snapshot is from 2026-11-23 04:03:05+00, before the window'
	expect 0 fr-context --from '2026-11-23 04:00Z' --to '2026-11-23 04:05Z'
	notes_have 'no snapshot before 2026-11-23 04:00:00+00: deltas start at 2026-11-23 04:02:12+00'
	notes_have 'no snapshot after 2026-11-23 04:05:00+00: deltas end at 2026-11-23 04:03:05+00'
	notes_have 'gaps in the samples'
	json_is '.context.lock_summary.rows[0].blocked_count' 14
	json_is '.context.anomalies.rows[0].anomaly_type' LOCK_CONTENTION
	incident
	json_is '.coverage.notes | length' 0
}

@test "deltas are widened to the nearest snapshots, and that is noted" {
	expect 0 fr-context --from '2026-11-23 04:02:50Z' --to '2026-11-23 04:02:51Z'
	notes_have 'deltas span 2026-11-23 04:02:43+00 to 2026-11-23 04:02:53+00, the nearest snapshots around the window'
}

@test "reversed, empty and contradictory windows are misuse" {
	expect 2 fr-context --from 11:00 --to 10:00
	stderr_has "fr-context: the window is reversed: '11:00' is after '10:00'"
	expect 2 fr-context --from 10:00Z --to 11:00+01:00
	stderr_has 'the window is empty'
	expect 2 fr-context --last 0s
	expect 2 fr-context --to 10:00
	expect 2 fr-context --around 5m
	expect 2 fr-context --last 5m --at 10:00
	expect 2 fr-context --from soon
	stderr_has "fr-context: 'soon' is not a time"
	stdout_is ''
}

@test "local times are local, and those that clocks skip or repeat are refused" {
	TZ=EST5EDT,M3.2.0,M11.1.0 expect 0 fr-context --from '2026-11-22 23:02:23.377432' --to '2026-11-22 23:03:05.229461' --section settings
	json_is .window.start 2026-11-23T04:02:23.377432Z
	TZ=EST5EDT,M3.2.0,M11.1.0 expect 2 fr-context --at '2026-03-08 02:30'
	stderr_has "'2026-03-08 02:30' does not exist in EST5EDT"
	TZ=EST5EDT,M3.2.0,M11.1.0 expect 2 fr-context --at '2026-11-01 01:30'
	stderr_has "'2026-11-01 01:30' happens twice in EST5EDT"
	stderr_has '-04:00 (the earlier) or -05:00'
	TZ=EST5EDT,M3.2.0,M11.1.0 expect 0 fr-context --from '2026-11-01 00:30' --to '2026-11-01 02:30' --section settings
	json_is .window.minutes 180
	expect 0 fr-context --at '2026-11-23 04:03Z' --around 90s --section settings
	json_is '.window | .start + " " + .end' '2026-11-23T04:01:30.000000Z 2026-11-23T04:04:30.000000Z'
	expect 0 fr-context --last 1h30m --section settings
	json_is .window.minutes 90
}

@test "silence means that all is well" {
	incident --if-anomaly high
	json_is '.context.anomalies.rows[0].severity' high
	incident --if-anomaly critical
	stdout_is ''
	expect 0 fr-context --from '2026-11-23 01:00Z' --to '2026-11-23 02:00Z' --if-anomaly low # a recorder that has stopped is no silence
	json_is .coverage.samples 0
	incident --if-anomaly medium --section wait_events
	json_is '.context | keys | join(" ")' wait_events
	expect 2 fr-context --if-anomaly worst
	copy
	sql 'DROP FUNCTION flight_recorder.anomaly_report'
	sql "CREATE FUNCTION flight_recorder.anomaly_report(timestamptz, timestamptz) RETURNS TABLE (anomaly_type text, severity text, description text,
		metric_value text, threshold text, recommendation text) LANGUAGE sql AS \$\$ VALUES
		('VACUUM_STARVATION', 'critical', 'Table flight_recorder.wait_samples_ring: dead tuples growing (+3192) but no vacuum in 24h', '+3192', 't', 'r'),
		('DEAD_TUPLE_ACCUMULATION', 'critical', 'Table flight_recorder.samples_ring has 70% dead tuples (9 dead)', '70%', 't', 'r') \$\$"
	incident --if-anomaly critical # what the recorder does to its own tables
	stdout_is ''
	sql 'DROP FUNCTION flight_recorder.anomaly_report'
	sql "CREATE FUNCTION flight_recorder.anomaly_report(timestamptz, timestamptz) RETURNS TABLE (anomaly_type text, severity text, description text,
		metric_value text, threshold text, recommendation text) LANGUAGE sql AS \$\$ VALUES
		('TABLE_XID_WRAPAROUND', 'critical', 'Table flight_recorder.snapshots approaching XID wraparound', 'x', 't', 'r'),
		('VACUUM_STARVATION', 'critical', 'Table flightXrecorder.t: dead tuples growing (+3192) but no vacuum in 24h', '+3192', 't', 'r') \$\$"
	incident --if-anomaly critical # a database that may stop is an incident, whosever table it is
	json_is '[.context.anomalies.rows[] | select(.severity == "critical")] | length' 2
	sql 'DROP FUNCTION flight_recorder.anomaly_report'
	incident --if-anomaly critical
	json_is .context.anomalies null
}

@test "a window that nobody recorded has no sections, which is not the same as quiet ones" {
	expect 0 fr-context --from 2020-01-01 --to 2020-01-02
	json_is '[.context | to_entries[] | select(.value == null).key] | join(" ")' \
		'anomalies blocking_chains config_changes connections idle_in_transaction index_usage lock_summary replication replication_slots role_settings slow_queries system_metrics table_hotspots timeline vacuum_progress wait_events wraparound'
	notes_have 'lock_summary: nothing was recorded in the window'
}

@test "a database without the recorder: 69, and what else there is" {
	expect 69 fr-context -d plain
	json_is .error.code 69
	json_is .error.stage context
	json_is .context '{}'
	json_is '.source | has("kind")' false
	stderr_has 'fr-context: the database has no flight_recorder schema'
	stderr_has 'hint: '
	stderr_has '--live'
	stderr_has '--recording'
	stderr_has 'pg-flight-recorder'
}

@test "what is missing or not allowed is null and named, the rest stands" {
	copy
	sql 'DROP FUNCTION flight_recorder.compare'
	incident
	json_is .context.system_metrics null
	json_is '.context.lock_summary.rows[0].blocked_count' 14
	notes_have 'system_metrics: function flight_recorder.compare'

	sql 'CREATE ROLE reader LOGIN; GRANT USAGE ON SCHEMA flight_recorder TO reader;
		GRANT SELECT ON ALL TABLES IN SCHEMA flight_recorder TO reader;
		REVOKE SELECT ON flight_recorder.lock_samples_archive FROM reader'
	incident -d "user=reader dbname=$PGDATABASE"
	json_is .context.lock_summary null
	notes_have 'lock_summary: permission denied for table lock_samples_archive'
	json_is '.context.wait_events.returned > 0' true
	sql 'REVOKE USAGE ON SCHEMA flight_recorder FROM reader'
	expect 77 fr-context -d "user=reader dbname=$PGDATABASE"
	stderr_has 'fr-context: this role may not use the schema flight_recorder'
	sql 'DROP OWNED BY reader; DROP ROLE reader'
}

@test "without its ring buffers the recorder's own summaries stand in" {
	copy
	sql 'DROP TABLE flight_recorder.samples_ring CASCADE; DROP TABLE flight_recorder.config CASCADE'
	incident
	json_is .source.recorder_version null
	json_is '[.context[] | select(. == null)] | length' 0
	json_is '.context.lock_summary.rows[0] | [.blocking_app, .blocked_count] | map(tostring) | join(" ")' 'nightly-invoices 14'
	notes_have 'wait_events: relation "flight_recorder.samples_ring" does not exist: read without it'
}

@test "a table that somebody keeps locked costs its sections, not the envelope" {
	copy
	start psql -Xqc 'BEGIN; LOCK flight_recorder.activity_samples_ring; SELECT pg_sleep(60)'
	wait_for 5 eval '[ "$(sql "SELECT count(*) FROM pg_locks WHERE mode = \$\$AccessExclusiveLock\$\$ AND granted")" != 0 ]'
	incident --section idle_in_transaction,wait_events
	json_is .context.idle_in_transaction null
	json_is '.context.wait_events.returned > 0' true
	notes_have 'idle_in_transaction: canceling statement due to lock timeout'
	sql 'SELECT pg_terminate_backend(pid) FROM pg_locks WHERE mode = $$AccessExclusiveLock$$ AND granted' >/dev/null
}

@test "a sample that is in the ring and in the archive counts once, one in the ring alone counts" {
	copy
	sql "INSERT INTO flight_recorder.samples_ring (slot_id, captured_at, epoch_seconds)
			SELECT row_number() OVER (ORDER BY captured_at), captured_at, 0
			FROM (SELECT DISTINCT captured_at FROM flight_recorder.wait_samples_archive) AS t;
		INSERT INTO flight_recorder.wait_samples_ring (slot_id, row_num, backend_type, wait_event_type, wait_event, state, count)
			SELECT slot_id, row_number() OVER (PARTITION BY slot_id), backend_type, wait_event_type, wait_event, state, count
			FROM flight_recorder.wait_samples_archive JOIN flight_recorder.samples_ring USING (captured_at);
		INSERT INTO flight_recorder.lock_samples_ring (slot_id, row_num, blocked_pid, blocking_pid, blocked_duration, blocking_app, lock_type)
			SELECT slot_id, row_number() OVER (PARTITION BY slot_id), blocked_pid, blocking_pid, blocked_duration, blocking_app, lock_type
			FROM flight_recorder.lock_samples_archive JOIN flight_recorder.samples_ring USING (captured_at)"
	incident
	json_is .coverage.samples 19
	json_is '[.context.wait_events.rows[] | select(.wait_event == "transactionid") | .total_waiters] | add' 238
	json_is '.context.lock_summary.rows[0].blocked_count' 14
	sql 'DELETE FROM flight_recorder.wait_samples_archive; DELETE FROM flight_recorder.lock_samples_archive'
	incident
	json_is .coverage.samples 19
	json_is '[.context.wait_events.rows[] | select(.wait_event == "transactionid") | .total_waiters] | add' 238
	json_is '.context.lock_summary.rows[0] | [.blocking_app, .blocked_count] | map(tostring) | join(" ")' 'nightly-invoices 14'
	json_is '.context.anomalies.rows[0].metric_value' '14 blocked sessions, max duration: 00:00:34.359126'
}

@test "a reset of the statistics is noted and nothing is subtracted across it" {
	copy
	sql "UPDATE flight_recorder.snapshots SET wal_bytes = wal_bytes - 60000000, xact_commit = 0 WHERE id >= 4"
	incident
	notes_have 'statistics were reset, seen at 2026-11-23 04:02:43+00 (a crash, or pg_stat_reset)'
	notes_have 'deltas span 2026-11-23 04:02:43+00 to 2026-11-23 04:03:05+00, the longest stretch without'
	json_is '.context.system_metrics.rows[0].xact_commit_delta' 0
}

@test "failed and skipped collections and gaps are noted" {
	copy
	sql "INSERT INTO flight_recorder.collection_stats (id, collection_type, started_at, success, error_message, skipped, skipped_reason) VALUES
			(9001, 'snapshot', '$start'::timestamptz + '5 s', false, 'duplicate key', false, NULL),
			(9002, 'sample', '$start'::timestamptz + '6 s', true, NULL, true, 'Load shedding: 71 active'),
			(9003, 'sample', '$start'::timestamptz + '7 s', true, NULL, true, 'Load shedding: 72 active');
		DELETE FROM flight_recorder.wait_samples_archive WHERE captured_at BETWEEN '$start'::timestamptz + '10 s' AND '$start'::timestamptz + '25 s';
		DELETE FROM flight_recorder.lock_samples_archive"
	incident
	notes_have '1 snapshot collection failed between 2026-11-23 04:02:28+00 and 2026-11-23 04:02:28+00: duplicate key'
	notes_have '2 sample collections skipped between'
	notes_have 'a gap in the samples from 2026-11-23 04:02:'
	notes_have 'samples saw sessions wait for locks (up to 14 at a time) but recorded none of them'
}

@test "a section of one's own is a file" {
	mkdir -p "$XDG_CONFIG_HOME/fr/context/flight_recorder"
	cd "$XDG_CONFIG_HOME/fr/context/flight_recorder"
	printf -- '-- parameters: $1 limit integer, $2 start timestamptz\nSELECT $2::timestamptz AS at, $1::integer AS most, 7 AS fr_total' >mine.sql
	printf -- '-- parameters: none\nDELETE FROM flight_recorder.snapshots RETURNING id' >writes.sql
	printf -- '-- parameters: none\nSELECT nonsense' >broken.sql
	incident --limit 5
	json_is '.context.mine | tojson' '{"rows":[{"at":"2026-11-23T04:02:23.377432Z","most":5}],"returned":1,"total":7,"truncated":true}'
	json_is '.context | [.broken, .writes] | tojson' '[null,null]'
	notes_have 'broken: column "nonsense" does not exist'
	notes_have 'writes: cannot execute DELETE in a read-only transaction'
	[ "$(sql 'SELECT count(*) FROM flight_recorder.snapshots')" = 6 ]
	printf 'SELECT 1' >broken.sql
	expect 78 fr-context
	stderr_has "broken.sql: no line '-- parameters:'"
	printf -- '-- parameters: $1 nonsense text\nSELECT 1' >broken.sql
	expect 78 fr-context
	stderr_has "not 'nonsense'"
}

@test "a server whose clock is off is noted" {
	mkdir -p "$XDG_CONFIG_HOME/fr/context/flight_recorder"
	printf -- "-- parameters: none\nSELECT NULL AS recorder_version, extract(epoch FROM clock_timestamp() - interval '100 s') AS fr_clock" \
		>"$XDG_CONFIG_HOME/fr/context/flight_recorder/source.sql"
	expect 0 fr-context --last 1m --section settings
	notes_have "the server's clock is 100 s behind the one here"
	json_is '.source | has("fr_clock")' false
}

@test "a server that cannot be reached, hangs, or goes away: 69 in one line" {
	expect 69 fr-context -d "host=$BATS_TEST_TMPDIR"
	[ "$(grep -c '^fr-context:' <<<"$stderr")" = 1 ]
	hanging_server
	SECONDS=0
	expect 69 fr-context --timeout 2 -d "host=127.0.0.1 port=$hanging_port"
	expect 69 fr-context --live 1s --timeout 2 -d "host=127.0.0.1 port=$hanging_port"
	[ "$SECONDS" -le 40 ]
	[ "$(grep -c '^fr-context:' <<<"$stderr")" = 1 ]
	expect 69 fr-context -d 'dbname=no_such_database'
	expect 78 fr-context -d 'bogus=1'
}

@test "a server that restarts in the middle: 69" {
	mkdir -p "$XDG_CONFIG_HOME/fr/context/flight_recorder"
	printf -- '-- parameters: none\nSELECT pg_sleep(30)::text' >"$XDG_CONFIG_HOME/fr/context/flight_recorder/long.sql"
	start bash -c 'fr-context >"$1/out" 2>"$1/err"; echo $? >"$1/status"' bash "$BATS_TEST_TMPDIR"
	wait_for 5 eval '[ "$(sql "SELECT count(*) FROM pg_stat_activity WHERE application_name = \$\$fr-context\$\$ AND wait_event = \$\$PgSleep\$\$")" = 1 ]'
	pg_dir=$PGHOST pg_restart
	wait_for 5 test -s "$BATS_TEST_TMPDIR/status"
	[ "$(<"$BATS_TEST_TMPDIR/status")" = 69 ]
	[ "$(jq .error.code "$BATS_TEST_TMPDIR/out")" = 69 ]
	[ "$(grep -c '^fr-context: lost the connection' "$BATS_TEST_TMPDIR/err")" = 1 ]
}

@test "any database, sampled there and then" {
	export PGDATABASE=plain
	sql 'CREATE TABLE IF NOT EXISTS seat (id int, taken int); INSERT INTO seat VALUES (1, 0)'
	mkfifo "$BATS_TEST_TMPDIR/holder"
	PGAPPNAME=holder start psql -Xqf "$BATS_TEST_TMPDIR/holder"
	exec 9>"$BATS_TEST_TMPDIR/holder"
	echo 'BEGIN; UPDATE seat SET taken = 1;' >&9
	wait_for 5 eval '[ "$(sql "SELECT count(*) FROM pg_stat_activity WHERE state = \$\$idle in transaction\$\$")" = 1 ]'
	PGAPPNAME=waiter start psql -Xqc 'UPDATE seat SET taken = 2' 9>&-
	wait_for 5 eval '[ "$(sql "SELECT count(*) FROM pg_locks WHERE NOT granted")" = 1 ]'
	expect 0 fr-context --live 1s
	stderr_is ''
	exec 9>&-
	json_is '.source | .kind + " " + .database' 'live plain'
	json_is '.coverage.samples >= 2' true
	json_is '.context.lock_summary.rows[0] | [.blocking_app, .blocking_state, .blocked_count] | map(tostring) | join(" ")' \
		'holder idle in transaction 1'
	expect 2 fr-context --live 1s --last 5m
	expect 69 fr-context --live 1s -d "host=$BATS_TEST_TMPDIR"
}

@test "the dead rows of the recorder's own tables are no anomaly of a recording" {
	local of=$FR_ROOT/tests/incidents/recordings/vacuum-starvation-off from to
	gzip -dc "$of.db.gz" >starved.db
	from=$(jq -r .window.start "$of.json") to=$(jq -r .window.end "$of.json")
	expect 0 fr-context --recording starved.db --from "$from" --to "$to" --section anomalies
	json_is '.context.anomalies.rows[0].description | contains("public.seats")' true
	sqlite3 starved.db "UPDATE tables SET schemaname = 'flight_recorder'"
	expect 0 fr-context --recording starved.db --from "$from" --to "$to" --section anomalies
	json_is '.context.anomalies.rows | length' 0
}

@test "a recording answers for its own time" {
	fr-record -d plain --duration 2s --interval 200ms --output "$HOME/incident.db"
	expect 0 fr-context --recording "$HOME/incident.db"
	json_is '.source | .kind + " " + .database' 'recording plain'
	json_is '[.context | to_entries[] | select(.value == null) | .key] | join(" ")' slow_queries
	end=$(jq -r .window.end <<<"$output")
	expect 0 fr-context --recording "$HOME/incident.db" --last 10m --section wait_events
	json_is .window.end "$end"
	json_is .window.minutes 10
	expect 0 fr-context --recording "$HOME/incident.db" --last 1s --baseline previous
	json_is '(.baseline | keys) == (.context | keys)' true
	json_is '.baseline.wait_events | type' object
	expect 74 fr-context --recording "$HOME/none.db"
	stderr_has "fr-context: cannot read '$HOME/none.db'"
	echo nonsense >"$HOME/nonsense"
	expect 65 fr-context --recording "$HOME/nonsense"
	expect 2 fr-context --recording "$HOME/incident.db" -d plain
	expect 2 fr-context --recording "$HOME/incident.db" --live 1s
}

@test "a full disk is noticed" {
	expect 74 bash -c 'fr-context --last 1m >/dev/full'
}

@test "the real recorder" {
	need_recorder
	recorder_start
	export PGDATABASE=postgres
	sql 'CREATE TABLE t (id int PRIMARY KEY, n int); INSERT INTO t VALUES (1, 0); CREATE INDEX t_n ON t (n)'
	local from
	from=$(sql 'SELECT now()')
	recorder_snapshot
	mkfifo "$BATS_TEST_TMPDIR/holder"
	PGAPPNAME=holder start psql -Xqf "$BATS_TEST_TMPDIR/holder"
	exec 9>"$BATS_TEST_TMPDIR/holder"
	echo 'BEGIN; UPDATE t SET n = 1;' >&9
	wait_for 5 eval '[ "$(sql "SELECT count(*) FROM pg_stat_activity WHERE state = \$\$idle in transaction\$\$")" = 1 ]'
	for i in 1 2 3; do PGAPPNAME=waiter start psql -Xqc 'UPDATE t SET n = 2' 9>&-; done
	recorder_watch 4
	recorder_flush
	recorder_sample
	expect 0 fr-context --from "$from" --to now
	json_is '[.context | .anomalies, .system_metrics, .wait_events, .slow_queries, .lock_summary | select(. == null)] | length' 0
	json_is '.context.lock_summary.rows[0] | [.blocking_app, .blocking_state, .blocked_count] | map(tostring) | join(" ")' \
		'holder idle in transaction 3'
	json_is '.context.anomalies.rows | map(select(.anomaly_type == "LOCK_CONTENTION")) | length' 1
	# what a recorder of 2.0 does not know is null, and named
	json_is '[.context | to_entries[] | select(.value == null) | .key] - [.coverage.notes[] | split(":")[0]] | length' 0
	if [ "$(jq -r .source.recorder_version <<<"$output")" = 2.0 ]; then
		exec 9>&-
		return
	fi
	json_is '[.context[] | select(. == null)] | length' 0
	json_is '.context.blocking_chains.rows[0] | [.root_app, .victims] | tojson' '["holder",3]'
	json_is '.context.table_hotspots.rows[] | select(.relname == "t") | [.autovacuum_enabled, .last_vacuum] | tojson' '[true,null]'
	json_is '.context.timeline.rows | map(.event_type) | index("blocking_begins") != null' true
	exec 9>&-
	from=$(sql 'SELECT now()')
	sql "ALTER SYSTEM SET max_wal_size = '77MB'" && sql 'SELECT pg_reload_conf(); ALTER ROLE postgres SET random_page_cost = 9;
		DROP INDEX t_n' >/dev/null
	recorder_snapshot
	expect 0 fr-context --from "$from" --to now --baseline previous
	json_is '.context.config_changes.rows | map([.parameter_name, .new_value, .scope]) | tojson' \
		'[["max_wal_size","77","server"],["random_page_cost","9","role"]]'
	json_is '.context.index_usage.rows | map(select(.status == "vanished") | .indexrelname) | tojson' '["t_n"]'
}
