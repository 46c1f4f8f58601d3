# A setting was changed, or overridden for a role or a database, and what it governs got worse.
# when: config_changes
# when: role_settings
# when: settings.value = off and slow_queries.total_exec_time_delta_ms >= slower_total_ms

def planner: says("parameter_name"; "^(enable_|cpu_.*_cost$|jit|geqo|(from|join)_collapse_limit$|max_parallel_workers|parallel_)|^(random_page_cost|seq_page_cost|effective_cache_size|plan_cache_mode|default_statistics_target|constraint_exclusion)$");
def memory: says("parameter_name"; "^(work_mem|hash_mem_multiplier|shared_buffers|temp_buffers)$");
def wal: says("parameter_name"; "^(max_wal_size|checkpoint_timeout|min_wal_size)$");
def vacuum: says("parameter_name"; "^autovacuum");
def bytes_of($value): ($value, "\($value) \(.unit)") | size | values;
def lowered($old): [[bytes_of(.new_value), (.new_value | number)][0], [bytes_of($old), ($old | number)][0]] | all(. != null) and .[0] < .[1];
def lowered: lowered(.old_value);

# As SET takes it back. Nothing but a number with a unit gets quotes: what stands in others is hidden from models (share/sanitize).
def literal:
  if . == null then .
  elif tostring | test("^[0-9]+ 8kB$") then "'\((split(" ")[0] | number) * 8)kB'"
  elif tostring | test("^[0-9.]+ ?[A-Za-z]+$") then "'\(.)'"
  else tostring end;

