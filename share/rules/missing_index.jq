# A statement that looks for few rows reads through a table to find them, again and again.
# when: table_hotspots.seq_tup_read_delta >= scan_rows and slow_queries.shared_blks_hit_delta >= scan_blocks_per_call
# when: slow_queries.shared_blks_hit_delta >= 10000
# when: slow_queries.shared_blks_read_delta >= 10000

# Its tables are those that it names; where it names none that was read through, those that were as often as it ran, and are no larger
# than what it reads: in a function, a view, a trigger, or in the check of a foreign key.
def named($table): says("query_preview"; "\\b\($table.relname | tostring | gsub("[^a-z0-9_]"; "."; "i"))\\b");
def as_often($table): ($table.seq_scan_delta | amount) >= 0.8 * (.calls_delta | amount) and ($table.table_bytes | amount | . > 0)
  and ($table.table_bytes | amount) / 8192 <= 1.25 * .per_call;
def looks_up: says("query_preview"; "\\bwhere\\b")
  and (says("query_preview"; "^[ (]*insert\\b|\\bgroup +by\\b") | not) or says("query_preview"; "\\bwhere\\b.* = *[$][0-9].*\\bgroup +by\\b");
scanned as $tables
| was_read("table_hotspots") as $known
| (section("index_usage") | map(select(.status == "vanished"))) as $vanished
| (section("slow_queries") | map(select(says("query_preview"; "drop +index")))) as $drops
| (statements
  | map(select(
      .share >= $thresholds.scan_time_percent.value and .sessions >= $thresholds.slower_sessions.value and (.per_call | above("scan_blocks_per_call")) and (.calls_delta | amount | above("scan_calls"))
      and (.temp_blks_written_delta | amount) == 0 and (says("query_preview"; "^[ (]*(create|alter|copy|vacuum|refresh)\\b") | not)))
  | map(. as $one | ($tables | map(select(. as $table | $one | named($table)))) as $named
      | .tables = (if $named != [] then $named else $tables | map(select(. as $table | $one | as_often($table))) end)
      | .inside = ($named == [] and .tables != []))
  | map(select((.inside or looks_up) and ((.per_row | above("scan_blocks_per_row"))
      or (ratio(.tables[0].rows_per_scan | amount; [ratio(.rows_delta | amount; .calls_delta | amount), 1] | max) | above("scan_rows_per_row")))))
  ) as $suspects
| ($suspects[0] // {}) as $worst
| ($worst.tables // []) as $its
| if $suspects != [] and ($its != [] or ($known | not) or ($drops != [])) then
    {
      score: (62 + 18 * ($worst.share | ramp("scan_time_percent")) + 10 * ($worst.per_row | ramp("scan_blocks_per_row")) + (if $vanished + $drops != [] then 8 else 0 end)),
      values: ($worst + { tables: (if $its != [] then $its else $tables end), worst: $suspects, active: active, $vanished, $drops, first: $its[:1] }),
      summary: [
        "{query_preview:query} took {share:%} of all statement time and read {per_row:block} for each row that it gave: it reads through",
        { "each": "first", "say": " `{relname:word}` ({rows_per_scan:row} a scan)," },
        { "when": { "inside": [true] }, "say": " which it does not name (a function, a view, a trigger or a foreign key does)," },
        " where it should look up, as if an index were missing",
        { "each": "vanished", "say": "; the index {indexrelname:name} of `{relname:word}` is gone" },
        { "each": "drops", "say": "; in the same window ran {query_preview:query}" },
        "."
      ],
      evidence: [
        { "each": "worst", "say": "slow_queries: {calls_delta:call}, {mean_ms:ms} each, {share:%} of all statement time, of {query_preview:query}" },
        "slow_queries: {per_call:block} a call, {per_row:block} a row ({rows_delta:row}): shared_blks_hit_delta = {shared_blks_hit_delta}, shared_blks_read_delta = {shared_blks_read_delta}",
        { "each": "tables", "say": "table_hotspots: {relname:name}: seq_scan_delta = {seq_scan_delta}, seq_tup_read_delta = {seq_tup_read_delta}, {rows_per_scan:row} a scan" },
        { "each": "vanished", "say": "index_usage: {indexrelname:name} of {relname:name} has vanished" },
        { "each": "drops", "say": "slow_queries: {query_preview:query} ran in this window" },
        { "each": "active", "say": "connections: active was {application_name:name}, user {usename:name}, up to {count_max:session} at once" }
      ],
      against: ["slow_queries: it took {before_ms:ms} before the window"],
      fix: [
        { "each": "vanished", "say": "Make the index again that is gone: `CREATE INDEX CONCURRENTLY … ON {relname:word} (…);` (it was called {indexrelname:name})" },
        { "when": { "inside": [true] }, "say": "Find the statement inside: the function's or view's own text, or a foreign key that refers to the table that it does name (psql's \\d lists those as Referenced by); with pg_stat_statements.track at all such statements are counted by themselves." },
        { "each": "first", "say": "Give the columns of its WHERE clause an index: `CREATE INDEX CONCURRENTLY ON {relname:word} (…);`" },
        "See how it is run: `EXPLAIN (ANALYZE, BUFFERS)` of it with real parameters.",
        { "each": "drops", "say": "If the index that was dropped is the one it needs, make it again." }
      ],
      confirm: ["`EXPLAIN` of the statement shows a Seq Scan with many 'Rows Removed by Filter', and an Index Scan once the index is there."],
      effect_of: (["config_regression"] + (if $vanished + $drops == [] and was_read("index_usage") and $worst.times >= $thresholds.slower_times.value then ["query_regression"] else [] end))
    }
  else empty end
