# A change of a table waits for its lock, or is at work under it, and everybody else queues behind the change.
# when: lock_summary.max_block_duration_seconds >= lock_wait_seconds and lock_summary.blocked_count >= 2

(section("lock_summary") | positive("max_block_duration_seconds")) as $locks
| ($locks | map(select("\(.blocking_state)" | startswith("idle") | not)) # a cancel does not reach those: lock_contention ends them
  | map(select("\(.blocking_query_preview)" | test("^[ (]*(/[*].*?[*]/ *)?(alter|drop|truncate|reindex|cluster|vacuum +[(]?full|lock|create|refresh|comment)\\b"; "i"))) | by("blocked_count")) as $changes
| ($locks | map(select(.is_root and .blocking_pid != $changes[0].blocking_pid))) as $roots
| ($changes | most("blocked_count")) as $blocked
| if $blocked > 1 and ($locks | most("max_block_duration_seconds") | above("lock_wait_seconds")) then
    {
      score: (57 + 20 * ($blocked | ramp("blocked_sessions")) + 20 * ($locks | most("max_block_duration_seconds") | ramp("lock_wait_seconds"))),
      values: ({ $changes, $roots, behind: $roots[:1], waits: (section("wait_events") | map(select(.wait_event_type == "Lock")) | by("total_waiters")) } + $changes[0]),
      summary: [
        "{blocked_count:session} queued behind {blocking_query_preview:query} of session {blocking_pid} ({blocking_app:name}), for up to {max_block_duration_seconds:seconds}",
        { "each": "behind", "say": ", which itself waited for session {blocking_pid} ({blocking_app:name}, {blocking_state:word}, its transaction open for {blocking_xact_seconds:seconds})" },
        "."
      ],
      evidence: [
        { "each": "changes", "say": "lock_summary: pid {blocking_pid} ({blocking_app:name}, user {blocking_user:name}) blocked {blocked_count:session}, the longest for {max_block_duration_seconds:seconds}, with {blocking_query_preview:query}" },
        { "each": "roots", "say": "lock_summary: before it, pid {blocking_pid} ({blocking_app:name}, user {blocking_user:name}) was {blocking_state:word}, its transaction open for {blocking_xact_seconds:seconds}, with {blocking_query_preview:query}" },
        "lock_summary: blocked, for example: {blocked_query_preview:query}",
        { "each": "waits", "say": "wait_events: Lock/{wait_event:word} in {pct_of_samples:%} of samples, up to {max_waiters:session} at once" }
      ],
      fix: [
        "If it still waits, cancel the change, and the queue clears at once: `SELECT pg_cancel_backend({blocking_pid});`",
        { "each": "roots", "say": "Then end what it waited for, if that has no right to be there: `SELECT pg_terminate_backend({blocking_pid});` ({blocking_app:name})" },
        "Run changes of tables with `SET lock_timeout = '2s';` and try again when it fires: a change that waits blocks everybody, even readers."
      ],
      confirm: ["While it lasts, `SELECT pid, mode, granted, relation::regclass FROM pg_locks WHERE NOT granted ORDER BY waitstart NULLS LAST;` has the change's AccessExclusiveLock (or ShareLock) before all others. (waitstart: from PostgreSQL 14)"]
    }
  else empty end
