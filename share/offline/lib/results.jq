# What tools gave, as Markdown. Strings in .turns are one line each already (share/offline/README.md).

def metrics: ["elapsed_seconds", "ckpt_timed_delta", "ckpt_requested_delta", "wal_bytes_delta", "bgw_buffers_backend_delta", "hit_ratio_pct",
  "temp_files_delta", "temp_bytes_delta", "connections_total_max", "connections_max", "db_size_bytes"];

# What a row says first, the columns that are told of it and, where the rows have another order, that.
def columns: {
  statement_compare: { title: "Statements, the slowest a call first", by: "time_per_call_ms", first: "query_preview",
    then: ["time_per_call_ms", "calls_delta", "total_exec_time_delta_ms"] },
  slow_queries: { title: "Statements, the slowest a call first", by: "time_per_call_ms", first: "query_preview",
    then: ["time_per_call_ms", "calls_delta", "total_exec_time_delta_ms"] },
  unused_indexes: { title: "Indexes that hardly anything scans, the least first", first: "indexrelname",
    then: ["relname", "last_scan_count", "index_size", "recorded_since"] },
  index_usage: { title: "Indexes that are not used, or used badly", first: "indexrelname", then: ["relname", "status", "idx_scan_delta", "index_bytes"] },
  index_efficiency: { title: "Indexes", first: "indexrelname", then: ["relname", "idx_scan_delta", "selectivity", "index_size"] },
  table_compare: { title: "Tables, those with most updates first", by: "n_tup_upd_delta", first: "relname",
    then: ["n_tup_upd_delta", "n_tup_ins_delta", "n_tup_del_delta", "n_tup_hot_upd_delta", "seq_scan_delta", "dead_tup_pct"] },
  table_hotspots: { title: "Tables that had trouble", first: "relname", then: ["issue_type", "severity", "description"] },
  config_changes: { title: "Settings that changed", first: "parameter_name", then: ["old_value", "new_value", "changed_at", "new_source"] },
  role_settings: { title: "Settings of roles and databases", first: "parameter_name", then: ["parameter_value", "role_name", "database_name"] },
  timeline: { title: "What happened when", first: "event_time", then: ["event_type", "description"] },
  settings: { title: "Settings as they are", first: "parameter_name", then: ["value", "unit", "source", "pending_restart"] },
  anomaly_report: { title: "What was unusual", first: "anomaly_type", then: ["severity", "metric_value", "description"] },
  anomalies: { title: "What was unusual", first: "anomaly_type", then: ["severity", "metric_value", "description"] },
  wait_summary: { title: "What sessions waited for", first: "wait_event", then: ["wait_event_type", "max_waiters", "pct_of_samples"],
    but: ["Activity", "Client", "Extension"] },
  wait_events: { title: "What sessions waited for", first: "wait_event", then: ["wait_event_type", "max_waiters", "pct_of_samples"],
    but: ["Activity", "Client", "Extension"] },
  compare: { title: "What the server did", first: "end_snapshot_at", then: metrics },
  system_metrics: { title: "What the server did", first: "end_snapshot_at", then: metrics },
  capacity_summary: { title: "What is used, and what is left", first: "metric", then: ["utilization_pct", "headroom_pct", "status"] },
  recent_locks_current: { title: "Sessions that the recorder saw wait for a lock lately", by: "blocked_seconds", first: "blocked_query_preview",
    then: ["blocked_pid", "blocked_seconds", "blocking_pid", "blocking_user", "blocking_app", "locked_relation", "captured_at"] },
  lock_summary: { title: "Sessions that others waited for", by: "max_block_duration_seconds", first: "blocking_query_preview",
    then: ["blocking_pid", "blocking_state", "blocked_count", "max_block_duration_seconds", "locked_relation", "blocking_user", "blocking_app", "first_seen", "last_seen"] },
  blocking_chains: { title: "Who was first in the queue", by: "blocked_seconds_max", first: "root_query_preview",
    then: ["root_pid", "root_state", "victims", "depth", "blocked_seconds_max", "locked_relation", "root_user", "root_app"] },
  recent_activity_current: { title: "Sessions that the recorder saw at work lately", by: "running_seconds", first: "query_preview",
    then: ["pid", "state", "running_seconds", "wait_event", "usename", "application_name", "captured_at"] },
  idle_in_transaction: { title: "Sessions idle in a transaction", by: "xact_seconds", first: "query_preview",
    then: ["pid", "xact_seconds", "usename", "application_name"] },
  connections: { title: "Connections", by: "count_max", first: "application_name", then: ["usename", "state", "count_max", "count_avg"] },
  replication: { title: "Who receives WAL", first: "application_name",
    then: ["kind", "state", "sync_state", "replay_lag_seconds", "replay_lag_seconds_max", "replay_lag_bytes", "replay_lag_bytes_max"] },
  replication_slots: { title: "Replication slots", first: "slot_name",
    then: ["slot_type", "active", "wal_status", "retained_wal_bytes", "retained_wal_bytes_max", "retained_wal_bytes_delta", "safe_wal_bytes"] },
  wraparound: { title: "The oldest transaction ids", first: "name", then: ["kind", "xid_age", "autovacuum_freeze_max_age", "mxid_age", "size_bytes"] }
};

