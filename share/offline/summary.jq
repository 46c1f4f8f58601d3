# One paragraph: what the rules found, and the first thing to do.

[.findings[] | objects | select(.explained_by == null)] as $roots
| ([$roots[].summary | strings] | join(" ")) + ([$roots[].fix | arrays | .[0] | strings][0] | if . == null then "" else " First: " + . end)
