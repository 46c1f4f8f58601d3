# What the plan itself shows, by rule: the nodes that cost most, scans that throw most rows away, sorts that spill; and what the
# statement took when it was recorded.

def nodes: recurse(.Plans | arrays | .[]);
def own: ((."Total Cost" | numbers) // 0) - ([.Plans | arrays | .[] | ."Total Cost" | numbers] | add // 0);
def inline: gsub("`"; "'") | gsub("[[:cntrl:]]"; " "); # a name with a line break would write lines of its own
def rows: "\(.) row\(if . == 1 then "" else "s" end)";
def second: sub("T"; " ") | sub("([.][0-9]+)?Z$"; "") | inline;
def history: "- recorded from \(.first_seen | second) to \(.last_seen | second) UTC: \(.calls_delta) call\(if .calls_delta == 1 then "" else "s" end), \(.time_per_call_ms * 10 | round / 10) ms each";
def name: "`\(."Node Type")\(if ."Relation Name" then " on \(."Relation Name" | inline)" else "" end)`";

[.context.query_hypothetical | objects | .rows | arrays | .[] | objects | select((.definition | strings) and (.cost_before | numbers) and (.cost_after | numbers))] as $tried
| def better: .used == true and .cost_after < .cost_before;
  def index: "`\(.definition | inline | sub("^CREATE INDEX ON"; "CREATE INDEX CONCURRENTLY ON"))`";
([.context.query_plan | objects | .rows | arrays | .[0] | objects | .plan | arrays | .[0] | objects | .Plan | objects] | .[0]) as $plan
| ([.coverage.notes | arrays | .[] | strings | select(startswith("query_plan: ")) | ltrimstr("query_plan: ")] | .[0]) as $why
| [.context.query_history | objects | .rows | arrays | .[] | objects
    | select((.time_per_call_ms | numbers) and (.calls_delta | numbers) and (.first_seen | strings) and (.last_seen | strings)) | history][:3] as $recorded
| [
    "## Performance Issues", "",
    $recorded[],
    (if $plan == null then if $recorded == [] then empty else "" end, "There is no plan: \($why // "nobody says why" | inline)." else
      ([$plan | nodes] | sort_by(-own) | map(select(own >= $plan."Total Cost" / 100)) | .[:3] | .[] | "- \(name): cost \(own | round) of \($plan."Total Cost" | round), \(."Plan Rows" | rows) expected\(if ."Actual Rows" then ", \(."Actual Rows") came" else "" end)"),
      ($plan | nodes | select((."Rows Removed by Filter" | numbers) > 10 * ((."Actual Rows" | numbers) + 1)) | "- \(name) threw \(."Rows Removed by Filter" | rows) away for \(."Actual Rows") that it gave: an index would do less"),
      ($plan | nodes | select(."Sort Space Type" == "Disk") | "- \(name) needed \(."Sort Space Used") kB of disk: more work_mem for this statement would keep it in memory")
    end), "",
    "## Recommendations", "",
    (if $plan == null then if ($why // "permission denied") | contains("permission denied") then "Ask again with a role that may read the tables."
      elif ($why // "") | contains("only SELECT is allowed") then "Ask about the part of it that reads, as a SELECT." else "Ask again when that is mended." end else
      ($tried | sort_by(.cost_after) | .[]
        | if better then "1. \(index): the plan's cost is \(.cost_before | round) without it and \(.cost_after | round) with it, as the server planned with a hypothetical one." else
            "1. Not \(index): the server would not use it." end),
      ([$plan | nodes | select($tried == [] and ."Node Type" == "Seq Scan" and .Filter != null and own > 1000)] | if . == [] then if $tried == [] then "Nothing stands out in the plan." else empty end else .[] | "1. See whether an index for the filter of \(name) pays: `CREATE INDEX CONCURRENTLY … ON \(."Relation Name" | inline) (…);`" end)
    end), "",
    "## Rewritten Query", "", "Only a model can say whether the statement can be written in another way.", ""
  ]
| join("\n")
