# Dead rows pile up: vacuum does not come to a table, or may not clean up there.
# when: table_hotspots.n_dead_tup >= dead_tuples
# when: anomalies.anomaly_type = DEAD_TUPLE_ACCUMULATION

# How often autovacuum looked since a table had twice as many dead rows as it comes for, and did not come, nor is at it now.
def looks($naptime; $window; $vacuumed):
  .relname as $name | ($thresholds.dead_tuples_over_due_waiting.value * .due) as $most | ((.n_dead_tup_delta | amount) / $window * $naptime) as $more
  | if .autovacuum_count_delta != 0 or (.n_dead_tup | amount) < $most or any($vacuumed[]; . == $name) then 0
    elif $more > 0 then [($window / $naptime), ((.n_dead_tup | amount) - $most) / $more] | min | floor
    else $window / $naptime | floor end;
def percent: [.metric_value | strings | capture("^(?<p>[0-9.]+) ?% dead").p][0] | amount;
(.facts.autovacuum == "off") as $off
| ([.facts.autovacuum_vacuum_threshold, 50] | map(number | values) | .[0]) as $threshold
| ([.facts.autovacuum_vacuum_scale_factor, 0.2] | map(number | values) | .[0]) as $scale
| ([.facts.autovacuum_naptime | strings | capture("^(?<n>[0-9.]+) *s$").n | number | values][0] // 60) as $naptime
# What died since autovacuum could look has not waited for it, unless its rows come and go so often that it is too late each time.
| seconds as $window
| ([$naptime / $window, 1] | min) as $last
| [section("vacuum_progress")[] | .relname | strings | split(".") | last] as $vacuumed
| (section("table_hotspots")
    | map((.n_live_tup | amount) as $live | (.n_dead_tup | amount) as $dead | (.n_tup_upd_delta | amount) as $updated | (.n_tup_del_delta | amount) as $deleted
      | (if ratio($last * ($updated + ([$deleted, (.n_tup_ins_delta | amount)] | min)); $live) | above("turnover_per_naptime") then 0
         else $last * ($updated + $deleted) end) as $fresh
      | . + { due: ($threshold + $scale * $live), off: ($off or .autovacuum_enabled == false), percent: ratio(100 * $dead; $live + $dead) } | .over = $dead / .due
      | .looks = looks($naptime; $window; $vacuumed)
      | select(($dead | above("dead_tuples"))
        and (if .off then .over >= 1
          else (.looks | above("vacuum_looks_missed")) or ((.percent | above("dead_tuples_percent")) and ($dead - $fresh) / .due >= $thresholds.dead_tuples_over_due.value) end)))
    | by("n_dead_tup")) as $tables
| ([$thresholds.horizon_seconds.value, seconds * $thresholds.horizon_window_percent.value / 100] | min) as $long
| (section("idle_in_transaction") | map(select(.xact_seconds | amount >= $long)) | by("xact_seconds")) as $holders
| (if was_read("table_hotspots") then [] else anomaly("DEAD_TUPLE_ACCUMULATION") | map(.percent = percent | select(.percent | above("dead_tuples_percent"))) | by("percent") end) as $reported
| if $tables != [] then
    {
      score: (62 + 18 * ($tables[0].over | ramp("dead_tuples_over_due")) + (if $tables[0].off then 12 else 0 end)),
      values: ($tables[0] + { $tables, $holders, is_off: $tables[0].off, waited: ($tables[0].off == false and ($tables[0].looks | above("vacuum_looks_missed"))), table_off: ($tables[0].autovacuum_enabled == false), first: $tables[:1], starved: anomaly("VACUUM_STARVATION") }),
      summary: [
        "Table {relname:name} has {n_dead_tup:dead row}, {percent:%} of all its rows and {over:time} what autovacuum comes for",
        { "when": { "table_off": [true] }, "say": "; autovacuum is switched off for it" },
        { "when": { "waited": [true] }, "say": "; it looked {looks:time} and did not come, as if the table had settings of its own or all workers were busy" },
        { "when": { "autovacuum": ["off"] }, "say": "; autovacuum is off" },
        { "each": "holders", "say": "; session {pid} has a transaction open for {xact_seconds:seconds}, whose snapshot keeps dead rows" },
        ". Every scan reads the dead rows too, and every page written again is more WAL."
      ],
      evidence: [
        { "each": "tables", "say": "table_hotspots: {relname:name}: n_dead_tup = {n_dead_tup}, n_live_tup = {n_live_tup} ({percent:%} dead); autovacuum is due at {due:dead row}" },
        { "each": "tables", "say": "table_hotspots: {relname:name}: n_tup_upd_delta = {n_tup_upd_delta}, n_tup_del_delta = {n_tup_del_delta}, hot_update_pct = {hot_update_pct}" },
        { "each": "tables", "say": "table_hotspots: {relname:name}: autovacuum_count_delta = {autovacuum_count_delta}, last_autovacuum = {last_autovacuum:word}" },
        { "when": { "table_off": [true] }, "say": "table_hotspots: {relname:name}: autovacuum_enabled = false" },
        "settings: autovacuum = {autovacuum:word}, autovacuum_vacuum_scale_factor = {autovacuum_vacuum_scale_factor:word}",
        { "each": "starved", "say": "anomalies: {anomaly_type:word} ({severity:word}), {description:query}" },
        "system_metrics: wal_bytes_delta = {wal_bytes_delta:bytes}"
      ],
      fix: [
        "Vacuum the table now: `VACUUM (ANALYZE, VERBOSE) {relname:word};` (VERBOSE says what keeps dead rows from being removed)",
        { "when": { "table_off": [true] }, "say": "Let autovacuum come again: `ALTER TABLE {relname:word} RESET (autovacuum_enabled);`" },
        { "when": { "autovacuum": ["off"] }, "say": "Turn autovacuum on: `ALTER SYSTEM SET autovacuum = on; SELECT pg_reload_conf();`" },
        { "when": { "is_off": [false] }, "say": "See whether autovacuum is off for it: `SELECT reloptions FROM pg_class WHERE relname = '{relname:word}';`" },
        "Have it come sooner for this table: `ALTER TABLE {relname:word} SET (autovacuum_vacuum_scale_factor = 0.02);`; look for old transactions and replication slots that hold the horizon."
      ],
      confirm: ["`SELECT n_dead_tup, last_autovacuum FROM pg_stat_all_tables WHERE relname = '{relname:word}';` goes down after VACUUM; where it does not, `SELECT max(age(backend_xmin)) FROM pg_stat_activity;` and pg_replication_slots.xmin say what holds it."],
      effect_of: ((if $holders != [] and ($tables[0].off | not) and ($tables[0].autovacuum_count_delta | amount) > 0 then ["idle_in_transaction"] else [] end) + ["wraparound_risk"])
    }
  elif $reported != [] then
    {
      score: (70 + 20 * ($reported | most("percent") | ramp("dead_tuples_percent"))),
      values: { $reported, starved: anomaly("VACUUM_STARVATION") },
      summary: [
        { "each": "reported", "say": "{description:query}. " },
        "Vacuum does not keep up with the updates and deletes; every scan reads the dead rows too, and every page written again is more WAL."
      ],
      evidence: [
        { "each": "reported", "say": "anomalies: {anomaly_type:word} ({severity:word}), {description:query}" },
        { "each": "starved", "say": "anomalies: {anomaly_type:word} ({severity:word}), {description:query}" },
        "settings: autovacuum = {autovacuum:word}",
        "system_metrics: wal_bytes_delta = {wal_bytes_delta:bytes}"
      ],
      fix: [
        "Vacuum the table now: `VACUUM (ANALYZE, VERBOSE) …;` (VERBOSE says what keeps dead rows from being removed)",
        "See whether autovacuum is off for it: `SELECT relname, reloptions FROM pg_class WHERE reloptions::text LIKE '%autovacuum%';` and turn it on: `ALTER TABLE … RESET (autovacuum_enabled);`",
        { "when": { "autovacuum": ["off"] }, "say": "Turn autovacuum on: `ALTER SYSTEM SET autovacuum = on; SELECT pg_reload_conf();`" },
        "Have it come sooner for this table: `ALTER TABLE … SET (autovacuum_vacuum_scale_factor = 0.02);`; look for old transactions and replication slots that hold the horizon."
      ],
      confirm: ["`SELECT relname, n_live_tup, n_dead_tup, last_autovacuum FROM pg_stat_all_tables ORDER BY n_dead_tup DESC LIMIT 5;`"]
    }
  else empty end