slower as $slower
| scanned as $scanned
| ((.facts.temp_bytes_delta | amount | above("temp_bytes")) or (section("slow_queries") | total("temp_blks_written_delta") * 8192 | above("temp_bytes"))) as $spills
| ("\(.window | objects | .start)"[:19]) as $start
| ($slower != [] or $scanned != []) as $worse
| lowered_wal_limit as $limits
| .facts as $facts
| (section("config_changes") | map(
    (. == $limits[0]) as $limits_wal
    # What a database or role is given for the first time takes the place of what the server has, in the same unit where it says none.
    | (if .scope == "server" then null else $facts["\(.parameter_name)"] end) as $server_value
    | . + { $server_value, unit: (.unit // ("\($server_value)" | split(" ")[1])) }
    | (planner and $worse or memory and ($spills and lowered(.old_value // $server_value) or $slower != []) or $limits_wal) as $root
    | (wal and lowered) as $forces
    | select($root or $forces or (vacuum and .new_value == "off"))
    | . + { $root, inside: ("\(.changed_at)"[:19] > $start) })
  | sort_by((.root | not), (.inside | not))) as $changes
| (section("role_settings") | map(. + { new_value: .parameter_value } | select(planner and $worse or memory and $slower != []))) as $overrides
| (section("settings") | map(select(says("parameter_name"; "^enable_(seqscan|indexscan|indexonlyscan|bitmapscan|hashjoin|mergejoin|nestloop|sort|hashagg|memoize|material)$") and .value == "off" and $worse)
    | . + { new_value: .value })) as $off
| if $changes != [] and ($changes[0].root or ((.facts.ckpt_requested_delta | amount) >= 2)) then
    {
      score: (if $changes[0].root then 78 + (if $slower != [] then 12 else 0 end) + (if $changes[0].inside then 3 else 0 end) else 45 end),
      values: ($changes[0] + { is_wal: ($changes[0] | wal), active: active, old_value: $changes[0].old_value, old: ($changes[0].old_value | literal), $changes, $slower, $overrides, again: $slower[:1], whose: (if $changes[0].role_name then $changes[:1] else [] end), where: (if $changes[0].scope == "database" then $changes[:1] else [] end) }),
      summary: [
        "{parameter_name:word} was changed from {old_value:word} to {new_value:word}",
        { "when": { "old_value": [null] }, "say": "{parameter_name:word} was set to {new_value:word}" },
        { "each": "whose", "say": " for role {role_name:name}" },
        { "each": "where", "say": " in database {database_name:name}" },
        { "each": "again", "say": ", and {query_preview:query} takes {mean_ms:ms}, {times:time} what it took before ({before_ms:ms})" },
        { "when": { "is_wal": [true] }, "say": ": the WAL of the window ({wal_bytes_delta:bytes}) forced {ckpt_requested_delta:checkpoint}" },
        "."
      ],
      evidence: [
        { "when": { "old_value": [null] }, "say": "config_changes: {parameter_name:word} = {new_value:word} ({scope:word}), seen at {changed_at:clock}" },
        { "each": "changes", "say": "config_changes: {parameter_name:word} from {old_value:word} to {new_value:word} ({scope:word}), seen at {changed_at:clock}" },
        { "each": "overrides", "say": "role_settings: {parameter_name:word} = {parameter_value:word}" },
        "settings: {parameter_name:word} = {server_value:word} for the others",
        { "each": "slower", "say": "slow_queries: {calls_delta:call} at {mean_ms:ms}, before {before_ms:ms}, {per_call:block} a call, {share:%} of all statement time: {query_preview:query}" },
        "system_metrics: temp_bytes_delta = {temp_bytes_delta:bytes}, temp_files_delta = {temp_files_delta}",
        "system_metrics: ckpt_requested_delta = {ckpt_requested_delta}",
        { "each": "active", "say": "connections: active was {application_name:name}, user {usename:name}, up to {count_max:session} at once" }
      ],
      fix: [
        { "when": { "scope": ["server"] }, "say": "Set it back: `ALTER SYSTEM SET {parameter_name:word} = {old:word}; SELECT pg_reload_conf();` (sessions that set it themselves keep theirs)" },
        { "when": { "scope": ["role", "database and role"] }, "say": "Set it back: `ALTER ROLE {role_name:word} SET {parameter_name:word} = {old:word};` (or `RESET {parameter_name:word}`); sessions that are open keep the old one until they connect again." },
        { "when": { "scope": ["database"] }, "say": "Set it back: `ALTER DATABASE {database_name:word} SET {parameter_name:word} = {old:word};` (or `RESET {parameter_name:word}`); sessions that are open keep the old one until they connect again." },
        { "when": { "old_value": [null], "scope": ["role", "database and role"] }, "say": "Take it back: `ALTER ROLE {role_name:word} RESET {parameter_name:word};`; sessions that are open keep it until they connect again." },
        { "when": { "old_value": [null], "scope": ["database"] }, "say": "Take it back: `ALTER DATABASE {database_name:word} RESET {parameter_name:word};`; sessions that are open keep it until they connect again." },
        { "when": { "old_value": [null], "scope": ["server"] }, "say": "Take it back: `ALTER SYSTEM RESET {parameter_name:word}; SELECT pg_reload_conf();`" },
        "Keep settings in version control, and change one at a time."
      ],
      confirm: [
        { "when": { "is_wal": [false] }, "say": "`EXPLAIN` of the slow statement in a session with the old value (`SET LOCAL {parameter_name:word} = {old:word};`) gives the old, cheaper plan." },
        { "when": { "is_wal": [true] }, "say": "With log_checkpoints on, the log says `checkpoint starting: wal` again and again since the change." }
      ],
      effect_of: (if $changes[0].root then [] else ["forced_checkpoint", "vacuum_starvation"] end)
    }
  elif $overrides + $off != [] then
    (($overrides + $off)[0]) as $first | {
      score: (68 + (if $slower != [] then 10 else 0 end)),
      values: ($first + { $overrides, $off, $slower, again: $slower[:1], whose: ($overrides[:1] | map(select(.role_name))), where: ($overrides[:1] | map(select(.role_name == null))), scanned: $scanned, is_server: ($overrides == []) }),
      summary: [
        "{parameter_name:word} is {new_value:word}",
        { "each": "whose", "say": " for role {role_name:name}" },
        { "each": "where", "say": " in database {database_name:name}" },
        { "each": "again", "say": ", and {query_preview:query} takes {mean_ms:ms}, {times:time} what it took before ({before_ms:ms})" },
        ": the planner may not choose the plan that it would."
      ],
      evidence: [
        { "each": "overrides", "say": "role_settings: {parameter_name:word} = {parameter_value:word}" },
        { "each": "off", "say": "settings: {parameter_name:word} = {value:word}" },
        { "each": "slower", "say": "slow_queries: {calls_delta:call} at {mean_ms:ms}, before {before_ms:ms}, {per_call:block} a call, {share:%} of all statement time: {query_preview:query}" },
        { "each": "scanned", "say": "table_hotspots: {relname:name}: seq_scan_delta = {seq_scan_delta}, {rows_per_scan:row} a scan" }
      ],
      fix: [
        { "each": "whose", "say": "Take it back: `ALTER ROLE {role_name:word} RESET {parameter_name:word};`; sessions that are open keep it until they connect again." },
        { "each": "where", "say": "Take it back: `ALTER DATABASE {database_name:word} RESET {parameter_name:word};`; sessions that are open keep it until they connect again." },
        { "when": { "is_server": [true] }, "say": "Take it back: `ALTER SYSTEM RESET {parameter_name:word}; SELECT pg_reload_conf();`" }
      ],
      confirm: ["`EXPLAIN` of the slow statement after `SET LOCAL {parameter_name:word} = DEFAULT;` (as another role) gives another, cheaper plan."]
    }
  else empty end
