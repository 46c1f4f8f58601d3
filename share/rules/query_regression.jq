# A statement takes several times what it took before, and does more work for it: another plan, or other data under the same one.
# when: slow_queries.mean_exec_time_start_ms and slow_queries.total_exec_time_delta_ms >= slower_total_ms
# when: slow_queries.mean_before_ms and slow_queries.total_exec_time_delta_ms >= slower_total_ms

slower as $slower
| ($slower[0] // {}) as $worst
| (section("table_hotspots") | map(.relname as $name | select($worst | says("query_preview"; "\\b\($name | tostring | gsub("[^a-z0-9_]"; "."; "i"))\\b")))) as $tables
| (section("index_usage") | map(select(.status == "vanished")) | length > 0) as $vanished
| if $slower == [] then empty else {
    score: (52 + 23 * ($worst.times | ramp("slower_times")) + 15 * ($worst.share | ramp("slower_share_percent"))),
    values: ($worst + { $slower, $tables, active: active }),
    summary: ["{query_preview:query} took {mean_ms:ms} a call, {times:time} what it took before ({before_ms:ms}), and {share:%} of all statement time."],
    evidence: [
      { "each": "slower", "say": "slow_queries: {calls_delta:call} at {mean_ms:ms}, before {before_ms:ms}, {share:%} of all statement time: {query_preview:query}" },
      "slow_queries: {per_call:block} a call, {per_row:block} a row: shared_blks_hit_delta = {shared_blks_hit_delta}, shared_blks_read_delta = {shared_blks_read_delta}",
      { "when": { "first_shown": [true] }, "say": "slow_queries: it was not recorded yet when the window began, so what it took before is partly of the window: mean_change_pct = {mean_change_pct:%} since it shows" },
      { "each": "tables", "say": "table_hotspots: {relname:name}: seq_scan_delta = {seq_scan_delta}, idx_scan_delta = {idx_scan_delta}, n_mod_since_analyze = {n_mod_since_analyze}, last_analyze = {last_analyze:word}" },
      { "each": "tables", "say": "table_hotspots: {relname:name}: {n_tup_upd_delta} rows updated, {n_tup_ins_delta} inserted, {n_tup_del_delta} deleted, {dead_tup_pct:%} dead" },
      { "each": "active", "say": "connections: active was {application_name:name}, user {usename:name}, up to {count_max:session} at once" }
    ],
    fix: [
      { "each": "tables", "say": "Give the planner present statistics: `ANALYZE {relname:word};`" },
      "Compare the plan with what it should be: `EXPLAIN (ANALYZE, BUFFERS)` with the parameters of a slow call; a row estimate that is far off is where it goes wrong.",
      "If the values are skewed or depend on each other: `ALTER TABLE … ALTER COLUMN … SET STATISTICS 1000;`, `CREATE STATISTICS`, or a partial index for the rare value.",
      "If it is a prepared statement with a generic plan: `SET plan_cache_mode = force_custom_plan;` for that role."
    ],
    confirm: ["`EXPLAIN (ANALYZE, BUFFERS)` reads about as many blocks as slow_queries says a call does, and far fewer after ANALYZE or with the old plan forced."],
    effect_of: (["lock_contention", "hot_row_contention", "ddl_lock_queue", "deadlocks", "config_regression", "vacuum_starvation", "temp_file_spills"]
      + (if $worst.per_call < $thresholds.scan_blocks_per_call.value then ["cpu_saturation", "query_storm", "cache_pressure", "buffer_pressure", "connection_exhaustion"] else [] end)
      + (if ratio($worst.shared_blks_read_delta | amount; $worst.per_call * ($worst.calls_delta | amount)) * 100 >= $thresholds.cache_missed_percent.value then ["cache_pressure", "buffer_pressure"] else [] end)
      + (if $vanished or (was_read("index_usage") | not) then ["missing_index"] else [] end))
  } end
