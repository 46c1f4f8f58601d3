# So many sessions that new ones are refused, or soon will be.
# when: system_metrics.connections_total >= 10

# The recorder counts every process in pg_stat_activity, the server's own as well: those that were seen do not count here.
def own: [section("wait_events")[].backend_type | strings | select(. != "client backend" and . != "unknown")] | unique | length;
((.facts.connections_total | amount) - (if [.source | objects | .kind] == ["flight_recorder"] then own else 0 end)) as $used
| ((.facts.connections_max // .facts.max_connections | amount) - ([.facts.superuser_reserved_connections // 3, .facts.reserved_connections] | map(amount) | add)) as $usable
| (if $usable > 0 then 100 * $used / $usable else 0 end) as $percent
| (section("wait_events") | map(select(.state == "idle")) | most("max_waiters")) as $idle
| (section("lock_summary") | most("blocked_total_sessions")) as $blocked
| if $percent | above("connections_used_percent") then
    {
      score: (60 + 35 * ($percent | ramp("connections_used_percent"))),
      values: { $used, $usable, $percent, $idle, mostly_idle: ($idle > $used / 2), sessions: (section("connections") | by("count_max")) },
      summary: [
        "{used:connection} were in use of {usable} that are not reserved ({percent:%})",
        { "when": { "mostly_idle": [true] }, "say": "; up to {idle} of them sat idle: the pools are too large, not the work" },
        "."
      ],
      evidence: [
        "system_metrics: connections_total = {connections_total}",
        "system_metrics: connections_max = {connections_max}",
        "settings: superuser_reserved_connections = {superuser_reserved_connections}",
        { "when": { "mostly_idle": [true] }, "say": "wait_events: up to {idle:session} idle at once" },
        { "each": "sessions", "say": "connections: {application_name:name}, user {usename:name}: up to {count_max:session} {state:word}" }
      ],
      fix: [
        "See who holds them: `SELECT usename, application_name, state, count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' GROUP BY 1, 2, 3 ORDER BY 4 DESC;`",
        "Make room, from sessions that are long idle: `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle' AND backend_type = 'client backend' AND pid <> pg_backend_pid() AND state_change < now() - interval '10 minutes';`",
        "Make the applications' pools smaller, or put a pooler in front (PgBouncer in transaction mode); a higher max_connections needs a restart and only moves the wall.",
        "Limit each role: `ALTER ROLE … CONNECTION LIMIT …;`"
      ],
      confirm: ["The server's log has `FATAL: sorry, too many clients already` (or `remaining connection slots are reserved`); so has the application's."],
      effect_of: (if 100 * $blocked / $used | above("blocked_connections_percent") then ["lock_contention", "ddl_lock_queue"] else [] end)
    }
  else empty end
