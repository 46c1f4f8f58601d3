# What is read does not fit into shared_buffers: pages are read again and again, by statements that have no fault of their own.
# when: system_metrics.blks_read_delta >= cache_reads
# when: slow_queries.shared_blks_read_delta >= cache_reads

seconds as $seconds
| statements as $all
| (.facts.blks_read_delta | number) as $counted
| ($counted // ($all | total("shared_blks_read_delta"))) as $read
| (if $counted then (.facts.blks_hit_delta | amount) else ($all | total("shared_blks_hit_delta")) end) as $hit
| ratio(100 * $read; $read + $hit) as $missed
| ($read / $seconds) as $per_second
| (.facts.shared_buffers | size) as $memory
| ratio($read * 8192 / ($seconds / 60); $memory // 0) as $turns
| ratio(100 * ([.facts.bgw_buffers_backend_delta, .facts.io_client_writes_delta] | map(amount) | max); .facts.bgw_buffers_alloc_delta | amount) as $dirty
| (section("wait_events") | map(select(.wait_event_type == "IO" and says("wait_event"; "DataFile(Read|Prefetch)"))) | by("total_waiters")) as $waits
| ($all | positive("shared_blks_read_delta")) as $readers
| if ($read | above("cache_reads")) and ($missed | above("cache_missed_percent")) and ($per_second | above("cache_reads_per_second")) and ($turns | above("buffer_turns_per_minute")) then
    {
      score: (50 + 25 * ($missed | ramp("cache_missed_percent")) + 10 * ($turns | ramp("buffer_turns_per_minute")) + 5 * ($waits | most("pct_of_samples") / 100)),
      values: ({ active: active, $read, $missed, $per_second, $turns, $waits, readers: $readers, shared_bytes: $memory, database_bytes: .facts.db_size_bytes,
        megabytes: (($memory // 134217728) * 4 / 1048576 | rounded_up) }),
      summary: [
        "{missed:%} of the pages that were asked for had to be read ({per_second:page} a second)",
        ": what is in use does not fit into shared_buffers ({shared_bytes:bytes}), which was filled anew {turns:time} a minute",
        "."
      ],
      evidence: [
        "system_metrics: blks_read_delta = {blks_read_delta}, blks_hit_delta = {blks_hit_delta}, hit_ratio_pct = {hit_ratio_pct}",
        { "each": "readers", "say": "slow_queries: {shared_blks_read_delta:block} read by {calls_delta:call}, {per_call:block} a call, of {query_preview:query}" },
        { "each": "waits", "say": "wait_events: IO/{wait_event:word} in {pct_of_samples:%} of samples, up to {max_waiters:session} at once" },
        "settings: shared_buffers = {shared_bytes:bytes}, effective_cache_size = {effective_cache_size:word}",
        "system_metrics: db_size_bytes = {database_bytes:bytes}",
        { "each": "active", "say": "connections: active was {application_name:name}, user {usename:name}, up to {count_max:session} at once" }
      ],
      fix: [
        "Raise shared_buffers, to about a quarter of the machine's memory, and restart: `ALTER SYSTEM SET shared_buffers = '{megabytes}MB';`",
        "Make what is in use smaller: narrower or partial indexes, old rows into other partitions, bloat out (`REINDEX INDEX CONCURRENTLY …;`).",
        "See whether the rows that are asked for lie together: `CLUSTER` or a BRIN index where they come by time."
      ],
      confirm: ["`SELECT c.relname, count(*) FROM pg_buffercache b JOIN pg_class c ON b.relfilenode = pg_relation_filenode(c.oid) GROUP BY 1 ORDER BY 2 DESC LIMIT 10;` (extension pg_buffercache): no table stays."],
      effect_of: (["missing_index", "config_regression", "temp_file_spills"] + (if $dirty | above("dirty_evictions_percent") then ["buffer_pressure"] else [] end))
    }
  else empty end
