# A question: the rows of the tools that its words ask for.

results
