# A standby is behind: it gets WAL, but replays, flushes or receives it late. Or it is gone, and every COMMIT waits for it.
# when: replication.replay_lag_seconds_max >= replay_lag_seconds
# when: replication.replay_lag_bytes_max >= replay_lag_bytes
# when: wait_events.wait_event = SyncRep

(section("replication") | map(select((.replay_lag_seconds_max | amount | above("replay_lag_seconds")) or (.replay_lag_bytes_max | amount | above("replay_lag_bytes"))))
  | sort_by(-(.replay_lag_seconds_max | amount), -(.replay_lag_bytes_max | amount))) as $standbys
| ($standbys[0] // {}) as $worst
| (section("wait_events") | map(select(.wait_event == "SyncRep")) | by("total_waiters")) as $waits
| ratio($waits | total("total_waiters"); samples) as $waiting
| (section("replication") == []) as $gone
| ratio($waiting * seconds; .facts.xact_commit_delta | amount) as $each
| if $standbys == [] and ($waiting | above("sync_waiting")) and ($gone or ($each | above("sync_commit_seconds"))) then {
    score: (70 + 20 * ($waiting | ramp("sync_waiting"))),
    values: { $waits, $waiting, $gone, each: (if $each > 0 then $each else null end) },
    summary: [
      "{waiting:session} on the average waited for a synchronous standby to confirm their COMMIT",
      ", {each:seconds} for each transaction of the window",
      { "when": { "gone": [true] }, "say": ", and no standby was seen to be connected: nothing commits until one is" },
      "."
    ],
    evidence: [
      { "each": "waits", "say": "wait_events: {wait_event_type:word}/{wait_event:word} in {pct_of_samples:%} of samples, up to {max_waiters:session} at once" },
      "settings: synchronous_standby_names = {synchronous_standby_names:query}, synchronous_commit = {synchronous_commit:word}",
      "system_metrics: xact_commit_delta = {xact_commit_delta}"
    ],
    fix: [
      "Bring the standby back: see its log, and on the primary `SELECT application_name, state, sync_state FROM pg_stat_replication;` (its application_name has to be one of synchronous_standby_names).",
      "If it stays away, go on without it, knowing that a COMMIT is then on this server only: `ALTER SYSTEM RESET synchronous_standby_names; SELECT pg_reload_conf();` (or empty it in postgresql.conf) sets the waiting sessions free.",
      "Name more than one standby: `ANY 1 (a, b)` as synchronous_standby_names lets one of them fail."
    ],
    confirm: ["`SELECT pid, wait_event, now() - state_change FROM pg_stat_activity;` shows them at SyncRep, and pg_stat_replication has no row whose sync_state is sync or quorum."]
  }
  elif $standbys == [] then empty else {
    score: (60 + 15 * ($worst.replay_lag_seconds_max | ramp("replay_lag_seconds")) + 10 * ($worst.replay_lag_bytes_max | ramp("replay_lag_bytes")) + 5 * ($waits | most("pct_of_samples") / 100)),
    values: ($worst + { $standbys, $waits, writers: (section("slow_queries") | positive("wal_bytes_delta")),
      replays_late: (($worst.flush_lag_seconds_max | amount) < ($worst.replay_lag_seconds_max | amount) / 2) }),
    summary: [
      "Standby {application_name:name} is behind",
      " by {replay_lag_seconds_max:seconds}",
      " ({replay_lag_bytes_max:bytes} of WAL)",
      { "when": { "replays_late": [true] }, "say": ": it has the WAL, and is late in replaying it" },
      { "each": "waits", "say": "; up to {max_waiters:session} at once waited for it to confirm their COMMIT" },
      "."
    ],
    evidence: [
      { "each": "standbys", "say": "replication: {application_name:name} ({state:word}): replay_lag_seconds_max = {replay_lag_seconds_max}" },
      { "each": "standbys", "say": "replication: {application_name:name}: replay_lag_bytes_max = {replay_lag_bytes_max:bytes}" },
      { "each": "standbys", "say": "replication: {application_name:name}: write_lag_seconds_max = {write_lag_seconds_max}, flush_lag_seconds_max = {flush_lag_seconds_max}" },
      "system_metrics: wal_bytes_delta = {wal_bytes_delta:bytes}",
      { "each": "waits", "say": "wait_events: {wait_event_type:word}/{wait_event:word} in {pct_of_samples:%} of samples" },
      { "each": "writers", "say": "slow_queries: {wal_bytes_delta:bytes} of WAL by {calls_delta:call} of {query_preview:query}" }
    ],
    fix: [
      { "when": { "replays_late": [true] }, "say": "On the standby, see what stops the replay: `SELECT pg_is_wal_replay_paused();` (then `SELECT pg_wal_replay_resume();`), `recovery_min_apply_delay`, and long queries there, which may delay it by max_standby_streaming_delay." },
      { "when": { "replays_late": [false] }, "say": "See to the way there: the network's bandwidth, the standby's disk, and `SELECT * FROM pg_stat_wal_receiver;` on it." },
      "Send readers that must see what was just written to the primary until it has caught up.",
      "Spread what writes the WAL over a longer time."
    ],
    confirm: ["On the standby: `SELECT now() - pg_last_xact_replay_timestamp(), pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn();`: received is ahead of replayed where the replay is what is slow."]
  } end
