# One statement takes most of the time and reads many blocks for each row it gives, again and again.
# when: slow_queries.shared_blks_hit_delta >= 10000
# when: slow_queries.shared_blks_read_delta >= 10000

(section("slow_queries") | map(select("\(.query_preview)" | test("flight_recorder|pg_stat_|^[ (]*(insert|create|alter|copy|vacuum)"; "i") | not))) as $statements
| ($statements | by("total_exec_time_delta_ms") | .[0] // {}) as $worst
| (100 * ($worst.total_exec_time_delta_ms | amount) / ([($statements | total("total_exec_time_delta_ms")), 1] | max)) as $share
| ($worst | (.shared_blks_hit_delta | amount) + (.shared_blks_read_delta | amount)) as $blocks
| ($blocks / ([$worst.calls_delta, 1] | map(amount) | max)) as $per_call
| ($blocks / ([$worst.rows_delta, 1] | map(amount) | max)) as $per_row
| if ($share | above("scan_time_percent")) and ($per_call | above("scan_blocks_per_call")) and ($per_row | above("scan_blocks_per_row"))
     and ($worst.calls_delta | amount | above("scan_calls")) and ($worst.temp_blks_written_delta | amount) == 0 then
    {
      score: (55 + 20 * ($share | ramp("scan_time_percent")) + 10 * ($per_row | ramp("scan_blocks_per_row"))),
      values: ($worst + { $share, $per_call, $per_row, worst: [$worst], drops: (section("slow_queries") | map(select("\(.query_preview)" | test("drop +index"; "i")))) }),
      summary: [
        "{query_preview:query} took {share:%} of all statement time and read {per_row:block} for each row that it gave: it scans where it should look up, as if an index were missing",
        { "each": "drops", "say": "; in the same window ran {query_preview:query}" },
        "."
      ],
      evidence: [
        "slow_queries: {calls_delta:call}, {time_per_call_ms:ms} each, {total_exec_time_delta_ms:ms} in all, {share:%} of all statement time",
        "slow_queries: {per_call:block} a call, {per_row:block} a row ({rows_delta:row}): shared_blks_hit_delta = {shared_blks_hit_delta}, shared_blks_read_delta = {shared_blks_read_delta}",
        { "each": "drops", "say": "slow_queries: {query_preview:query} ran in this window" }
      ],
      fix: [
        "See how it is run: `EXPLAIN (ANALYZE, BUFFERS)` of it with real parameters; a Seq Scan with many 'Rows Removed by Filter' is the proof.",
        "Give the columns of its WHERE clause an index: `CREATE INDEX CONCURRENTLY … ON … (…);`",
        { "each": "drops", "say": "If the index that was dropped is the one it needs, make it again." }
      ]
    }
  else empty end
