# A report by rule: the facts in the seams of a form. External ones name no object, user, application or query.

def roots: [.findings[] | objects | select(.explained_by == null and .cause != "none")];
def told: (.cause as $cause | $plain | objects | .[$cause | strings] | strings) // "The database was slower than usual.";
def most($name; $column): [.context[$name] | objects | .rows | arrays | .[] | objects | .[$column] | numbers] | max;

roots as $roots
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
      (if $roots == [] then "We looked at the database and found nothing out of the ordinary." else ([$roots[] | told] | unique | .[]) end), "",
      "## Root Cause", "",
      (if $roots == [] then "There is none to report." else "The cause was found in the way the database was used at that time; our engineers have the details." end), "",
      "## Resolution", "", "The service is being watched.", "",
      "## Preventive Measures", "",
      (if $roots == [] then "None are needed." else "What led to this can be noticed and stopped earlier; the engineers have the list of what to change." end), ""
    ]
  end
| join("\n")
