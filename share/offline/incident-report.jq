# A report by rule: the facts in the seams of a form. External ones name no object, user, application or query.

def roots: [.findings[] | objects | select(.explained_by == null and .cause != "none")];
def most($name; $column): [.context[$name] | objects | .rows | arrays | .[] | objects | .[$column] | numbers] | max;

{
  lock_contention: "Some work in the database held on to data that other requests needed, so these had to wait.",
  idle_in_transaction: "A piece of work was left unfinished and kept others from going on.",
  hot_row_contention: "Many requests wanted to change the same piece of data at the same moment and had to take turns.",
  ddl_lock_queue: "A change to the structure of the data waited for its turn, and ordinary requests waited behind it.",
  deadlocks: "Requests waited for each other in a circle, and some of them had to be ended.",
  forced_checkpoint: "A large amount of new data had to be written to disk at once, which slowed other requests down.",
  buffer_pressure: "More data was changed than the database could keep in memory, which slowed requests down.",
  cache_pressure: "Requests needed more data than fits into memory, and had to wait for the disk.",
  temp_file_spills: "Some large requests needed more memory than they were allowed, and had to use the disk.",
  connection_exhaustion: "More connections were open than the database accepts, so new requests could not be served.",
  missing_index: "Some requests had to read far more data than they needed.",
  query_regression: "Some requests began to take longer than they used to.",
  query_storm: "There were many times more requests than usual.",
  cpu_saturation: "There was more work than the server's processors could do at once.",
  vacuum_starvation: "Routine maintenance did not keep up, which made requests slower.",
  wraparound_risk: "Routine maintenance was overdue.",
  replication_slot_retention: "A copy of the data was not collected, and what was kept for it filled the disk.",
  replication_lag: "Copies of the data fell behind the original.",
  config_regression: "A setting was changed, and requests became slower after it."
} as $plain
| roots as $roots
| (.window | objects | "\(.start) to \(.end) (UTC)") as $time
| ((.window | objects | .minutes | numbers) // 0 | ceil) as $minutes
| most("lock_summary"; "blocked_total_sessions") as $waiting
| most("lock_summary"; "max_block_duration_seconds") as $seconds
| if .audience == "internal" then
    [
      "# Post-Mortem: \([$roots[] | .cause | gsub("_"; " ")] | if . == [] then "nothing was found" else join(" + ") end)", "",
      "Window: \($time)", "",
      "## Root Cause", "", ($roots[] | .summary), "",
      "## Impact", "",
      (if $waiting then "Up to \($waiting) sessions waited for others, the longest for \($seconds) s." else "Not recorded beyond the evidence below." end), "",
      "## Evidence", "", (.findings[] | objects | .evidence | arrays | .[] | "- " + .), "",
      "## Remediation", "", "None is recorded.", "",
      "## Action Items", "", ([$roots[] | .fix | arrays | .[]] | range(length) as $i | "\($i + 1). \(.[$i])"), ""
    ]
  else
    [
      "# Incident Report: \(if $roots == [] then "no incident was found" else "slow responses" end)", "",
      "- **Time**: \($time)",
      "- **Duration**: within these \($minutes) minutes",
      "- **Impact**: \(if $waiting then "up to \($waiting) requests at once had to wait, the longest for \($seconds | round) seconds" elif $roots == [] then "none was found" else "requests may have been slower than usual" end)", "",
      "## What Happened", "",
      (if $roots == [] then "We looked at the database and found nothing out of the ordinary." else ([$roots[] | $plain[.cause] // "The database was slower than usual."] | unique | .[]) end), "",
      "## Root Cause", "",
      (if $roots == [] then "There is none to report." else "The cause was found in the way the database was used at that time; our engineers have the details." end), "",
      "## Resolution", "", "The service is being watched.", "",
      "## Preventive Measures", "",
      (if $roots == [] then "None are needed." else "What led to this can be noticed and stopped earlier; the engineers have the list of what to change." end), ""
    ]
  end
| join("\n")
