# Sessions have to write out other pages before they can read theirs: nearly every page in shared_buffers is dirty and none is free.
# when: system_metrics.bgw_buffers_backend_delta >= 1000
# when: system_metrics.io_client_writes_delta >= 1000

seconds as $seconds
| ([.facts.bgw_buffers_backend_delta, .facts.io_client_writes_delta] | map(amount) | max) as $backend
| (.facts.bgw_buffers_clean_delta | amount) as $clean
| (.facts.ckpt_buffers_delta | amount) as $checkpoint
| (.facts.bgw_buffers_alloc_delta | amount) as $allocated
| (.facts.shared_buffers | size) as $memory
| ($backend / $seconds) as $per_second
| ratio(100 * $backend; $backend + $clean + $checkpoint) as $share
| ratio($allocated * 8192 / ($seconds / 60); $memory // 0) as $turns
| ratio(100 * $backend; $allocated) as $dirty
| statements as $all
| (if was_read("slow_queries") then $all | total("shared_blks_read_delta") else .facts.blks_read_delta | amount end) as $read
| ratio(100 * $read; $allocated) as $reread # the rest are new pages, of tables that grow
| if ($per_second | above("backend_writes_per_second")) and ($share | above("backend_writes_percent")) and ($turns | above("buffer_turns_per_minute"))
     and ($dirty | above("dirty_evictions_percent"))
     and ($reread >= (if .facts.ckpt_requested_delta | amount | . >= 2 then 0.3 else 1 end) * $thresholds.reread_percent.value) then
    {
      score: (52 + 20 * ($per_second | ramp("backend_writes_per_second")) + 13 * ($turns | ramp("buffer_turns_per_minute"))),
      values: {
        active: active,
        $backend, $per_second, $share, $turns, $dirty, $reread, shared_bytes: $memory,
        megabytes: (($memory // 134217728) * 4 / 1048576 | rounded_up),
        readers: ($all | map(select(.shared_blks_read_delta | amount >= $thresholds.backend_writes_per_second.value)) | by("shared_blks_read_delta")),
        anomalies: anomaly("BUFFER_PRESSURE")
      },
      summary: [
        "Sessions wrote {backend:page} themselves, {per_second:page} a second and {share:%} of all that was written, before they could use their buffers",
        ": shared_buffers ({shared_bytes:bytes}) was filled anew {turns:time} a minute",
        "."
      ],
      evidence: [
        "system_metrics: bgw_buffers_backend_delta = {bgw_buffers_backend_delta} pages written by sessions ({dirty:%} of the buffers they took)",
        "system_metrics: io_client_writes_delta = {io_client_writes_delta}",
        "system_metrics: bgw_buffers_alloc_delta = {bgw_buffers_alloc_delta}, bgw_buffers_clean_delta = {bgw_buffers_clean_delta}, ckpt_buffers_delta = {ckpt_buffers_delta}",
        "system_metrics: the background writer stopped {bgw_maxwritten_clean_delta:time} at bgwriter_lru_maxpages",
        "system_metrics: hit_ratio_pct = {hit_ratio_pct}",
        "settings: shared_buffers = {shared_bytes:bytes}",
        "system_metrics: {reread:%} of the buffers taken were for pages read, the rest for new ones",
        { "each": "readers", "say": "slow_queries: {shared_blks_read_delta:block} read by {calls_delta:call} of {query_preview:query}" },
        { "each": "active", "say": "connections: active was {application_name:name}, user {usename:name}, up to {count_max:session} at once" },
        { "each": "anomalies", "say": "anomalies: {anomaly_type:word} ({severity:word}), {metric_value:query}" }
      ],
      fix: [
        "Raise shared_buffers, to about a quarter of the machine's memory, and restart: `ALTER SYSTEM SET shared_buffers = '{megabytes}MB';`",
        "Let the background writer clean more: `ALTER SYSTEM SET bgwriter_lru_maxpages = 1000; ALTER SYSTEM SET bgwriter_delay = '20ms'; SELECT pg_reload_conf();`",
        "Spread the writes: fewer random updates at a time, and a fillfactor below 100 so that an updated row stays on its page."
      ],
      confirm: ["From PostgreSQL 16, `SELECT backend_type, object, context, writes, evictions, extends FROM pg_stat_io;` tells evictions by client backends from new pages."],
      effect_of: ["forced_checkpoint", "missing_index", "vacuum_starvation", "config_regression"]
    }
  else empty end