def shown: if type == "number" then . * 100 | round / 100 else . end | tostring;

# A statement is code, where nothing is escaped and no backtick may stand.
def code: gsub("`"; "\u0027") | gsub("\\\\(?<escaped>[\\\\*<\\[\\]|])"; .escaped) | "`\(.)`";

# A relation or an index of another schema than public says so.
def named($first):
  if ($first | endswith("query_preview")) and (.[$first] | type) == "string" then .[$first] | code
  else (if ($first == "relname" or $first == "indexrelname") and (.schemaname // "public") != "public" then "\(.schemaname)." else "" end)
    + (.[$first] // "?" | shown) end;

def line($told):
  [$told.then[] as $name | .[$name] | select(. != null and . != "") | "\($name) \(shown)"] as $more
  | "- \(named($told.first))\(if $more == [] then "" else ": " + ($more | join(", ")) end)";

# What the recorder itself did or has: nobody who asks about a server means that.
def own: .schemaname == "flight_recorder" or any(.query_preview, .description; strings | test("\\bflight_recorder\\b"));

# A question that names settings is about those.
def asked_for($names): select(.parameter_name as $name | $name == null or $names == [] or any($names[]; . == $name));

def result($names):
  .name as $tool
  | (columns[$tool] // { title: ($tool | gsub("_"; " ")), first: ((.result.rows[0] // {}) | keys_unsorted[0] // ""), then: ((.result.rows[0] // {}) | keys_unsorted[1:6]) }) as $told
  | [.result.rows[] | objects | asked_for($names) | select(.wait_event_type as $type | all(($told.but // [])[]; . != $type))] as $rows
  | ([$rows[] | select(own)] != [] and all($names[]; . != "flight_recorder")) as $without_own
  | (if $without_own then $rows | map(select(own | not)) else $rows end) as $rows
  | (if $told.by then $rows | sort_by(-(.[$told.by] | numbers // 0)) else $rows end) as $rows
  | "**\($told.title)** (`\($tool)`, \(.input | [.start_time, .end_time, .lookback | strings] | if . == [] then "as of now" else join(" to ") | { "-24h to now": "the last day", "-168h to now": "the last week" }[.] // . end)):",
    "",
    (if $rows == [] and $without_own then empty elif $rows == [] then "- none was recorded\(if $names != [] and $tool == "config_changes" then " of \($names | join(", "))" else "" end)"
      else ($rows[:8][] | line($told)), (if ($rows | length) > 8 then "- and more" else empty end) end),
    (if $without_own then "- what the flight recorder itself did is left out" else empty end),
    "";

# All of them, a list each, what answers first; a tool that gave no answer is in the list at the end, which fr-llm adds.
def results:
  ([.question.text | strings | ascii_downcase | topics == []] == [true]) as $unknown
  | ([.question.text | strings | ascii_downcase | scan("\\b[a-z]+(?:_[a-z]+)+\\b")]) as $names
  | ["anomaly_report", "anomalies", "table_compare", "connections", "lock_summary", "blocking_chains"] as $before
  | [.turns | arrays | .[].calls[] | objects | select(.result | objects | .rows | arrays)]
  | [sort_by(.name as $name | $before | first((range(length) as $i | select(.[$i] == $name) | $i), length))[] | result($names)] as $lines
  | if $lines == [] then "No tool gave an answer."
    else (if $unknown then "No rule knows a word of this question. What was recorded:\n\n" else "" end) + ($lines | join("\n") | rtrimstr("\n")) end;
