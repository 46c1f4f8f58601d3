load helpers

# fr fix: from the evidence of a session that sits idle in a transaction to its end, as the rules propose it.

setup_file() {
	need_postgres 15
	pg_start 15
	psql -qXc "CREATE ROLE app LOGIN" -c "CREATE TABLE orders AS SELECT g AS id, 'new' AS state FROM generate_series(1, 100) g" -c "GRANT ALL ON orders TO app"
}

setup() {
	export FR_CONFIG=$PWD/fr.conf
	printf '%s\n' "auto_remediation_enabled = true" "auto_remediation_whitelist = terminate_idle,terminate_blocker" "alert_to = command" \
		"alert_command = cat >>$PWD/told" >fr.conf
}

# A session that does nothing with a row that four others want, recorded.
incident() {
	PGUSER=app PGAPPNAME=job start psql -qXc "BEGIN" -c "UPDATE orders SET state = 'paid' WHERE id = 1" -c "\! sleep 60"
	wait_for 10 holder_is_there
	for _ in 1 2 3 4; do
		PGUSER=app PGAPPNAME=web start psql -qXc "UPDATE orders SET state = 'sent' WHERE id = 1"
	done
	wait_for 10 waiting_are 4
	fr-record --interval 500ms --duration 4s --output now.db 2>/dev/null
}

holder_is_there() { [ "$(psql -AtXc "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction'")" = 1 ]; }
waiting_are() { [ "$(psql -AtXc "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")" = "$1" ]; }

@test "-n shows what would be run" {
	expect 0 fr -n fix --last 5m -d dbname=x --apply --yes
	stdout_has "fr-context --last 5m -d dbname=x | "
	stdout_has "fr-remediate -d dbname=x --apply --yes --from-findings | "
	expect 0 fr -n fix --provider anthropic
	stdout_has "fr-prompt remediate | "
	stdout_lacks from-findings
}

@test "without --apply it is said, and nothing is done; with it the blocker ends, and the others go on" {
	mkdir -p "$XDG_CONFIG_HOME/fr/remediate"
	jq '.blocked_seconds.value = 1' "$FR_ROOT/share/remediate/thresholds.json" >"$XDG_CONFIG_HOME/fr/remediate/thresholds.json"
	incident
	expect 0 fr fix --recording now.db
	waiting_are 4
	[ ! -e told ]
	json_is '.remediation | tostring | contains("terminate_blocker")' true
	expect 0 fr fix --recording now.db --apply --yes
	wait_for 10 waiting_are 0
	[ "$(psql -AtXc "SELECT state FROM orders WHERE id = 1")" = sent ]
	[ -s told ]
	expect 0 fr remediate list --format json
	stdout_has terminate_blocker
}
