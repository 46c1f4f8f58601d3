# Sorts and hashes that are larger than work_mem and go to temporary files.
# when: system_metrics.temp_bytes_delta >= temp_bytes
# when: slow_queries.temp_blks_written_delta >= 1000

(section("slow_queries") | positive("temp_blks_written_delta") | map(.temp_bytes = (.temp_blks_written_delta | amount) * 8192)) as $spilling
| ((.facts.temp_bytes_delta | number) // ($spilling | total("temp_bytes"))) as $temp_bytes
| ($temp_bytes / seconds * 60) as $per_minute
| (.facts.work_mem | size) as $work_mem
| if ($temp_bytes | above("temp_bytes")) and ($per_minute | above("temp_bytes_per_minute")) then
    {
      score: (55 + 20 * ($temp_bytes | ramp("temp_bytes")) + 10 * ($per_minute | ramp("temp_bytes_per_minute"))),
      values: ({
        $spilling, $temp_bytes, work_mem_bytes: $work_mem, active: active,
        megabytes: ([$spilling[] | 3 * .temp_bytes / ([.calls_delta | amount, 1] | max)] + [2 * ($work_mem // 4194304)] | max / 1048576 | rounded_up | [., 1024] | min),
        anomalies: anomaly("TEMP_FILE_SPILLS")
      } + { query_preview: $spilling[0].query_preview }),
      summary: ["Temporary files of {temp_bytes:bytes} were written", " with work_mem at {work_mem_bytes:bytes}", ", most by {query_preview:query}", "."],
      evidence: [
        "system_metrics: temp_files_delta = {temp_files_delta}, temp_bytes_delta = {temp_bytes_delta:bytes}",
        { "each": "spilling", "say": "slow_queries: temp_blks_written_delta = {temp_blks_written_delta} ({temp_bytes:bytes}) by {calls_delta:call}, {time_per_call_ms:ms} each, of {query_preview:query}" },
        "settings: work_mem = {work_mem_bytes:bytes}",
        { "each": "active", "say": "connections: active was {application_name:name}, user {usename:name}, up to {count_max:session} at once" },
        { "each": "anomalies", "say": "anomalies: {anomaly_type:word} ({severity:word}), {metric_value:query}" }
      ],
      fix: [
        "Give these statements the memory, not every session: `SET LOCAL work_mem = '{megabytes}MB';` in their transaction, or `ALTER ROLE … SET work_mem = '{megabytes}MB';` for the role that runs them (in memory a sort takes two to three times its file).",
        "Let them sort less: an index in the order that is asked for, fewer columns through the sort, a LIMIT, aggregation before the join.",
        { "when": { "log_temp_files": ["-1", "-1 kB"] }, "say": "Have each one in the log: `ALTER SYSTEM SET log_temp_files = '10MB'; SELECT pg_reload_conf();`" }
      ],
      confirm: ["`EXPLAIN (ANALYZE, BUFFERS)` of the statement says `Sort Method: external merge  Disk: …` or `Batches:` above 1, and no longer does with the larger work_mem."],
      effect_of: ["config_regression"]
    }
  else empty end
