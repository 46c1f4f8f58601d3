# Transaction ids grow older than autovacuum lets them: freezing does not keep up, and at two billion the server takes no more writes.
# when: wraparound.xid_age >= 100000
# when: wraparound.mxid_age >= 100000
# when: anomalies.anomaly_type = XID_WRAPAROUND_RISK

(section("wraparound") | map(
    ([.autovacuum_freeze_max_age, 200000000] | map(number | select(. != null and . > 0)) | .[0]) as $most
    | . + { most: $most, age: ([.xid_age, .mxid_age] | map(amount) | max) } | . + { over: ((.xid_age | amount) / $most), percent: (100 * .age / 2147483648) })) as $all
| ($all | map(select(.kind == "database")) | by("age") | .[0] // ($all | by("age") | .[0]) // {}) as $oldest
# What the recorder says may be of another time than the setting: its own percentage counts, too.
| (anomaly("XID_WRAPAROUND_RISK") | map(.over = ([.metric_value | strings | capture("[(](?<p>[0-9.]+) ?% of").p][0] | amount / 100)) | by("over")) as $reported
| (if $oldest.over == null or ($reported | most("over")) > $oldest.over then $oldest + { over: ($reported | most("over")), most: null } else $oldest end) as $oldest
| if ($oldest.over | above("freeze_age_over")) or ($oldest.percent | above("wraparound_percent")) then
    {
      score: (62 + 20 * ($oldest.over | ramp("freeze_age_over")) + 13 * ($oldest.percent | ramp("wraparound_percent"))),
      values: ($oldest + { reported: $reported, tables: ($all | map(select(.kind == "table" and .over >= $thresholds.freeze_age_over.value)) | by("xid_age")) }),
      summary: [
        "The oldest transaction ids are {over:time} as old as autovacuum_freeze_max_age allows",
        " ({xid_age:transaction} of {kind:word} {name:name}, {percent:%} of the way to wraparound)",
        ": freezing does not keep up, or something holds it back."
      ],
      evidence: [
        "wraparound: {kind:word} {name:name}: xid_age = {xid_age}",
        "wraparound: autovacuum_freeze_max_age = {most}",
        { "each": "reported", "say": "anomalies: {anomaly_type:word} ({severity:word}), {metric_value:query}" },
        "wraparound: mxid_age = {mxid_age}",
        { "each": "tables", "say": "wraparound: {kind:word} {name:name}: xid_age = {xid_age}" },
        "system_metrics: datfrozenxid_age = {datfrozenxid_age}",
        "settings: autovacuum = {autovacuum:word}"
      ],
      fix: [
        "Find what holds the horizon, and end it: `SELECT gid, prepared FROM pg_prepared_xacts;`, `SELECT pid, age(backend_xmin), state, query FROM pg_stat_activity WHERE backend_xmin IS NOT NULL ORDER BY 2 DESC;`, `SELECT slot_name, age(xmin), age(catalog_xmin) FROM pg_replication_slots;`",
        "Then freeze the oldest tables: `VACUUM (FREEZE, VERBOSE) …;`, those first that `SELECT oid::regclass, age(relfrozenxid) FROM pg_class WHERE relfrozenxid <> 0 ORDER BY 2 DESC LIMIT 10;` gives.",
        { "when": { "autovacuum": ["off"] }, "say": "Turn autovacuum on: `ALTER SYSTEM SET autovacuum = on; SELECT pg_reload_conf();`" },
        "Let autovacuum work faster: `ALTER SYSTEM SET autovacuum_vacuum_cost_limit = 2000; SELECT pg_reload_conf();`"
      ],
      confirm: ["`SELECT datname, age(datfrozenxid) FROM pg_database ORDER BY 2 DESC;` falls once what held it is gone and the tables are frozen."]
    }
  else empty end
