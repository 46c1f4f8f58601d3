load helpers
load fake-llm/fake-llm

# One stand-in for the file, each test with a script and a journal of its own.
setup_file() {
  [ -n "${FR_ASAN:-}" ] || ! fake_llm_have || fake_llm_start
}

setup() {
  [ -z "${FR_ASAN:-}" ] || skip "nothing of C is in the stand-in"
  need_fake_llm
  fake_llm_script '[]'
  fake_llm_forget
}

# Requests as a client without an SDK makes them.
anthropic() { # JSON [CURL-OPTION...]; $version is not the newest
  local body=$1
  shift
  curl --silent --no-buffer --max-time 20 "$fake_llm/v1/messages" -H "x-api-key: $fake_llm_key" \
    -H "anthropic-version: ${version-2026-10-21}" -H 'content-type: application/json' --data-binary "$body" "$@"
}

status_of() { "$@" -o /dev/null -w '%{http_code}'; } # anthropic|openai ARGUMENT...

openai() { # PATH JSON [CURL-OPTION...]
  local path=$1 body=$2
  shift 2
  curl --silent --no-buffer --max-time 20 "$fake_llm/v1/$path" -H "authorization: Bearer $fake_llm_key" -H 'content-type: application/json' \
    --data-binary "$body" "$@"
}

