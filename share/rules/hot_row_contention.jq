# Many short transactions want the same few rows, one after the other: no session holds them for long, and all wait all the time.
# when: wait_events.wait_event_type = Lock and wait_events.pct_of_samples >= hot_row_sample_percent

(section("wait_events") | map(select(.wait_event_type == "Lock" and (.wait_event == "transactionid" or .wait_event == "tuple"))) | by("total_waiters")) as $waits
| ([.coverage | objects | .samples | amount] | .[0]) as $samples
| ratio($waits | total("total_waiters"); $samples) as $waiting
| (section("blocking_chains") | by("samples")) as $chains
| (section("lock_summary")) as $locks
| ($locks | map(select(.is_root != false))) as $roots
| (if $chains != [] then ratio($chains[0].samples | amount; $chains | total("samples")) else ratio(1; $roots | length) end) as $held_by_one
| ($waits | most("pct_of_samples")) as $percent
| ($roots | map(.blocking_xact_seconds | amount) | sort | .[length / 2 | floor] // 0) as $holding
| (statements | map(select(says("query_preview"; "\\b(update|delete|for (no key )?update|for (key )?share|insert)\\b"))) | .[:1]) as $statement
| if ($percent | above("hot_row_sample_percent")) and ($waiting | above("hot_row_waiting"))
     and ($roots | length) >= $thresholds.hot_row_holders.value and $held_by_one < 0.5 and $holding <= $thresholds.hot_row_hold_seconds.value then
    {
      score: (65 + 20 * ($waiting | ramp("hot_row_waiting")) + 10 * ($percent | ramp("hot_row_sample_percent"))),
      values: ({ $waits, $waiting, $percent, $holding, holders: ([($roots | length), ($chains | length)] | max), $statement, roots: $roots, longest: ($locks | most("max_block_duration_seconds")) }
        + ($roots[0] // {})),
      summary: [
        "{waiting:session} on the average waited for row locks, in {percent:%} of samples, and no one session was behind it: {holders:session} took turns at the front, each for a moment; they want the same rows",
        { "each": "statement", "say": ", most in {query_preview:query}" },
        "."
      ],
      evidence: [
        { "each": "waits", "say": "wait_events: Lock/{wait_event:word} in {pct_of_samples:%} of samples, up to {max_waiters:session} at once" },
        "lock_summary: {holders:session} held what others waited for, half of them in transactions of {holding:seconds} or less; the longest wait was {longest:seconds}",
        "lock_summary: a holder's statement: {blocking_query_preview:query} ({blocking_app:name}, user {blocking_user:name})",
        "lock_summary: waiting, for example: {blocked_query_preview:query}",
        "lock_summary: locked relation {locked_relation:word}",
        { "each": "statement", "say": "slow_queries: {calls_delta:call} of {mean_ms:ms} each ({before_ms:ms} before), {share:%} of all statement time: {query_preview:query}" },
        { "each": "statement", "say": "slow_queries: {per_call:block} a call: waiting, not work, makes it slow" }
      ],
      against: ["lock_summary: pid {blocking_pid} was in a transaction open for {blocking_xact_seconds:seconds}, {blocking_state:word}"],
      fix: [
        "Do the statement on the hot row last in its transaction, right before COMMIT, and nothing that waits (a remote call, a user) after it.",
        "Spread the row: keep the counter in several rows and add them up when reading, or insert a row for each event and sum later.",
        "Where any number will do, take it from a sequence (`nextval()` locks nothing beyond its call); for a queue, `SELECT … FOR UPDATE SKIP LOCKED`.",
        "Fewer sessions wait less long: a pool of about twice the processors in front of this table finishes more than many that queue."
      ],
      confirm: ["Which rows: `SELECT locktype, relation::regclass, page, tuple, count(*) FROM pg_locks WHERE tuple IS NOT NULL GROUP BY 1, 2, 3, 4 ORDER BY 5 DESC;` while it lasts."],
      effect_of: ["deadlocks"]
    }
  else empty end
