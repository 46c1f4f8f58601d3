# Checkpoints before checkpoint_timeout, because WAL reached max_wal_size or because somebody asked for one.
# when: system_metrics.ckpt_requested_delta >= requested_checkpoints

(.facts.ckpt_requested_delta | amount) as $requested
| (.facts.wal_bytes_delta | amount) as $wal
| (.facts.max_wal_size | size) as $most
| if $requested < 1 then empty
  elif $wal > 0 and $most and ($wal / $most | above("wal_to_max_wal_size") | not) then
    {
      score: 30,
      values: { max_wal_bytes: $most },
      summary: ["{ckpt_requested_delta:forced checkpoint} in the window, with too little WAL ({wal_bytes_delta:bytes}) to have been forced by max_wal_size ({max_wal_bytes:bytes}): somebody asked for it (CHECKPOINT, a base backup, CREATE DATABASE)."],
      evidence: ["system_metrics: ckpt_requested_delta = {ckpt_requested_delta}", "system_metrics: wal_bytes_delta = {wal_bytes_delta:bytes}", "settings: max_wal_size = {max_wal_bytes:bytes}"],
      fix: ["Nothing, if a backup or maintenance ran; else find out who runs CHECKPOINT."]
    }
  else
    {
      score: (45 + 20 * ($requested | ramp("requested_checkpoints")) + 15 * ($wal / ($most // 1e300) | ramp("wal_to_max_wal_size"))),
      values: {
        max_wal_bytes: $most,
        gigabytes: ([2 * $wal, 2 * ($most // 0), 1073741824] | max / 1073741824 | rounded_up),
        writers: (section("slow_queries") | positive("wal_bytes_delta")),
        active: (section("connections") | map(select(.state == "active"))),
        anomalies: anomaly("FORCED_CHECKPOINT")
      },
      summary: ["{ckpt_requested_delta:forced checkpoint} in the window", ": {wal_bytes_delta:bytes} of WAL were written", " with max_wal_size at {max_wal_bytes:bytes}", "."],
      evidence: [
        "system_metrics: ckpt_requested_delta = {ckpt_requested_delta}",
        "system_metrics: ckpt_timed_delta = {ckpt_timed_delta}",
        "system_metrics: checkpoints wrote {ckpt_buffers_delta:buffer} in {ckpt_write_time_ms:ms} and synced for {ckpt_sync_time_ms:ms}",
        "system_metrics: wal_bytes_delta = {wal_bytes_delta:bytes}",
        "settings: max_wal_size = {max_wal_bytes:bytes}",
        "system_metrics: sessions wrote {bgw_buffers_backend_delta:buffer} themselves (bgw_buffers_backend_delta)",
        { "each": "writers", "say": "slow_queries: {wal_bytes_delta:bytes} of WAL by {calls_delta:call} of {query_preview:query}" },
        { "each": "active", "say": "connections: active was {application_name:name}, up to {count_max:session} at once" },
        { "each": "anomalies", "say": "anomalies: {anomaly_type:word} ({severity:word}), {metric_value:query}" }
      ],
      fix: [
        "Raise max_wal_size where the disk has room: `ALTER SYSTEM SET max_wal_size = '{gigabytes}GB'; SELECT pg_reload_conf();`",
        "Let bulk loads write less WAL at a time: smaller batches with pauses, COPY rather than INSERT, indexes made after the load."
      ],
      effect_of: ["vacuum_starvation"]
    }
  end
