# An answered envelope, its names revealed, against its label.

def prompt_text: [.prompt | .system, (.messages[].content | strings // (.[].text))] | join("\n");

# For where there is no tokenizer: of each prompt and each seed's prompt its bytes over what a token of o200k has of them here.
def estimated_tokens:
  map({ key: "\(.incident.name) \(.incident.kind)", value: [prompt_text, .incident.seed_prompt | utf8bytelength / 3 | round] })
  | from_entries | .estimated = true;

def mentioned_in($text): ($text | ascii_downcase) as $text | map(select(ascii_downcase as $fact | $text | contains($fact)));

def judgement($tokens):
  .incident as $incident
  | $incident.label as $labelled
  | [.findings[]?] as $findings
  | [$findings[] | select(.explained_by == null) | .cause] as $roots
  | [$findings[].cause] as $causes
  | prompt_text as $prompt
  | (.response.text // "") as $answer
  | {
      incident: $incident.name,
      kind: $incident.kind,
      cause: $labelled.cause,
      found: $causes,
      top_1: ($roots[0] == $labelled.cause),
      top_3: ($causes[:3] | index([$labelled.cause]) != null),
      also_missed: ($labelled.also - $causes),
      facts: ($labelled.facts | length),
      not_in_prompt: ($labelled.facts - ($labelled.facts | mentioned_in($prompt))),
      not_in_answer: ($labelled.facts - ($labelled.facts | mentioned_in($answer))),
      false_alarms: (if $labelled.cause == "none" then $causes - ["none"] else [] end),
      prompt_tokens: $tokens["\($incident.name) \($incident.kind)"][0],
      seed_tokens: $tokens["\($incident.name) \($incident.kind)"][1],
      tokens_estimated: ($tokens.estimated == true),
      error: (.error.message // null)
    };
