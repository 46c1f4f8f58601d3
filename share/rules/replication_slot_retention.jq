# A replication slot whose consumer is gone or behind keeps WAL that nobody can remove, until the disk is full.
# when: replication_slots.retained_wal_bytes_max >= retained_wal_bytes
# when: system_metrics.slots_max_retained_wal_bytes >= retained_wal_bytes
# when: replication_slots.wal_status = lost
# when: replication_slots.wal_status = unreserved

(.facts.wal_bytes_delta | amount) as $wal
| (section("replication_slots") | map(.lost = (.wal_status == "lost" or .wal_status == "unreserved"))) as $all
| (if $all != [] then $all else [{ retained_wal_bytes_max: .facts.slots_max_retained_wal_bytes, lost: false }] end
    | map(select(.lost
      or ((.retained_wal_bytes_max | amount | above("retained_wal_bytes"))
        and (.active == false or (.retained_wal_bytes_max | amount) >= $thresholds.retained_wal_bytes.grave
          or (.active != true and $wal > 0 and (.retained_wal_bytes_delta | amount) >= 0.8 * $wal)))))
    | by("retained_wal_bytes_max")) as $slots
| if $slots == [] then empty else {
    score: (72 + 13 * ($slots | most("retained_wal_bytes_max") | ramp("retained_wal_bytes")) + (if $slots[0].active == false or $slots[0].lost then 7 else 0 end)),
    values: ($slots[0] + { $slots, inactive: ($slots[0].active == false), named: (if $slots[0].slot_name then $slots[:1] else [] end), unnamed: ($slots[0].slot_name == null) }),
    summary: [
      { "when": { "unnamed": [true] }, "say": "A replication slot" },
      { "each": "named", "say": "Replication slot {slot_name:name}" },
      { "when": { "inactive": [true] }, "say": ", which nobody reads," },
      " keeps {retained_wal_bytes_max:bytes} of WAL",
      " ({retained_wal_bytes_delta:bytes} more in the window)",
      ": the server can remove none of it, and pg_wal grows until the disk is full."
    ],
    evidence: [
      { "each": "slots", "say": "replication_slots: {slot_name:name}: retained_wal_bytes_max = {retained_wal_bytes_max:bytes}, retained_wal_bytes_delta = {retained_wal_bytes_delta:bytes}" },
      { "when": { "inactive": [true] }, "say": "replication_slots: {slot_name:name}: active = false" },
      { "each": "slots", "say": "replication_slots: {slot_name:name}: wal_status = {wal_status:word}" },
      "system_metrics: slots_max_retained_wal_bytes = {slots_max_retained_wal_bytes:bytes}",
      "system_metrics: wal_bytes_delta = {wal_bytes_delta:bytes}",
      "settings: max_slot_wal_keep_size = {max_slot_wal_keep_size:word}"
    ],
    fix: [
      "Bring its consumer back, and it catches up; if that is gone for good, drop the slot: `SELECT pg_drop_replication_slot('{slot_name:word}');`",
      "Which slot keeps how much: `SELECT slot_name, active, pg_size_pretty(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)) FROM pg_replication_slots ORDER BY restart_lsn;`",
      { "when": { "max_slot_wal_keep_size": ["-1", "-1 MB"] }, "say": "Set a limit, so that a lost consumer costs its slot and not the server: `ALTER SYSTEM SET max_slot_wal_keep_size = '50GB'; SELECT pg_reload_conf();` (PostgreSQL 13 and later; now there is none)" }
    ],
    confirm: ["`SELECT slot_name, active, restart_lsn FROM pg_replication_slots;` twice: restart_lsn stands still while `pg_current_wal_lsn()` goes on."]
  } end