question='{"model": "claude-opus-5-5", "max_tokens": 4000, "messages": [{"role": "user", "content": "Why?"}]}'
streamed=${question/\{/\{\"stream\": true, }

prove() { # FILE
  fake_llm_sdks_have || skip "$fake_llm_why"
  NODE_PATH=$fake_llm_sdks/node_modules expect 0 node "$fake_llm_here/sdk/$1.js" "${fake_llm##*:}" "$fake_llm_key"
  [[ ${output##*$'\n'} == *" passed, 0 failed" ]] || fail "no count at the end"
}

@test "Anthropic's SDK gets from it what Anthropic gives" {
  prove anthropic
}

@test "OpenAI's SDK gets from it what OpenAI gives: Chat Completions" {
  prove openai_chat
}

@test "OpenAI's SDK gets from it what OpenAI gives: Responses" {
  prove openai_responses
}

@test "every member of every answer is one that the SDKs' types have, and none is missing" {
  fake_llm_sdks_have || skip "$fake_llm_why"
  ln -s "$fake_llm_sdks/node_modules" "$BATS_TEST_TMPDIR/node_modules"
  node "$fake_llm_here/sdk/types.js" "${fake_llm##*:}" "$fake_llm_key" >"$BATS_TEST_TMPDIR/answers.ts"
  [ "$(grep -c '^export const' "$BATS_TEST_TMPDIR/answers.ts")" -gt 100 ]
  local tsc=("$fake_llm_sdks/node_modules/.bin/tsc" --noEmit --strict --skipLibCheck --target es2022 --module nodenext)
  expect 0 "${tsc[@]}" "$BATS_TEST_TMPDIR/answers.ts"
  sed -i '0,/"stop_reason":"end_turn",/s///; 0,/"finish_reason":"stop"/s//"finish_reason":"stop","own":1/' "$BATS_TEST_TMPDIR/answers.ts"
  expect 2 "${tsc[@]}" "$BATS_TEST_TMPDIR/answers.ts"
  stdout_has "'stop_reason' is missing"
  stdout_has '"own"'
}

@test "a proof can fail" {
  fake_llm_sdks_have || skip "$fake_llm_why"
  NODE_PATH=$fake_llm_sdks/node_modules expect 1 node "$fake_llm_here/sdk/anthropic.js" "${fake_llm##*:}" sk-wrong
  stdout_has "AuthenticationError"
}

@test "the lock file pins every package and names no registry" {
  expect 0 jq -e '[.packages[] | select(has("version")) | has("integrity")] | all' "$fake_llm_here/package-lock.json"
  expect 1 grep -E '"resolved"|://' "$fake_llm_here/package-lock.json"
  expect 0 jq -e '[.dependencies[] | test("^[0-9]+[.][0-9]+[.][0-9]+$")] | all' "$fake_llm_here/package.json"
}

@test "each protocol case arrives to the byte" {
  local name exit status sum got last='' wrong=0 body=$BATS_TEST_TMPDIR/body
  while read -r name exit status sum; do
    [ "$name" = "$last" ] || fake_llm_case "$name"
    last=$name
    got=$(curl --silent --no-buffer "$fake_llm/any" -o "$body" -w '%{exitcode} %{http_code}' || true)
    if [ "$sum" = - ]; then got+=" -"; else got+=" $(sha256sum <"$body" | cut -d ' ' -f 1)"; fi
    [ "$got" = "$exit $status $sum" ] || { echo "$name: $got"; wrong=1; }
  done < <(grep -v '^#' "$fake_llm_here/cases/expected")
  [ "$wrong" = 0 ]
  diff <(grep -v '^#' "$fake_llm_here/cases/expected" | cut -d ' ' -f 1 | uniq) <(jq -r 'keys_unsorted[]' "$fake_llm_here/cases/index.json")
}

@test "a split of one byte is a chunk of one byte, also inside a character and between CR and LF" {
  fake_llm_case T04
  curl --silent --no-buffer --raw "$fake_llm/any" >"$BATS_TEST_TMPDIR/raw"
  fake_llm_case T04
  curl --silent --no-buffer "$fake_llm/any" >"$BATS_TEST_TMPDIR/body"
  run perl -0777 -ne 'while (/\G([0-9a-f]+)\r\n/gc) { $of{hex $1}++; pos() += 2 + hex $1 } print map "$_: $of{$_}\n", sort keys %of' \
    "$BATS_TEST_TMPDIR/raw"
  stdout_is "0: 1"$'\n'"1: $(wc -c <"$BATS_TEST_TMPDIR/body")"
  [ "$(head -c 9 "$BATS_TEST_TMPDIR/body" | od -An -tx1 | tr -d ' \n')" = efbbbf6576656e743a ]
  [ "$(grep -c $'\r$' "$BATS_TEST_TMPDIR/body")" = "$(wc -l <"$BATS_TEST_TMPDIR/body")" ]
}

@test "lone CR leaves no LF" {
  fake_llm_case T04-cr
  [ "$(curl --silent --no-buffer "$fake_llm/any" | tr -cd '\n' | wc -c)" = 0 ]
}

@test "the status line and the headers of a case are its own" {
  fake_llm_case T11
  expect 0 curl --silent --include "$fake_llm/any"
  [ "${lines[0]}" = $'HTTP/1.1 529 \r' ]
  stdout_has "x-should-retry: true"
  fake_llm_case T09-ms
  expect 0 curl --silent --include "$fake_llm/any"
  stdout_has "retry-after: 7"
  stdout_has "retry-after-ms: 1500"
  stdout_has "anthropic-ratelimit-requests-reset: 2026-11-23T18:37:31Z"
  fake_llm_case T24-rate
  expect 0 curl --silent --include "$fake_llm/any"
  stdout_has "Retry-After: 30"
}

@test "retry-after as a date is a date, so many seconds from now" {
  fake_llm_case T09-soon
  local date began
  began=$(date +%s)
  date=$(curl --silent --include "$fake_llm/any" | tr -d '\r' | sed -n 's/^retry-after: //p')
  [ "$(date -d "$date" +%s)" -ge "$began" ]
  [ $(($(date -d "$date" +%s) - $(date +%s))) -le 2 ]
}

@test "the second poll of a batch names this server for the results" {
  fake_llm_script '{"raw": "T16-ended"}'
  expect 0 curl --silent "$fake_llm/any"
  json_is .results_url "$fake_llm/v1/messages/batches/msgbatch_T16/results"
}

@test "an answer says what the script says, in each API's words" {
  local step='{"text": "Disk full.", "usage": {"input": 10, "cached": 20, "written": 3, "output": 7}}'
  fake_llm_script "[$step, $step, $step]"
  expect 0 anthropic "$question"
  json_is '[.content[].type] | join(" ")' "thinking text"
  json_is '.usage | [.input_tokens, .cache_read_input_tokens, .cache_creation_input_tokens, .output_tokens] | join(" ")' "10 20 3 7"
  expect 0 openai chat/completions '{"model": "gpt-6.2-sol", "messages": [{"role": "user", "content": "Why?"}]}'
  json_is '.choices[0].message.content' "Disk full."
  json_is '.usage | [.prompt_tokens, .prompt_tokens_details.cached_tokens, .completion_tokens] | join(" ")' "33 20 7"
  expect 0 openai responses '{"model": "gpt-6.2-sol", "input": "Why?"}'
  json_is '.output[-1].content[0].text' "Disk full."
  json_is '.usage | [.input_tokens, .input_tokens_details.cached_tokens, .output_tokens] | join(" ")' "33 20 7"
}

@test "steps are for the requests that they match, in order, so many times" {
  fake_llm_script '[{"text": "two", "times": 2}, {"match": {"body": "needle"}, "text": "found"}, {"text": "last", "times": "always"}]'
  fake_llm_add '{"text": "never"}'
  local said=()
  for body in "$question" "${question/Why/needle}" "$question" "${question/Why/needle}" "$question" "$question"; do
    said+=("$(anthropic "$body" | jq -r '.content[1].text')")
  done
  [ "${said[*]}" = "two two last found last last" ]
  [ "$(fake_llm_count)" = 6 ]
}

@test "a patch changes any member of an answer, streamed or not" {
  fake_llm_script '[{"patch": {"stop_reason": "brand_new"}}, {"patch": {"stop_reason": "brand_new"}}, {"usage": null}]'
  expect 0 anthropic "$question"
  json_is .stop_reason brand_new
  expect 0 anthropic "$streamed"
  stdout_has '"stop_reason":"brand_new"'
  expect 0 anthropic "$question"
  json_is 'has("usage")' false
}

so_many() { [ "$("$@" <part)" = "$wanted" ]; } # COMMAND...: what it makes of the part that has come is $wanted

@test "it hangs where it is told to" {
  for where in '"before"' '"headers"' '{"events": 4}' '{"bytes": 700}' '"end"'; do
    fake_llm_forget
    fake_llm_script "{\"hang\": $where}"
    : >part
    start curl --silent --no-buffer --max-time 60 "$fake_llm/v1/messages" -H "x-api-key: $fake_llm_key" -H 'anthropic-version: 2023-06-01' \
      -H 'content-type: application/json' -d "$streamed" -o part
    case $where in
    '{"bytes": 700}') wanted=700 wait_for 5 so_many wc -c ;;
    '{"events": 4}') wanted=4 wait_for 5 so_many grep -c ^event ;;
    '"end"') wait_for 5 grep -q message_stop part ;;
    *) wanted=1 wait_for 5 so_many fake_llm_count ;;
    esac
    sleep 0.3
    kill -0 "$started"
    case $where in
    '{"bytes": 700}') [ "$(wc -c <part)" = 700 ] ;;
    '{"events": 4}') [ "$(grep -c ^event part)" = 4 ] ;;
    '"before"' | '"headers"') [ ! -s part ] ;;
    esac
    stop
  done
}

