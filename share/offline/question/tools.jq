# The tools that a question asks for, by its words (lib/question.jq), and the time that it speaks of: {tools, arguments}. Where no
# word is known, what is unusual is looked at.

(.question.text | ascii_downcase) as $q

# A day's hour as when.h reads it: 8, 8am, 8:30pm. An hour without am or pm takes that of its neighbour
# where that is the later one still.
| def clock($hour; $minute; $half):
    (($hour | tonumber) % 24) as $h
    | (if $half == "pm" and $h < 12 then $h + 12 elif $half == "am" and $h == 12 then 0 else $h end) as $h
    | "\($h | tostring | if length < 2 then "0" + . else . end):\($minute // "00")";
  def hours: # [from, to], or null
    ([$q | capture("\\b(?<between>(between|from) )?(?<h>[0-9]{1,2})(:(?<m>[0-5][0-9]))? ?(?<p>am|pm)? ?(-|–|to|and|until) ?(?<h2>[0-9]{1,2})(:(?<m2>[0-5][0-9]))? ?(?<p2>am|pm)?\\b(?<clear> ?([?.,!]|$|today|yesterday|this|on))?"; "g")
      | select(([.m, .m2, .p, .p2] != [null, null, null, null] or (.between != null and .clear != null)) and ([.h, .h2 | tonumber] | max) < 25)][0]
      | select(. != null) | clock(.h2; .m2; .p2) as $to
        | ([clock(.h; .m; .p // .p2, .p)] | map(select(. < $to))[0] // .[-1]) as $from | [$from, $to])
    // ([$q | capture("\\bat (?<h>[0-9]{1,2})(:(?<m>[0-5][0-9]))? ?(?<p>am|pm)?\\b"; "g") | select((.h | tonumber) < 25)][0]
      | select(. != null) | clock(.h; .m; .p) | [., clock(.[:2] | tonumber + 1 | tostring; .[3:]; null)])
    // null;
  def days: # a word or a date
    [$q | match("\\b[0-9]{4}-[0-9]{2}-[0-9]{2}\\b") | .string][0] // (if $q | test("\\byesterday\\b") then "yesterday" else "today" end);
  def lengths: # "the last 3 hours"
    [$q | capture("\\b(last|past) (?<n>[0-9]{1,4} )?(?<unit>minute|hour|day|week)") | "-\(((.n // "1") | rtrimstr(" ") | tonumber) * (if .unit == "week" then 168 elif .unit == "day" then 24 else 1 end))\(if .unit == "minute" then "m" else "h" end)"][0] // null;
  def day_after: if . == "yesterday" then "today" else . as $day | try (strptime("%Y-%m-%d") | mktime + 86400 | strftime("%Y-%m-%d")) catch $day end;
  def period:
    hours as $hours | days as $day
    | if $hours then
        if $hours[0] < $hours[1] then ["\($day) \($hours[0])", "\($day) \($hours[1])"]
        else (if $day == "today" then "yesterday" else $day end) as $first
          | ["\($first) \($hours[0])", "\($first | day_after) \($hours[1])"] end
      elif lengths then [lengths, "now"]
      elif $day != "today" then [$day, ($day | day_after)]
      elif $q | test("\\btoday\\b") then ["today", "now"]
      elif $q | test("\\b(recent|lately|chang)") then ["-168h", "now"]
      else ["-24h", "now"] end;

  [$q | scan("\\b[a-z]+(?:_[a-z]+)+\\b")][0] as $name
| (period) as $period
| {
    tools: ($q | topics | if . == [] then ["anomaly_report", "anomalies", "wait_summary", "wait_events", "statement_compare", "slow_queries", "timeline"] else . end),
    arguments: ({ start_time: $period[0], end_time: $period[1] } + if $name then { name_contains: $name } else {} end)
  }
