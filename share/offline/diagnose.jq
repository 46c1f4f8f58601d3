# The findings as a diagnosis: root cause, immediate fix, evidence.

def lines($name): [.[][$name] | arrays | .[] | strings];

[.findings[] | objects] as $all
| ([$all[] | select(.explained_by == null)][:3]) as $roots
| ($all - $roots) as $others
| ($roots | lines("fix")) as $fix
| [
    "## Root Cause: \([$roots[].cause | title] | join(" + "))", "",
    "\($roots[].summary)", "Connected with it: \($others[].summary)", "",
    "## Immediate Fix", "",
    (if $fix == [] then "Nothing needs to be done." else range($fix | length) as $i | "\($i + 1). \($fix[$i])" end), "",
    "## Evidence", "",
    (reduce ($roots + $others | lines("evidence"))[] as $line ([]; . - [$line] + [$line]) | "- " + .[]), ""
  ]
| join("\n")
