load helpers
load fr-remediate

# Five fixes on a real server: what is refused, what is done, what is told and kept, and that nothing is done twice.

setup_file() { remediation_server; }
setup() { may_act; }

dead_rows() {
	sql "UPDATE shop.orders SET note = note || 'y' WHERE id <= ${1:-2000}"
	wait_for 5 eval '[ "$(sql "SELECT n_dead_tup >= 1000 FROM pg_stat_user_tables WHERE relname = '"'orders'"'")" = t ]'
}

@test "a dry run says what would be done and why, and does nothing" {
	dead_rows
	before=$(stat -c %s "$FR_SERVER/log")
	expect 0 fr-remediate < <(proposing "$(on_table vacuum_table shop orders)")
	json_is '.remediation.actions[0].state' planned
	json_is '.remediation.actions[0].statements[0]' 'VACUUM (ANALYZE, TRUNCATE FALSE) "shop"."orders"'
	stderr_has "fr-remediate: vacuum_table shop.orders: would be done: "
	json_is '.response.text' t
	states_are planned
	[ "$(told)" = 0 ]
}

@test "vacuum_table: the dead rows are gone, a human was told before and after" {
	dead_rows
	expect 0 fr-remediate --apply < <(proposing "$(on_table vacuum_table shop orders)")
	json_is '.remediation.actions[0].state' "done"
	states_are "done"
	[ "$(told)" = 2 ]
	[ "$(sql "SELECT n_dead_tup FROM pg_stat_user_tables WHERE relname = 'orders'")" = 0 ]
}

@test "terminate_idle" {
	session sleeper app 'BEGIN; UPDATE shop.orders SET note = 1 WHERE id = 1;'
	wait_for 5 session_is sleeper 'idle in transaction'
	sleep 0.3
	expect 0 fr-remediate --apply < <(proposing "$(on_session terminate_idle "$(identity sleeper)")")
	json_is '.remediation.actions[0].state' "done"
	session_is_gone sleeper
}

@test "terminate_blocker" {
	session blocker app 'BEGIN; UPDATE shop.orders SET note = 1 WHERE id = 1;'
	wait_for 5 session_is blocker 'idle in transaction'
	session one app 'UPDATE shop.orders SET note = 2 WHERE id = 1;'
	session two app 'UPDATE shop.orders SET note = 3 WHERE id = 1;'
	wait_for 5 session_waits one
	wait_for 5 session_waits two
	sleep 0.3
	expect 0 fr-remediate --apply < <(proposing "$(on_session terminate_blocker "$(identity blocker)")")
	json_is '.remediation.actions[0].state' "done"
	session_is_gone blocker
	wait_for 5 session_is one idle
	wait_for 5 session_is two idle
}
