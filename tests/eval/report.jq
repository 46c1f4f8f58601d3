# The judgements of all incidents as a Markdown table.

def mark: if . then "yes" else "**no**" end;
def names: if . == [] then "" else join(", ") end;
def mean: if length == 0 then 0 else add / length | round end;

def rows:
  .[] | "| \(.incident) | \(.kind) | \(.cause) | \(.found[:3] | names) | \(.top_1 | mark) | \(.top_3 | mark) | \(.facts - (.not_in_prompt | length))/\(.facts) | \(.prompt_tokens) | \(.seed_tokens) |";

def report($elapsed):
  length as $all
  | map(select(.cause == "none")) as $healthy
  | map(.facts) as $facts
  | "| incident | recorded by | cause | found | first | in three | facts in the prompt | tokens | the seed's |",
    "| --- | --- | --- | --- | --- | --- | ---: | ---: | ---: |",
    rows,
    "",
    "| | |",
    "| --- | ---: |",
    "| the cause is named first | \(map(select(.top_1)) | length) of \($all) |",
    "| the cause is among the first three | \(map(select(.top_3)) | length) of \($all) |",
    "| what is true beside it is named | \((map(.also_missed | length) | add)) missed |",
    "| facts in the prompt | \(($facts | add) - (map(.not_in_prompt | length) | add)) of \($facts | add) |",
    "| facts in the offline answer | \(($facts | add) - (map(.not_in_answer | length) | add)) of \($facts | add) |",
    "| healthy servers with a false alarm | \($healthy | map(select(.false_alarms != [])) | length) of \($healthy | length) |",
    "| tokens of the prompt, on average\(if .[0].tokens_estimated then " (estimated)" else " (o200k)" end) | \(map(.prompt_tokens) | mean) |",
    "| of the seed's prompt for the same | \(map(.seed_tokens) | mean) |",
    "| fr-sanitize, fr-prompt and fr-llm, all incidents | \($elapsed / 1000) s |";

# What a model answered, as another table. Its causes are read off its words, which is less sure than what the rules say.
def model_report:
  length as $all
  | map(select(.cause == "none")) as $healthy
  | (map(.facts) | add) as $facts
  | "", "Answered by \([.[] | select(.model) | "\(.provider) \(.model)"] | unique | join(", ")):", "",
    "| incident | recorded by | cause | named | first | in three | facts in the answer | cost, USD | seconds |",
    "| --- | --- | --- | --- | --- | --- | ---: | ---: | ---: |",
    (.[] | "| \(.incident) | \(.kind) | \(.cause) | \(.error // (.found[:3] | names)) | \(.top_1 | mark) | \(.top_3 | mark) | \(.facts - (.not_in_answer | length))/\(.facts) | \(.cost_usd) | \((.latency_ms // 0) / 1000) |"),
    "",
    "| | |",
    "| --- | ---: |",
    "| the cause is named first | \(map(select(.top_1)) | length) of \($all) |",
    "| the cause is among the first three | \(map(select(.top_3)) | length) of \($all) |",
    "| facts in the answer | \($facts - (map(.not_in_answer | length) | add)) of \($facts) |",
    "| healthy servers with a false alarm | \($healthy | map(select(.false_alarms != [])) | length) of \($healthy | length) |",
    "| tokens in and out, on average | \(map(.input_tokens // 0) | mean), \(map(.output_tokens // 0) | mean) |",
    "| cost, USD | \(map(.cost_usd // 0 | tonumber) | add) |",
    "| seconds an answer, on average | \(map(.latency_ms // 0) | (mean / 1000)) |";
