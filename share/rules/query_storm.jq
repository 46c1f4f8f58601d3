# One short statement is sent far more often than the server is used to: the load is the number of calls, not their cost.
# when: slow_queries.calls_delta >= storm_calls

statements as $all
| ($all | by("calls_delta") | .[0] // {}) as $most
| ($all | total("calls_delta")) as $calls
| ratio(100 * ($most.calls_delta | amount); $calls) as $of_calls
| ($most.calls_before_per_second | number) as $counted
| (if $counted == 0 then null else $counted end) as $before # never before: nothing grows from that
| ratio($most.per_second // 0; $before // 0) as $grown
| (.facts.active_sessions_avg | amount) as $active
# How often before: as a number, or as not among the statements that were recorded at the start, or not at all.
| (section("slow_queries") | map(.mean_exec_time_start_ms | number | values) != []) as $started
| ($counted == 0 or ($started and ($most.mean_exec_time_start_ms | number) == null)) as $new
| ($of_calls >= $thresholds.storm_alone_percent.value and ($most.per_second // 0) >= $thresholds.storm_alone_per_second.value) as $alone
| if ($most.calls_delta | amount | above("storm_calls")) and ($most.per_second | above("storm_calls_per_second")) and ($most.mean_ms <= $thresholds.storm_mean_ms.value) and ($most.per_call <= $thresholds.storm_blocks_per_call.value)
     and (100 * ($most.shared_blks_read_delta | amount) < $thresholds.cache_missed_percent.value * $most.per_call * ($most.calls_delta | amount))
     and ($of_calls | above("storm_calls_percent")) and ($most.share | above("storm_time_percent"))
     and (if $before then $grown | above("storm_growth") elif $alone and $new then true else $active | above("storm_sessions") end) then
    {
      score: (55 + 20 * ($most.per_second | ramp("storm_calls_per_second")) + 15 * (if $before then $grown | ramp("storm_growth") else 0 end) + 5 * ($of_calls | ramp("storm_calls_percent"))),
      values: ($most + { $of_calls, $calls, $before, grown: (if $before then $grown else null end), is_new: ($new and $before == null), active: active }),
      summary: [
        "{query_preview:query} was sent {per_second:time} a second, {of_calls:%} of all calls and {share:%} of all statement time, at only {mean_ms} ms a call",
        ": {grown:time} as often as before",
        { "when": { "is_new": [true] }, "say": "; it was not among the statements recorded before" },
        "."
      ],
      evidence: [
        "slow_queries: {calls_delta:call}, {per_second} a second, {mean_ms} ms each, of {query_preview:query}",
        "slow_queries: before the window {before} calls a second",
        "slow_queries: {calls:call} of all statements together",
        "system_metrics: xact_commit_delta = {xact_commit_delta}",
        "system_metrics: active_sessions_avg = {active_sessions_avg}, active_on_cpu_avg = {active_on_cpu_avg}",
        { "each": "active", "say": "connections: active was {application_name:name}, user {usename:name}, up to {count_max:session} at once" }
      ],
      against: [{ "when": { "before": [null], "is_new": [false] }, "say": "slow_queries: how often it was sent before is not known" }],
      fix: [
        "Find who sends it and why: a cache that is cold or gone, a loop that asks for one row at a time, a retry without a pause.",
        "Ask once for many: `… WHERE key = ANY ($1)` instead of a call for each key; keep in the application what rarely changes.",
        "Until then limit it: a smaller pool for that application, or `ALTER ROLE … CONNECTION LIMIT …;`."
      ],
      confirm: ["Two looks, ten seconds apart, at `SELECT calls, query FROM pg_stat_statements ORDER BY calls DESC LIMIT 5;` show the same rate, and the application's log what it does between two of them."]
    }
  else empty end
