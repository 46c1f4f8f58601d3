# The tools that the words of a question, in small letters, call for. Some are for a database and some for a recording; those that
# are not offered fall away. A name of a setting is no word: max_connections is not about who is connected.
def topics:
  . as $q
  | ($q | gsub("\\b[a-z]+(_[a-z]+)+\\b"; "a_b")) as $words
  | [
    ["why|what happened|wrong|unusual|anomal|incident|problem|outage", ["anomaly_report", "anomalies", "wait_summary", "wait_events", "statement_compare", "slow_queries", "timeline"]],
    ["slow|long|expensive|heav|quer(y|ies)|statement", ["statement_compare", "slow_queries"]],
    ["index", if $q | test("unus|never|not used|drop|useless|need") then ["unused_indexes", "index_usage"] else ["index_efficiency", "unused_indexes", "index_usage"] end],
    ["table|update|insert|delete|writes|vacuum|bloat|dead", ["table_compare", "table_hotspots"]],
    ["chang|config|setting|parameter|[a-z]_[a-z]", ["config_changes", "settings", "role_settings"]],
    ["lock|block|wait|stuck|hang", ["wait_summary", "wait_events", "recent_locks_current", "lock_summary", "blocking_chains"]],
    ["connection|session|client|idle", ["recent_activity_current", "connections", "idle_in_transaction"]],
    ["replica|standby|lag|slot|wal", ["replication", "replication_slots"]],
    ["wraparound|freeze|transaction ids?|xid", ["wraparound", "vacuum_progress"]],
    ["disk|space|size|capacity|headroom|memory|cache|buffer|checkpoint|temp|spill", ["capacity_summary", "compare", "system_metrics"]]
  ]
  | [.[] | select(.[0] as $one_of | $words | test("\\b(" + $one_of + ")")) | .[1][]] | unique;
