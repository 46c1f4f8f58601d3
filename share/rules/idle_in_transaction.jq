# Sessions with a transaction open that do nothing in it: they hold their locks, and keep vacuum from cleaning up.
# when: idle_in_transaction.idle_seconds >= idle_in_transaction_seconds

(section("idle_in_transaction") | map(select(.idle_seconds | amount | above("idle_in_transaction_seconds"))) | by("idle_seconds")) as $sessions
| [section("lock_summary")[].blocking_pid] as $blockers
| ($blockers - ($blockers - [$sessions[].pid]) != []) as $blocks
| if $sessions == [] then empty else {
    score: (45 + 30 * ($sessions[0].idle_seconds | ramp("idle_in_transaction_seconds"))),
    values: ({ $sessions, $blocks, others: (if $sessions[1] then ($sessions | length) - 1 else null end) } + $sessions[0]),
    summary: [
      "Session {pid} ({application_name:name}, user {usename:name}) sat idle in a transaction for {idle_seconds:seconds}",
      { "when": { "blocks": [true] }, "say": ", while others waited for such sessions' locks" },
      "; {others:other session} did the same",
      "."
    ],
    evidence: [
      { "each": "sessions", "say": "idle_in_transaction: pid {pid} ({application_name:name}, user {usename:name}) idle for {idle_seconds:seconds} in a transaction open for {xact_seconds:seconds}, seen in {samples:sample}" },
      "idle_in_transaction: last statement of pid {pid}: {query_preview:query}",
      "settings: idle_in_transaction_session_timeout = {idle_in_transaction_session_timeout:word}"
    ],
    fix: [
      "If it is still there, end it (its work is rolled back): `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = {pid} AND state LIKE 'idle in transaction%';`",
      "In {application_name:name}: end every transaction before waiting for a user, a queue or a remote call; look for a missing COMMIT or ROLLBACK on an error path.",
      { "when": { "idle_in_transaction_session_timeout": ["0", "0 ms"] }, "say": "Let the server end such sessions: `ALTER SYSTEM SET idle_in_transaction_session_timeout = '60s'; SELECT pg_reload_conf();` (now there is no limit)" }
    ],
    confirm: ["`SELECT pid, state, now() - xact_start, now() - state_change, backend_xmin, query FROM pg_stat_activity WHERE state LIKE 'idle in transaction%';` shows it; backend_xmin is what keeps vacuum from cleaning up."],
    effect_of: (if $blocks then ["lock_contention", "ddl_lock_queue"] else [] end)
  } end
