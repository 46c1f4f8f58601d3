# Tables of which most rows are dead: vacuum does not come, or cannot keep up.
# when: anomalies.anomaly_type = DEAD_TUPLE_ACCUMULATION

def percent: [.metric_value | strings | capture("^(?<p>[0-9.]+) ?% dead").p][0] | amount;
(anomaly("DEAD_TUPLE_ACCUMULATION") | map(.percent = percent) | by("percent")) as $tables
| ($tables | most("percent")) as $percent
| if $percent | above("dead_tuples_percent") then
    {
      score: (70 + 20 * ($percent | ramp("dead_tuples_percent"))),
      values: { $tables, starved: anomaly("VACUUM_STARVATION") },
      summary: [
        { "each": "tables", "say": "{description:query}. " },
        "Vacuum does not keep up with the updates and deletes; every scan reads the dead rows too, and every page written again is more WAL."
      ],
      evidence: [
        { "each": "tables", "say": "anomalies: {anomaly_type:word} ({severity:word}), {description:query}" },
        { "each": "starved", "say": "anomalies: {anomaly_type:word} ({severity:word}), {description:query}" },
        "settings: autovacuum = {autovacuum:word}",
        "system_metrics: wal_bytes_delta = {wal_bytes_delta:bytes}"
      ],
      fix: [
        "Vacuum the table now: `VACUUM (ANALYZE, VERBOSE) …;` (VERBOSE says what keeps dead rows from being removed)",
        "See whether autovacuum is off for it: `SELECT relname, reloptions FROM pg_class WHERE reloptions::text LIKE '%autovacuum%';` and turn it on: `ALTER TABLE … RESET (autovacuum_enabled);`",
        { "when": { "autovacuum": ["off"] }, "say": "Turn autovacuum on: `ALTER SYSTEM SET autovacuum = on; SELECT pg_reload_conf();`" },
        "Have it come sooner for this table: `ALTER TABLE … SET (autovacuum_vacuum_scale_factor = 0.02);`; look for old transactions and replication slots that hold the horizon."
      ]
    }
  else empty end
