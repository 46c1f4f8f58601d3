# An answered envelope, its names revealed, against its label.

def prompt_text: [.prompt | .system, (.messages[].content | strings // (.[].text))] | join("\n");

# For where there is no tokenizer: from the bytes, by what a token of o200k had of them on average over these incidents.
def estimated_tokens:
  map({ key: "\(.incident.name) \(.incident.kind)", value: [(prompt_text | utf8bytelength / 3.45 | round), (.incident.seed_prompt | utf8bytelength / 3.77 | round)] })
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

# What a model says is text. The causes that it names are those whose words stand under its heading Root Cause, in their order.
def words_of_causes: {
  lock_contention: "lock (contention|wait|block)|held (a|the|its) (row )?locks?|blocked by",
  idle_in_transaction: "idle[ -]in[ -]transaction",
  hot_row_contention: "hot[ -]row|(single|same|one) (hot )?row|row[ -]level contention",
  ddl_lock_queue: "ddl|access ?exclusive|(alter|truncate|vacuum full|reindex|create index)[^.]*(queue|block|lock)",
  deadlocks: "deadlock",
  forced_checkpoint: "(forced|requested|frequent|manual|explicit)[^.]{0,20} checkpoint|checkpoint (storm|pressure)",
  buffer_pressure: "buffer (pressure|pool)|backend[^.]{0,30} writ|dirty (page|buffer)",
  cache_pressure: "cache (pressure|miss|hit)|working set|hit ratio",
  temp_file_spills: "temp(orary)?[ -]?file|spill",
  connection_exhaustion: "connection[^.]{0,20} (exhaust|limit|saturat|slots?)|too many (clients|connections)|max_connections",
  missing_index: "(missing|lack|no|without)[^.]{0,30} index|sequential scan|seq(uential)? ?scan",
  query_regression: "regress|plan (change|flip)|stale (planner )?statistics|became slow|slower than before",
  query_storm: "(query|statement|call|request) (storm|flood|rate|volume|surge)|n\\+1",
  cpu_saturation: "cpu",
  vacuum_starvation: "vacuum|dead (tuple|row)|bloat",
  wraparound_risk: "wraparound|freeze|transaction id",
  replication_slot_retention: "replication slot|retained wal|wal retention",
  replication_lag: "(replication|replay|standby|replica)[^.]{0,20} (lag|delay|behind)",
  config_regression: "(config|setting|parameter)[^.]{0,20} chang|alter (system|role|database)|misconfigur",
  none: "healthy|nothing (is |was )?wrong|none found|no (problem|incident|root cause)"
};

def root_cause_of_text: ascii_downcase | [capture("root cause[:*]*(?<text>.*?)(\n#+ |$)"; "m").text] | .[0] // "";

def causes_of_text:
  root_cause_of_text as $text
  | [words_of_causes | to_entries[] | .key as $cause | .value as $words | [$text | match($words)][:1][] | { $cause, at: .offset }]
  | sort_by(.at) | map(.cause);

def model_judgement:
  .incident as $incident
  | $incident.label as $labelled
  | (.response.text // "") as $answer
  | ($answer | causes_of_text) as $causes
  | {
      incident: $incident.name,
      kind: $incident.kind,
      cause: $labelled.cause,
      found: $causes,
      top_1: ($causes[0] == $labelled.cause),
      top_3: ($causes[:3] | index([$labelled.cause]) != null),
      facts: ($labelled.facts | length),
      not_in_answer: ($labelled.facts - ($labelled.facts | mentioned_in($answer))),
      false_alarms: (if $labelled.cause == "none" then $causes[:1] - ["none"] else [] end),
      provider: .response.provider,
      model: .response.model,
      input_tokens: .response.usage.input_tokens,
      output_tokens: .response.usage.output_tokens,
      cost_usd: .response.cost_usd,
      latency_ms: .response.latency_ms,
      error: (.error.message // null)
    };
