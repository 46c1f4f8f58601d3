# The prompt of the design that this project grew from: five sections as indented JSON. What the size of ours is measured against.

def indented($pad):
  if type == "object" and . != {} then
    "{\n" + ([to_entries[] | "\($pad)    \(.key | tojson): \(.value | indented($pad + "    "))"] | join(",\n")) + "\n\($pad)}"
  elif type == "array" and . != [] then
    "[\n" + ([.[] | "\($pad)    \(indented($pad + "    "))"] | join(",\n")) + "\n\($pad)]"
  else tojson end;

def pick($names): . as $row | reduce $names[] as $name ({}; .[$name] = $row[$name]);

# What the recorder's compare() returns.
def compared:
  pick(["start_snapshot_at", "end_snapshot_at", "elapsed_seconds", "checkpoint_occurred", "ckpt_timed_delta", "ckpt_requested_delta",
    "ckpt_write_time_ms", "ckpt_sync_time_ms", "ckpt_buffers_delta", "wal_bytes_delta", "wal_bytes_pretty", "wal_write_time_ms",
    "wal_sync_time_ms", "bgw_buffers_clean_delta", "bgw_buffers_alloc_delta", "bgw_buffers_backend_delta",
    "bgw_buffers_backend_fsync_delta", "slots_count", "slots_max_retained_wal", "slots_max_retained_pretty", "io_ckpt_reads_delta",
    "io_ckpt_read_time_ms", "io_ckpt_writes_delta", "io_ckpt_write_time_ms", "io_ckpt_fsyncs_delta", "io_ckpt_fsync_time_ms",
    "io_autovacuum_reads_delta", "io_autovacuum_read_time_ms", "io_autovacuum_writes_delta", "io_autovacuum_write_time_ms",
    "io_client_reads_delta", "io_client_read_time_ms", "io_client_writes_delta", "io_client_write_time_ms", "io_bgwriter_reads_delta",
    "io_bgwriter_read_time_ms", "io_bgwriter_writes_delta", "io_bgwriter_write_time_ms", "temp_files_delta", "temp_bytes_delta",
    "temp_bytes_pretty"]);

def wait: pick(["wait_event_type", "wait_event", "backend_type", "state", "total_waiters", "avg_waiters", "max_waiters", "pct_of_samples"]);

def statement: {
  query_preview, calls_delta, total_time_delta_ms: .total_exec_time_delta_ms,
  mean_time_increase_ms: (.mean_exec_time_end_ms - (.mean_exec_time_start_ms // 0)),
  temp_blocks_written: .temp_blks_written_delta, cache_hit_ratio_pct: .hit_ratio_pct
};

def anomaly: { type: .anomaly_type } + pick(["severity", "description", "metric_value", "recommendation"]);

# The five, from what the recorder's own functions and tables gave.
def five_of_recorder:
  (.window.start[:19] | sub(" "; "T")) as $start
  | [.tables.lock_samples_archive[] | select(.captured_at[:19] >= $start)] as $locks
  | {
      time_window: .window,
      anomalies: [.functions.anomaly_report[] | anomaly],
      system_metrics: (.functions.compare[0] // {} | compared),
      wait_events: ([.functions.wait_summary[] | wait] | sort_by(- .total_waiters)[:10]),
      slow_queries: [[.functions.statement_compare[] | select(.total_exec_time_delta_ms >= 100)] | sort_by(- .total_exec_time_delta_ms)[:10][] | statement],
      lock_summary: {
        total_blocked_sessions: ([$locks[].blocked_pid] | unique | length),
        max_block_duration_seconds: ([$locks[].blocked_duration] | max),
        top_blockers: ($locks | group_by([.blocking_pid, .blocked_query_preview]) | sort_by(- length)[:5]
          | map({ blocking_pid: .[0].blocking_pid, blocking_query: .[0].blocked_query_preview, blocked_count: length }))
      }
    };

# The same from the sections of an envelope, for what the recorder did not record.
def five_of_envelope:
  def rows($name): .context[$name] | objects | .rows[];
  {
    time_window: (.window | pick(["start", "end"])),
    anomalies: [rows("anomalies") | anomaly],
    system_metrics: ([rows("system_metrics")][0] // {} | compared),
    wait_events: [limit(10; rows("wait_events")) | wait],
    slow_queries: [limit(10; rows("slow_queries") | select(.total_exec_time_delta_ms >= 100)) | statement],
    lock_summary: {
      total_blocked_sessions: ([rows("lock_summary") | .blocked_total_sessions] | max),
      max_block_duration_seconds: ([rows("lock_summary") | .max_block_duration_seconds] | max),
      top_blockers: [limit(5; rows("lock_summary") | { blocking_pid, blocking_query: .blocked_query_preview, blocked_count })]
    }
  };

# The label, less the facts that nobody recorded. By a pattern, because ascii_downcase takes its time on a megabyte.
def recorded_label:
  ([.functions, .tables] | tostring) as $recorded
  | .label
  | .facts |= map(select(gsub("(?<c>[^\\w ])"; "\\\(.c)") as $fact | $recorded | test($fact; "i")));

def seed_prompt:
  "You know how PostgreSQL performs, and look at what a flight recorder inside of one has recorded.

## Time Window
\(.time_window.start) to \(.time_window.end)

## Diagnostic Data
```json
\(indented(""))
```

Give a short diagnosis with:
1. **Root Cause**: what made it slow?
2. **Immediate Fix**: what to do about it, step by step
3. **Evidence**: the numbers in the data that show it

Answer in Markdown. Be specific, and name values as they stand in the data.";

# What is known of an incident's file: the recorder's has functions and tables, that of a recording only the label.
def about:
  { name: .incident, kind: "recording", label: .label, window }
  + if .functions then { kind: "recorder", label: recorded_label, seed_prompt: (five_of_recorder | seed_prompt) } else {} end;

def with_seed_prompt: .incident.seed_prompt //= (five_of_envelope | seed_prompt);
