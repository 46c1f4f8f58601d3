# An investigation of a question: what the rules say of the evidence, where there was some, and what the tools gave.

([.findings[] | objects | select(.explained_by == null and .cause != "none") | .summary | strings | . + "\n\n"] | join("")) + results