@test "it drops the connection where it is told to" {
  for pair in '52 "before"' '18 {"events": 4}' '18 "end"'; do
    fake_llm_script "{\"drop\": ${pair#* }}"
    expect "${pair%% *}" anthropic "$streamed"
  done
  fake_llm_script '{"drop": {"bytes": 100}}'
  expect 18 anthropic "$question"
  [ "${#output}" = 100 ]
  fake_llm_script '{"drop": {"events": 4}, "drop_how": "reset"}'
  expect 56 anthropic "$streamed"
  fake_llm_script '{"end": {"events": 4}, "framing": "close"}'
  expect 0 anthropic "$streamed"
  stdout_lacks message_stop
}

@test "it takes its time" {
  fake_llm_script '[{"wait_ms": 300}, {"text": ["a", "b", "c", "d"], "event_ms": 50}]'
  local took
  took=$(anthropic "$question" -o /dev/null -w '%{time_starttransfer}')
  [ "$(jq -n "$took >= 0.3")" = true ]
  took=$(anthropic "$streamed" -o /dev/null -w '{"first": %{time_starttransfer}, "all": %{time_total}}')
  jq -e '.all - .first > 0.4' <<<"$took"
}

@test "redirects, bodies of any kind, and sizes" {
  fake_llm_script '[{"redirect": "http://127.0.0.2:9/elsewhere"}, {"status": 418, "reason": "Teapot", "body": "short", "headers": {"X-Own": "1"}}, {"body_size": 5000000, "status": 500}]'
  expect 0 anthropic "$question" --include
  stdout_has "HTTP/1.1 307 Temporary Redirect"
  stdout_has "location: http://127.0.0.2:9/elsewhere"
  expect 0 anthropic "$question" --include
  stdout_has "HTTP/1.1 418 Teapot"
  stdout_has "X-Own: 1"
  [ "$(anthropic "$question" | wc -c)" = 5000000 ]
}

