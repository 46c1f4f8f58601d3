# Checkpoints long before checkpoint_timeout, because WAL reached max_wal_size or because somebody asks for them.
# when: system_metrics.ckpt_requested_delta >= 2

(.facts.ckpt_requested_delta | amount) as $requested
| seconds as $seconds
| ($requested / $seconds * 60) as $per_minute
| (.facts.wal_bytes_delta | amount) as $wal
| (.facts.max_wal_size | size) as $most
| ($wal / $requested) as $each
# sessions that stand still are felt before writes that are slower: then this is the second cause
| (if section("lock_summary") | map(select(.is_root != false and (.blocked_count | above("felt_lock_sessions")))) | most("max_block_duration_seconds") | above("felt_lock_seconds")
   then 58 else 100 end) as $at_most
| if $requested < 2 or ($per_minute | above("requested_checkpoints_per_minute") | not) then empty
  elif .facts.wal_bytes_delta != null and ($each | above("wal_bytes_per_checkpoint") | not) then
    {
      score: ([50 + 20 * ($per_minute | ramp("requested_checkpoints_per_minute")), $at_most] | min),
      values: { max_wal_bytes: $most, $each, $per_minute, active: active, commands: (section("slow_queries") | map(select(says("query_preview"; "^[ (]*(checkpoint|create +database)\\b|pg_(start_backup|backup_start)")))) },
      summary: ["{ckpt_requested_delta:forced checkpoint} in the window, with too little WAL ({wal_bytes_delta:bytes}) to have been forced by max_wal_size ({max_wal_bytes:bytes}): somebody asks for them (CHECKPOINT, base backups, CREATE DATABASE)."],
      evidence: [
        "system_metrics: ckpt_requested_delta = {ckpt_requested_delta}",
        "system_metrics: wal_bytes_delta = {wal_bytes_delta:bytes}, {each:bytes} for each of them; a WAL segment is 16 MB",
        "system_metrics: checkpoints wrote {ckpt_buffers_delta:buffer} in {ckpt_write_time_ms:ms} and synced for {ckpt_sync_time_ms:ms}",
        "settings: max_wal_size = {max_wal_bytes:bytes}",
        { "each": "commands", "say": "slow_queries: {calls_delta:call} of {query_preview:query}" },
        { "each": "active", "say": "connections: active was {application_name:name}, user {usename:name}, up to {count_max:session} at once" }
      ],
      fix: [
        "Find who runs CHECKPOINT (a script, cron, a backup that is started again and again) and end that; the server makes its own checkpoints.",
        "With log_checkpoints on, the server's log says of each what it was for: `ALTER SYSTEM SET log_checkpoints = on; SELECT pg_reload_conf();`"
      ],
      confirm: ["The log says `checkpoint starting: immediate force wait`, where max_wal_size would be `checkpoint starting: wal`."]
    }
  else
    {
      score: ([50 + 20 * ($per_minute | ramp("requested_checkpoints_per_minute")) + 15 * (ratio($wal; $most // 0) | ramp("wal_to_max_wal_size")), $at_most] | min),
      values: {
        max_wal_bytes: $most, $each, $per_minute,
        gigabytes: ([2 * $wal, 2 * ($most // 0), 1073741824] | max / 1073741824 | rounded_up),
        writers: (section("slow_queries") | positive("wal_bytes_delta")),
        active: active,
        anomalies: anomaly("FORCED_CHECKPOINT")
      },
      summary: ["{ckpt_requested_delta:forced checkpoint} in the window", ": {wal_bytes_delta:bytes} of WAL were written", " with max_wal_size at {max_wal_bytes:bytes}", "."],
      evidence: [
        "system_metrics: ckpt_requested_delta = {ckpt_requested_delta}",
        "system_metrics: wal_bytes_delta = {wal_bytes_delta:bytes}",
        "settings: max_wal_size = {max_wal_bytes:bytes}",
        { "each": "writers", "say": "slow_queries: {wal_bytes_delta:bytes} of WAL by {calls_delta:call} of {query_preview:query}" },
        "system_metrics: checkpoints wrote {ckpt_buffers_delta:buffer} in {ckpt_write_time_ms:ms} and synced for {ckpt_sync_time_ms:ms}",
        "system_metrics: sessions wrote {bgw_buffers_backend_delta:buffer} themselves (bgw_buffers_backend_delta)",
        { "each": "active", "say": "connections: active was {application_name:name}, user {usename:name}, up to {count_max:session} at once" },
        { "each": "anomalies", "say": "anomalies: {anomaly_type:word} ({severity:word}), {metric_value:query}" }
      ],
      against: ["system_metrics: ckpt_timed_delta = {ckpt_timed_delta} (by checkpoint_timeout, as it should be)"],
      fix: [
        "Raise max_wal_size where the disk has room: `ALTER SYSTEM SET max_wal_size = '{gigabytes}GB'; SELECT pg_reload_conf();`",
        "Let bulk loads write less WAL at a time: smaller batches with pauses, COPY rather than INSERT, indexes made after the load."
      ],
      confirm: ["With log_checkpoints on, the log says `checkpoint starting: wal`, and `checkpoints are occurring too frequently` where they are less than checkpoint_warning apart."],
      effect_of: (["vacuum_starvation"] + (if lowered_wal_limit != [] then ["config_regression"] else [] end))
    }
  end
