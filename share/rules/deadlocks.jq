# Transactions that take the same locks in different orders, until each waits for the other and the server ends one.
# when: system_metrics.deadlocks_delta
# when: system_metrics.deadlock_samples

(.facts.deadlocks_delta | amount) as $counted
| (.facts.deadlock_samples | amount) as $seen
| ([$counted, $seen] | max) as $deadlocks
| ($deadlocks / seconds * 60) as $per_minute
| (section("wait_events") | map(select(.wait_event_type == "Lock")) | by("total_waiters")) as $waits
| (statements | map(select(says("query_preview"; "\\b(update|delete|insert|for (no key )?update|for (key )?share|lock)\\b"))) | .[:2]) as $writers
| if $deadlocks < 1 then empty else {
    score: (50 + 45 * ($per_minute | ramp("deadlocks_per_minute"))),
    values: ({ $deadlocks, $per_minute, $waits, $writers, counted: (if $counted > 0 then $counted else null end), seen: (if $seen > 0 then $seen else null end) }
      + (section("lock_summary") | .[0] // {})),
    summary: ["{deadlocks:deadlock} in the window ({per_minute} a minute): transactions take the same locks in different orders, and PostgreSQL ends one of each circle", ". They are of {blocking_app:name}, user {blocking_user:name}", "."],
    evidence: [
      "system_metrics: deadlocks_delta = {counted}",
      "system_metrics: {seen:sample} saw sessions wait for each other (deadlock_samples)",
      "system_metrics: xact_rollback_delta = {xact_rollback_delta}",
      { "each": "waits", "say": "wait_events: Lock/{wait_event:word} in {pct_of_samples:%} of samples, up to {max_waiters:session} at once" },
      "lock_summary: in the way was {blocking_query_preview:query}",
      "lock_summary: waiting was {blocked_query_preview:query}",
      { "each": "writers", "say": "slow_queries: {calls_delta:call} of {query_preview:query}" },
      "settings: deadlock_timeout = {deadlock_timeout:word}"
    ],
    fix: [
      "Take locks in one order everywhere: sort the ids before updating several rows (`SELECT … WHERE id = ANY (…) ORDER BY id FOR UPDATE` first), and touch tables in the same order in every transaction.",
      "Have the application try a transaction again that ended with SQLSTATE 40P01: its work was rolled back.",
      { "when": { "log_lock_waits": ["off"] }, "say": "Have waits in the log as well: `ALTER SYSTEM SET log_lock_waits = on; SELECT pg_reload_conf();`" }
    ],
    confirm: ["The server's log has each one: `deadlock detected`, with both statements in its DETAIL."]
  } end