@test "it refuses what the vendors refuse, and uses up no step for it" {
  fake_llm_script '{"text": "mine"}'
  local status
  while read -r status body; do
    [ "$(status_of anthropic "$body")" = "$status" ] || fail "$body is not refused with $status"
  done <<'END'
400 {
400 []
400 {"model": "claude-opus-5-5", "messages": [{"role": "user", "content": "x"}]}
400 {"model": "claude-opus-5-5", "max_tokens": 10, "messages": []}
400 {"model": "claude-opus-5-5", "max_tokens": 10, "messages": [{"role": "user", "content": ""}]}
400 {"model": "claude-opus-5-5", "max_tokens": 200000, "messages": [{"role": "user", "content": "x"}]}
400 {"model": "claude-opus-5-5", "max_tokens": 10, "temperature": 1, "messages": [{"role": "user", "content": "x"}]}
400 {"model": "claude-haiku-4-5", "max_tokens": 10, "messages": [{"role": "user", "content": "x"}, {"role": "system", "content": "y"}]}
404 {"model": "claude-3-5-sonnet-20241022", "max_tokens": 10, "messages": [{"role": "user", "content": "x"}]}
END
  [ "$(status_of anthropic "$question" -H 'authorization: Bearer x')" = 401 ]
  [ "$(version="" status_of anthropic "$question")" = 400 ]
  [ "$(version=2024-01-01 status_of anthropic "$question")" = 400 ]
  [ "$(status_of anthropic "$question" -H 'content-encoding: gzip')" = 400 ]
  [ "$(printf '{"model": "\xff"}' | status_of anthropic @-)" = 400 ]
  head -c 33554433 /dev/zero >"$BATS_TEST_TMPDIR/huge"
  expect 0 anthropic "@$BATS_TEST_TMPDIR/huge" -w '%{http_code}'
  stdout_has "</html>413"
  [ "$(fake_llm_requests 'select(.answer.from != "refused") | .request' | wc -l)" = 0 ]
  [ "$(anthropic "$question" | jq -r '.content[1].text')" = mine ]
}

@test "Anthropic's older version takes sampling from older models only" {
  local body='{"model": "claude-sonnet-4-6", "max_tokens": 10, "temperature": 0.5, "messages": [{"role": "user", "content": "x"}]}'
  [ "$(version=2023-06-01 status_of anthropic "$body")" = 200 ]
  [ "$(status_of anthropic "$body")" = 400 ]
  [ "$(version=2023-06-01 status_of anthropic "${body/sonnet-4-6/opus-5-5}")" = 400 ]
}

@test "the journal has every request and no key" {
  anthropic "$question" >/dev/null
  openai responses "{\"model\": \"gpt-6.2-sol\", \"input\": \"$fake_llm_key\"}" -H 'x-api-key: other' >/dev/null
  [ "$(fake_llm_count)" = 2 ]
  [ "$(fake_llm_requests '[.method, .path, .key["x-api-key"], .answer.status] | join(" ")' | head -n 1)" = "POST /v1/messages right 200" ]
  [ "$(fake_llm_requests .body | head -n 1)" = "$question" ]
  [ "$(fake_llm_requests .sha256 | head -n 1)" = "$(printf %s "$question" | sha256sum | cut -d ' ' -f 1)" ]
  [ "$(fake_llm_requests .key_leaks[] | tail -n 1)" = body ]
  expect 1 grep -F "$fake_llm_key" "$fake_llm_log"
}

@test "the journal tells one connection from two, and who hung up" {
  anthropic "$question" -o /dev/null --next --silent -o /dev/null "$fake_llm/health"
  [ "$(fake_llm_requests .connection | uniq | wc -l)" = 1 ]
  fake_llm_script '{"hang": "before"}'
  expect 28 anthropic "$question" --max-time 0.3
  wait_for 5 grep -q '"gone"' "$fake_llm_log"
  [ "$(jq -r 'select(.gone) | .by' "$fake_llm_log")" = client ]
}

@test "a step that nobody can make sense of is an error for all to see" {
  expect 22 fake_llm_door PUT script '{"txet": "x"}'
  stdout_has "a step has no 'txet'"
  expect 22 fake_llm_door PUT script '{"case": "T99"}'
  fake_llm_script '{"error": "no_such"}'
  expect 0 anthropic "$question" -w '%{http_code}'
  stdout_has "599"
}

@test "it speaks TLS, and as a proxy leads any https address to itself" {
  command -v openssl >/dev/null || skip "certificates need openssl"
  fake_llm_start --tls
  expect 0 curl --silent --cacert "$fake_llm_cacert" "$fake_llm_tls/fake/cases"
  json_is 'index("T25") != null' true
  expect 60 curl --silent "$fake_llm_tls/fake/cases"
  expect 0 curl --silent --proxy "$fake_llm" --cacert "$fake_llm_cacert" https://api.anthropic.com/fake/cases
  json_is 'index("T25") != null' true
  [ "$(jq -r 'select(.tunnel) | .tunnel' "$fake_llm_log")" = api.anthropic.com:443 ]
  expect 0 curl --silent --proxy "$fake_llm" -d '{}' http://api.anthropic.com/v1/messages
  json_is .error.type authentication_error
}

@test "an old TLS is offered when a test wants to see it refused" {
  command -v openssl >/dev/null || skip "certificates need openssl"
  fake_llm_start --tls --tls-max TLSv1.1
  expect 35 curl --silent --tlsv1.2 --cacert "$fake_llm_cacert" "$fake_llm_tls/fake/cases"
}

@test "local servers: health, keys, limits and errors as they have them" {
  local body='{"model": "llama3.2", "messages": [{"role": "user", "content": "x"}], "tool_choice": "required", "max_completion_tokens": 1, "unknown": 1}'
  fake_llm_start --flavour ollama
  expect 0 curl --silent "$fake_llm/v1/chat/completions" -H 'content-type: application/json' -d "$body"
  json_is '.choices[0].finish_reason' stop
  expect 0 curl --silent "$fake_llm/api/chat" -H 'content-type: application/json' -d '{"model": "x", "messages": [{"role": "user", "content": "x"}]}'
  [ "$(tail -n 1 <<<"$output" | jq -c '[.done, .done_reason]')" = '[true,"stop"]' ]
  fake_llm_script '[{"error": "not_found"}, {"error": "not_found"}, {"text": "a b", "mid_error": {"events": 1}}]'
  expect 0 curl --silent "$fake_llm/api/chat" -H 'content-type: application/json' -d '{"model": "x", "messages": []}'
  stdout_is "{\"error\":\"model 'x' not found\"}"
  expect 0 curl --silent "$fake_llm/v1/chat/completions" -H 'content-type: application/json' -d "$body"
  json_is '.error | [.type, .code] | tojson' '["not_found_error",null]'
  expect 0 curl --silent "$fake_llm/api/chat" -H 'content-type: application/json' -d '{"model": "x", "messages": [{"role": "user", "content": "x"}]}'
  [ "$(tail -n 1 <<<"$output" | jq -r .error)" = "an error was encountered while running the model" ]
  fake_llm_start --flavour llama.cpp
  expect 0 curl --silent "$fake_llm/health"
  json_is .status ok
  fake_llm_script '{"text": "hi", "thinking": "hm"}'
  expect 0 curl --silent --no-buffer "$fake_llm/v1/chat/completions" -H 'content-type: application/json' -d "${body/\{/\{\"stream\": true, }"
  [ "${lines[0]}" = : ]
  stdout_has '"reasoning_content":"hm"'
  stdout_has '"timings"'
}

@test "alerts: what Slack and PagerDuty take and refuse" {
  event='{"routing_key": "0123456789abcdef0123456789abcdef", "event_action": "trigger", "dedup_key": "k", "payload": {"summary": "s", "source": "x", "severity": "critical"}}'
  expect 0 curl --silent "$fake_llm/services/T/B/x" -d '{"text": "hello"}'
  stdout_is ok
  expect 0 curl --silent "$fake_llm/services/T/B/x" -d '{"text": ""}'
  stdout_is no_text
  expect 0 curl --silent "$fake_llm/services/T/B/x" -d "{\"text\": \"x\", \"blocks\": [{\"type\": \"section\", \"text\": {\"type\": \"mrkdwn\", \"text\": \"$(printf '%3001s' x)\"}}]}"
  stdout_is invalid_blocks
  expect 0 curl --silent "$fake_llm/v2/enqueue" -d "$event"
  json_is .dedup_key k
  expect 0 curl --silent "$fake_llm/v2/enqueue" -d "${event/critical/Critical}"
  json_is .status "invalid event"
}

@test "alerts: Slack's and PagerDuty's own packages get from it what those give" {
  fake_llm_sdks_have || skip "$fake_llm_why"
  command -v openssl >/dev/null || skip "certificates need openssl"
  fake_llm_start --tls
  NODE_EXTRA_CA_CERTS=$fake_llm_cacert NODE_PATH=$fake_llm_sdks/node_modules \
    expect 0 node "$fake_llm_here/sdk/alerts.js" "${fake_llm##*:}" "$fake_llm_key" "${fake_llm_tls##*:}"
  [[ ${output##*$'\n'} == *" passed, 0 failed" ]] || fail "no count at the end"
}
