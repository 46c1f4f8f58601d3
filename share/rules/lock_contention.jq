# One or a few sessions hold locks that others wait for, long enough to matter.
# when: lock_summary.max_block_duration_seconds >= lock_wait_seconds
# when: wait_events.wait_event_type = Lock and wait_events.max_waiters >= 2

seconds as $seconds
| section("lock_summary") as $locks
| ($locks | map(select(.is_root != false)) | by("blocked_count")) as $roots
| (section("wait_events") | map(select(.wait_event_type == "Lock")) | by("total_waiters")) as $waits
| $roots[0] as $root
| ([($locks | most("blocked_total_sessions")), ($roots | total("blocked_count"))] | max) as $blocked
| ($locks | most("max_block_duration_seconds")) as $longest
| anomaly("LOCK_CONTENTION") as $anomalies
| ([.facts.deadlocks_delta, .facts.deadlock_samples] | map(amount) | max / $seconds * 60) as $deadlocks
| ([$roots[].blocking_xact_seconds | amount] | max // 0) as $held
| if $root and ($longest | above("lock_wait_seconds")) then
    {
      score: (55 + 20 * ($blocked | ramp("blocked_sessions")) + 20 * ($longest | ramp("lock_wait_seconds"))),
      values: ({ $roots, $waits, $anomalies, $blocked, held: (if $held > 0 then $held else null end), more: ($blocked > ($root.blocked_count | amount)), idle: ("\($root.blocking_state)" | startswith("idle in")) } + $root),
      summary: [
        "Session {blocking_pid} ({blocking_app:name}, user {blocking_user:name}) held a lock",
        { "when": { "idle": [true] }, "say": " while idle in transaction" },
        " and blocked {blocked_count:session}, the longest for {max_block_duration_seconds:seconds}.",
        { "when": { "more": [true] }, "say": " In all, {blocked:session} waited for a lock." }
      ],
      evidence: [
        { "each": "roots", "say": "lock_summary: pid {blocking_pid} ({blocking_app:name}, user {blocking_user:name}) blocked {blocked_count:session} from {first_seen:clock} to {last_seen:clock} UTC, the longest for {max_block_duration_seconds:seconds}" },
        "lock_summary: the blocker was {blocking_state:word}, its transaction open for {blocking_xact_seconds:seconds}",
        "lock_summary: the blocker's statement: {blocking_query_preview:query}",
        "lock_summary: blocked, for example: {blocked_query_preview:query}",
        "lock_summary: lock type {lock_type:word}",
        "lock_summary: locked relation {locked_relation:word}",
        { "each": "waits", "say": "wait_events: Lock/{wait_event:word} in {pct_of_samples:%} of samples, up to {max_waiters:session} at once" },
        { "each": "anomalies", "say": "anomalies: {anomaly_type:word} ({severity:word}), {metric_value:query}" }
      ],
      fix: [
        { "when": { "idle": [true] }, "say": "If it is still there, end it (its work is rolled back): `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = {blocking_pid} AND state LIKE 'idle in transaction%';`" },
        { "when": { "idle": [false] }, "say": "If it still blocks, cancel what it runs: `SELECT pg_cancel_backend({blocking_pid});`, and if that does not help, end the session with `pg_terminate_backend`." },
        "In {blocking_app:name}: commit sooner, write in small batches, and wait for nothing (a user, a queue, a remote call) between the first write and COMMIT.",
        { "when": { "idle": [true], "idle_in_transaction_session_timeout": ["0", "0 ms"] }, "say": "Let the server end such sessions: `ALTER SYSTEM SET idle_in_transaction_session_timeout = '60s'; SELECT pg_reload_conf();` (now there is no limit)" },
        { "when": { "log_lock_waits": ["off"] }, "say": "Have the next one in the log: `ALTER SYSTEM SET log_lock_waits = on; SELECT pg_reload_conf();`" }
      ],
      confirm: ["While it lasts: `SELECT pid, pg_blocking_pids(pid), wait_event, state, query FROM pg_stat_activity WHERE cardinality(pg_blocking_pids(pid)) > 0;` leads to the same session."],
      effect_of: (["ddl_lock_queue", "hot_row_contention"] + (if $deadlocks | above("deadlocks_per_minute") then ["deadlocks"] else [] end))
    }
  elif $waits[0] and ($root | not) and ($waits[0].pct_of_samples | amount | above("lock_wait_sample_percent")) and ($waits | most("max_waiters")) > 1 then
    {
      score: (45 + 15 * ($waits | most("max_waiters") | ramp("blocked_sessions"))),
      values: ({ $waits, $anomalies } + $waits[0]),
      summary: ["Up to {max_waiters:session} at once waited for locks, in {pct_of_samples:%} of samples; who held them was not recorded."],
      evidence: [
        { "each": "waits", "say": "wait_events: Lock/{wait_event:word} in {pct_of_samples:%} of samples, up to {max_waiters:session} at once" },
        { "each": "anomalies", "say": "anomalies: {anomaly_type:word} ({severity:word}), {metric_value:query}" }
      ],
      fix: ["Find the holder while it lasts: `SELECT pid, pg_blocking_pids(pid), query FROM pg_stat_activity WHERE cardinality(pg_blocking_pids(pid)) > 0;`"]
    }
  else empty end
