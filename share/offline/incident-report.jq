# A report by rule: the facts in the seams of a form. External ones name no object, user, application or query.

def roots: [.findings[] | objects | select(.explained_by == null and .cause != "none")];
def told: (.cause as $cause | $plain | objects | .[$cause | strings] | strings) // "The database was slower than usual.";
def most($name; $column): [.context[$name] | objects | .rows | arrays | .[] | objects | .[$column] | numbers] | max;

# Nobody looked at a window of which nothing is known; and what no rule can explain is no good health.
def sure: any(.findings[] | objects | select(.cause == "none") | .score; numbers | . >= 50);
def second: strings | sub("T"; " ") | sub("([.][0-9]+)?Z?$"; "");
def how_long: round | if . < 1 then "each for less than a second" elif . == 1 then "the longest for a second" else "the longest for \(.) seconds" end;
def impact($waiting; $seconds; $sure):
  if roots == [] and $sure then "none was found"
  elif $waiting then "up to \($waiting) requests at once had to wait, \($seconds | how_long)"
  elif roots == [] then "not known"
  else "requests may have been slower than usual" end;

roots as $roots
| sure as $sure
| [.findings[] | objects | select(.cause == "none") | .summary | strings] as $none
| (.window | objects | "\(.start | second) to \(.end | second) (UTC)") as $time
| ((.window | objects | .minutes | numbers) // 0 | ceil | if . <= 1 then "this minute" else "these \(.) minutes" end) as $minutes
| most("lock_summary"; "blocked_total_sessions") as $waiting
| most("lock_summary"; "max_block_duration_seconds") as $seconds
| if .audience == "internal" then
    [
      "# Post-Mortem: \([$roots[] | .cause | gsub("_"; " ")] | if . == [] then if $sure then "nothing was found" else "no cause was found" end else join(" + ") end)", "",
      "Window: \($time)", "",
      "## Root Cause", "", ($roots[] | .summary), (if $roots == [] then $none[] else empty end), "",
      "## Impact", "",
      (if $waiting then "Up to \($waiting) sessions waited for others, the longest for \($seconds * 10 | round / 10) s." else "Not recorded beyond the evidence below." end), "",
      "## Evidence", "", (.findings[] | objects | .evidence | arrays | .[] | "- " + .), "",
      "## Remediation", "", "None is recorded.", "",
      "## Action Items", "", ([$roots[] | .fix | arrays | .[]] | range(length) as $i | "\($i + 1). \(.[$i])"), ""
    ]
  else
    [
      "# Incident Report: \(if $roots != [] then if $waiting then "slow responses" else "degraded service" end elif $sure then "no incident was found" else "no cause was found" end)", "",
      "- **Time**: \($time)",
      "- **Duration**: within \($minutes)",
      "- **Impact**: \(impact($waiting; $seconds; $sure))", "",
      "## What Happened", "",
      (if $roots == [] and $sure then "We looked at the database and found nothing out of the ordinary."
        elif $roots == [] then "What was recorded of the database in this time does not tell what happened." else ([$roots[] | told] | unique | .[]) end), "",
      "## Root Cause", "",
      (if $roots == [] then if $sure then "There is none to report." else "It is not known." end else "The cause was found in the way the database was used at that time; our engineers have the details." end), "",
      "## Resolution", "", "The service is being watched.", "",
      "## Preventive Measures", "",
      (if $roots == [] then if $sure then "None are needed." else "They depend on what is found." end else "What led to this can be noticed and stopped earlier; the engineers have the list of what to change." end), ""
    ]
  end
| join("\n")
