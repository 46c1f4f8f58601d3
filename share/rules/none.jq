# No cause. Counts only when no other rule found one; how much it says depends on what could be read.

.context as $context
| (["anomalies", "system_metrics", "wait_events", "slow_queries", "lock_summary"] | map(select($context[.] | type != "object"))) as $missing
| ([.coverage | objects | .samples | numbers] | .[0]) as $samples
# Any checkpoint, and any page that a session wrote, is an anomaly to the recorder. One by the clock, and a few pages, are every server's day.
| (.facts.ckpt_requested_delta | number == 0) as $by_the_clock
| (.facts.bgw_buffers_backend_delta | number != null) as $counted
| (((.facts.bgw_buffers_backend_delta | amount) / seconds) | above("backend_writes_per_second") | not) as $few
| [$context.anomalies | objects | .rows | arrays | .[] | objects | select("\(.description)" | test("flight_recorder") | not) | select(.severity | IN("medium", "high", "critical"))
    | select((.anomaly_type == "CHECKPOINT_DURING_WINDOW" and $by_the_clock or .anomaly_type == "BUFFER_PRESSURE" and $counted and $few) | not)] as $anomalies
| [$context.wait_events | objects | .rows | arrays | .[] | objects
    | select(.state == "active" and ("\(.wait_event_type)" | test("^(Lock|LWLock|IPC|IO|BufferPin|Extension)$")) and ratio(.total_waiters | amount; $samples // 0) >= $thresholds.felt_lock_sessions.value)] as $stuck
| if $missing == [] and $anomalies + $stuck != [] then
    {
      score: 30,
      values: { $anomalies, $stuck },
      summary: "No rule knows the cause, but something was out of the ordinary.",
      evidence: [
        { "each": "stuck", "say": "wait_events: {wait_event_type:word}/{wait_event:word} in {pct_of_samples:%} of samples, up to {max_waiters:session} at once" },
        { "each": "anomalies", "say": "anomalies: {anomaly_type:word} ({severity:word}), {metric_value:query}" }
      ],
      fix: ["Look at the evidence itself: `fr-context` with the same window, or a longer one."]
    }
  elif $missing == [] and ($samples == null or ($samples | above("coverage_samples"))) then
    {
      score: 90,
      values: { $samples },
      summary: "None of the causes that the rules know was at work in the window.",
      evidence: [
        "coverage: {samples:sample} looked at",
        "lock_summary: nobody waited long for a lock",
        "system_metrics: ckpt_requested_delta = {ckpt_requested_delta}",
        "system_metrics: temp_bytes_delta = {temp_bytes_delta:bytes}",
        "system_metrics: connections_total = {connections_total} of connections_max = {connections_max}",
        "system_metrics: active_sessions_avg = {active_sessions_avg}, hit_ratio_pct = {hit_ratio_pct}"
      ],
      fix: []
    }
  else
    {
      score: 10,
      values: { $samples, missing: (if $missing == [] then null else ($missing | length) end), notes: [.coverage | objects | .notes | arrays | .[] | { note: . }] },
      summary: ["No cause was found, but there is too little evidence to say that there is none", "; nothing is known of {missing:section} out of five", "."],
      evidence: ["coverage: {samples:sample} looked at", { "each": "notes", "say": "coverage: {note:query}" }],
      fix: ["Look again at a window that was recorded, at a longer one, or as a role that is a member of pg_monitor."]
    }
  end
