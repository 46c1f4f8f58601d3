# What the rules found, as actions: for each cause the verb that ends it, on what the evidence names in full. An envelope that has no such
# finding gives []. A session whose identity the evidence does not have comes with nulls, and is refused with that as the reason.

def rows($name): [.context[$name] | objects | .rows | arrays | .[] | objects];
def session($row; $prefix): { pid: $row[if $prefix == "" then "pid" else $prefix + "_pid" end],
    backend_start: $row[if $prefix == "" then "backend_start" else $prefix + "_backend_start" end],
    query_start: $row[if $prefix == "" then "query_start" else $prefix + "_query_start" end] };
def action($verb; $target; $finding): { verb: $verb, target: $target, reason: (($finding.summary | strings) // "") };

. as $in
| [(.findings | arrays | .[] | objects | select(.cause | type == "string")) as $finding
  | if $finding.cause == "lock_contention" or $finding.cause == "ddl_lock_queue" or $finding.cause == "hot_row_contention" then
      ($in | rows("lock_summary") | map(select(.is_root == true)) | .[0:1][] | action("terminate_blocker"; session(.; "blocking"); $finding))
    elif $finding.cause == "idle_in_transaction" then
      ($in | rows("idle_in_transaction") | .[0:1][] | action("terminate_idle"; session(.; ""); $finding))
    elif $finding.cause == "vacuum_starvation" then
      ($in | rows("table_hotspots") | map(select((.n_dead_tup | type) == "number")) | sort_by(-.n_dead_tup) | .[0:1][]
        | action("vacuum_table"; { schema: .schemaname, table: .relname }; $finding))
    elif $finding.cause == "query_regression" then
      ($in | rows("table_hotspots") | map(select((.n_mod_since_analyze | type) == "number" and .n_mod_since_analyze > 0))
        | sort_by(-.n_mod_since_analyze) | .[0:1][] | action("refresh_stats"; { schema: .schemaname, table: .relname }; $finding))
    else empty end]
| unique_by([.verb, .target])
