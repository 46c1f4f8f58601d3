# More sessions compute at once than there are processors: they wait for nothing that PostgreSQL knows, and all are slow.
# when: system_metrics.active_on_cpu_avg >= 3
# when: wait_events.wait_event_type = Running and wait_events.max_waiters >= 3

samples as $samples
| (section("wait_events") | map(select(.state == "active" and (.backend_type == null or .backend_type == "client backend")))) as $working
| (.facts.active_on_cpu_avg | number // ratio($working | map(select(.wait_event_type == "Running")) | total("total_waiters"); $samples)) as $computing
| (at_work // 0) as $active
| (.facts.cpu_count | number) as $processors
| statements as $all
| ($all | map(select(.times > 0 and .sessions < 1)) | map(.times) | sort | .[length / 2 | floor] // 0) as $slowed
| (section("wait_events") | map(select(.wait_event_type == "Running")) | by("total_waiters")) as $waits
| if (if $processors then $computing > $processors * $thresholds.computing_per_processor.value
      else $computing >= (if $slowed | above("slowed_times") then $thresholds.computing_sessions_slowed.value else $thresholds.computing_sessions.value end) end)
     and (ratio(100 * $computing; $active) | above("computing_percent")) then
    {
      score: (50 + 15 * ($computing | ramp("computing_sessions")) + 10 * ($slowed | ramp("slowed_times")) + (if $processors then 15 else 0 end)),
      values: { active_now: active, $computing, $active, $processors, $waits, statements: $all, slowed: (if $slowed > 1 then $slowed else null end), percent: ratio(100 * $computing; $active) },
      summary: [
        "{computing:session} on the average were computing at once, {percent:%} of the active ones",
        ", with {processors:processor}",
        "."
      ],
      evidence: [
        "system_metrics: active_on_cpu_avg = {active_on_cpu_avg} of active_sessions_avg = {active_sessions_avg}",
        { "each": "waits", "say": "wait_events: no wait (CPU) in {pct_of_samples:%} of samples, up to {max_waiters:session} at once" },
        { "each": "statements", "say": "slow_queries: {share:%} of all statement time, {calls_delta:call} at {mean_ms:ms} and {per_call:block} a call, of {query_preview:query}" },
        { "each": "active_now", "say": "connections: active was {application_name:name}, user {usename:name}, up to {count_max:session} at once" },
        "slow_queries: short statements took {slowed:time} what they took before"
      ],
      against: [{ "when": { "processors": [null] }, "say": "system_metrics: cpu_count is not known: a machine with more processors than {computing:session} has room for them" }],
      fix: [
        "Fewer at once: limit the pool of whoever computes to about the number of processors, and let the rest queue there.",
        "Make the dearest statement cheaper, or run it elsewhere: `EXPLAIN (ANALYZE, BUFFERS)` shows the node that takes the time."
      ],
      confirm: ["The machine's load (`vmstat 1`: the column r above the number of processors, idle near 0) at the same time."],
      effect_of: ["missing_index", "query_regression", "query_storm", "config_regression", "temp_file_spills", "vacuum_starvation"]
    }
  else empty end
