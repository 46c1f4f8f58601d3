# What the judgements come to, to be kept, and what is worse than what was kept.

def expectation:
  map({ key: "\(.incident) (\(.kind))", value: { top_1, top_3, facts: (.facts - (.not_in_prompt | length)), false_alarms: (.false_alarms | length) } })
  | sort_by(.key) | from_entries;

# One line an incident, so that a change shows as the lines that changed.
def kept: "{\n" + ([expectation | to_entries[] | "\(.key | tojson): \(.value | tojson)"] | join(",\n")) + "\n}";

def worse($kept):
  expectation as $now
  | (if (map(.prompt_tokens) | add) > (map(.seed_tokens) | add) then "the prompts are longer than the seed's" else empty end),
    ($kept | to_entries[] | .key as $name | .value as $was | $now[$name] as $is
      | if $is == null then "\($name): was not judged"
        else
          (if $was.top_1 and ($is.top_1 | not) then "\($name): its cause is no longer named first" else empty end),
          (if $was.top_3 and ($is.top_3 | not) then "\($name): its cause is no longer among the first three" else empty end),
          (if $is.facts < $was.facts then "\($name): \($is.facts) facts in the prompt, it had \($was.facts)" else empty end),
          (if $is.false_alarms > $was.false_alarms then "\($name): a false alarm" else empty end)
        end);
