load helpers
load fake-llm/fake-llm

# fr-alert against a stand-in that checks what Slack, PagerDuty and a receiver of Standard Webhooks check.

setup_file() {
	need_fake_llm
	fake_llm_start
	fr-sanitize <"$FR_ROOT/tests/fixtures/envelope.json" | fr-prompt diagnose | fr-llm --provider offline >"$BATS_FILE_TMPDIR/answered.json"
}

setup() {
	fake_llm_script '[]'
	fake_llm_forget
	printf '%s/services/T0/B0/slack-stand-in-secret' "$fake_llm" >slack.url
	echo 0123456789abcdef0123456789abcdef >pagerduty.key
	echo whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw >webhook.secret
	chmod 600 slack.url pagerduty.key webhook.secret
	cat >fr.conf <<-END
		slack_webhook_url_file = $PWD/slack.url
		pagerduty_routing_key_file = $PWD/pagerduty.key
		pagerduty_url = $fake_llm/v2/enqueue
		webhook_url = $fake_llm/hook
		webhook_secret_file = $PWD/webhook.secret
	END
	export FR_CONFIG=$PWD/fr.conf
	cp "$BATS_FILE_TMPDIR/answered.json" envelope
}

# The envelope with another answer.
answered() { # TEXT
	jq -c --arg text "$1" '.response.text = $text' envelope
}

over() { jq -c '.incident = {id: .incident.id, state: "over"}' "$1"; }

# The n-th request's body, and a question to it.
sent() { # N FILTER
	fake_llm_requests .body | sed -n "$1p" | jq -r "$2"
}

requests_are() { [ "$(fake_llm_count)" = "$1" ]; }

rows() { # FILTER
	sqlite3 -json "$XDG_STATE_HOME/fr/fr.db" 'SELECT * FROM ai_alerts ORDER BY id' | jq -r "$1"
}

@test "every channel gets the alert once, and the envelope goes on" {
	expect 0 fr-alert --to "slack, pagerduty, webhook" <envelope
	json_is '.alert.to | map(.state) | unique | join(" ")' sent
	json_is .response.text "$(jq -r .response.text envelope)"
	json_is .alert.action trigger
	[ "$(fake_llm_count)" = 3 ]
	[ "$(fake_llm_requests .answer.status | sort | paste -sd ' ')" = "200 202 204" ]
	expect 0 fr-alert --to "slack, pagerduty, webhook" <envelope
	json_is '.alert.to | map(.state) | unique | join(" ")' "told before"
	[ "$(fake_llm_count)" = 3 ]
}

@test "twenty at once tell it once" {
	local pids=()
	for i in {1..20}; do
		fr-alert --to slack <envelope >"told.$i" 3>&- &
		pids+=($!)
	done
	wait "${pids[@]}"
	[ "$(fake_llm_count)" = 1 ]
	[ "$(cat told.* | jq -r '.alert.to[0].state' | sort | uniq -c | awk '{ print $1 }' | sort -n | paste -sd ' ')" = "1 19" ]
}

@test "an incident is told again when it is over, and then when it comes back" {
	jq -c '.incident = {id: "shop/lock_contention", state: "open"}' envelope >open
	expect 0 fr-alert --to "pagerduty, slack" <open
	expect 0 fr-alert --to "pagerduty, slack" < <(over open)
	json_is .alert.action resolve
	expect 0 fr-alert --to "pagerduty, slack" < <(over open)
	json_is '.alert.to[0].state' "told before"
	expect 0 fr-alert --to "pagerduty, slack" <open
	json_is '.alert.to[0].state' sent
	[ "$(fake_llm_requests 'select(.path == "/v2/enqueue") | .body | fromjson | .event_action' | paste -sd ' ')" = "trigger resolve trigger" ]
	[ "$(fake_llm_requests 'select(.path == "/v2/enqueue") | .body | fromjson | .dedup_key' | sort -u)" = shop/lock_contention ]
}

@test "the reference library of Standard Webhooks takes what is sent, and nothing that was changed or is old" {
	fake_llm_sdks_have || skip "$fake_llm_why"
	answered "Café 🔥 <\"> & \u2028" | jq -c '.incident = {id: "shop/x", state: "open"}' >open
	expect 0 fr-alert --to webhook <open
	expect 0 fr-alert --to webhook < <(over open)
	NODE_PATH=$fake_llm_sdks/node_modules expect 0 node "$fake_llm_here/sdk/standard_webhooks.js" "$fake_llm_log" "$(cat webhook.secret)"
	stdout_is "2 verified"
}

@test "what nobody was told of needs no resolve" {
	jq -c '.incident = {id: "unheard", state: "over"}' envelope >over
	expect 0 fr-alert --to slack <over
	[ "$(fake_llm_count)" = 0 ]
}

@test "nothing found, nothing told" {
	expect 0 fr-alert --to slack < <(jq -c '.findings = [{cause: "none", score: 90, summary: "well", evidence: [], fix: []}]' envelope)
	json_is .alert.action none
	expect 0 fr-alert --to slack </dev/null
	stdout_is ""
	[ "$(fake_llm_count)" = 0 ]
}

@test "a failed stage is told, with what the rules found" {
	expect 0 fr-alert --to webhook < <(jq -c '.error = {stage: "llm", code: 69, message: "cannot reach it"} | del(.response)' envelope)
	[[ $(sent 1 .data.text) == *"cannot reach it"* ]]
	[[ $(sent 1 .data.text) == *"$(jq -r '.findings[0].summary' envelope | cut -c 1-40)"* ]]
}

@test "severities choose the channel" {
	expect 0 fr-alert --to "slack:critical, pagerduty" < <(jq -c '.context.anomalies.rows = [] | .findings[].score = 50' envelope)
	json_is '.alert.to | map(.state) | join(" ")' "below its severity sent"
	[ "$(sent 1 .payload.severity)" = warning ]
	expect 0 fr-alert --to pagerduty < <(jq -c '.context.anomalies.rows = [{severity: "critical"}] | .incident.id = "x"' envelope)
	[ "$(sent 2 .payload.severity)" = critical ]
}

@test "T24: nothing in a text mentions anybody or is a link in Slack" {
	expect 0 fr-alert --to slack < <(answered $'<!channel> & **bold** [x](http://e) <@U123> `<!here>` \u202e\u200bend' | jq -c '.findings[0].cause = "<!channel>" | .source.database = "<@U1>"')
	fake_llm_requests .body >body
	run grep -E '<[!@#h]' body
	[ "$status" = 1 ]
	[ "$(jq -r '.blocks[1].text.text' body)" = '&lt;!channel&gt; &amp; *bold* x (http://e) &lt;@U123&gt; `&lt;!here&gt;` end' ]
	[ "$(jq -r '.blocks[1].text.verbatim' body)" = true ]
}

@test "T24: a long text is split within Slack's limits, never inside a character" {
	long=$(perl -CO -e 'print "\x{1f418} elephants & <tags>\n\n" x 700, "```\n", "SELECT 1 < 2;\n" x 900, "```\n"')
	expect 0 fr-alert --to slack < <(answered "$long")
	json_is '.alert.to[0].state' sent
	[ "$(sent 1 '[.blocks[] | .text.text? // "" | length] | max <= 3000')" = true ]
	[ "$(sent 1 '.blocks | length <= 50')" = true ]
	[ "$(sent 1 '.blocks[-2].text.text | endswith("…")')" = true ]
	[ "$(sent 1 '.blocks[] | .text.text? // "" | select(test("&(amp|lt|gt)?$|^[a-z]*;"))' | wc -l)" = 0 ]
	[ "$(sent 1 '[.blocks[].text.text? // "" | [scan("```")] | length % 2] | add')" = 0 ]
	fake_llm_requests .body >body
	run grep -F $'\xef\xbf\xbd' body
	[ "$status" = 1 ]
}

@test "T24: gone is gone, until there is another address" {
	fake_llm_script '{"status": 410, "body": "channel_is_archived"}'
	expect 78 fr-alert --to slack <envelope
	stderr_has "slack: HTTP 410 channel_is_archived; given up"
	json_is '.alert.to[0].state' gone
	expect 78 fr-alert --to slack < <(jq -c '.incident.id = "another"' envelope)
	stderr_has "its address was given up"
	[ "$(fake_llm_count)" = 1 ]
	printf '%s/services/T0/B0/new-secret' "$fake_llm" >slack.url
	expect 0 fr-alert --to slack < <(jq -c '.incident.id = "another"' envelope)
	[ "$(fake_llm_count)" = 2 ]
}

@test "T24: a 429 is kept with its time, while other channels go on" {
	fake_llm_script '{"match": {"path": "/services/"}, "status": 429, "headers": {"retry-after": "30"}, "body": {"ok": false, "error": "rate_limited"}}'
	expect 75 fr-alert --to "slack, webhook" <envelope
	json_is '.alert.to | map(.state) | join(" ")' "pending sent"
	stderr_has "slack: HTTP 429"
	[ "$(rows '.[0] | (.not_before | sub("[.].*"; "Z") | fromdate) - (.created_at | sub("[.].*"; "Z") | fromdate) | . >= 29 and . <= 90')" = true ]
	expect 0 fr-alert --to slack </dev/null
	[ "$(fake_llm_count)" = 2 ]
	sqlite3 "$XDG_STATE_HOME/fr/fr.db" "UPDATE ai_alerts SET not_before = '2026-01-01T00:00:00.000000Z' WHERE state = 'pending'"
	expect 0 fr-alert --to slack </dev/null
	[ "$(fake_llm_count)" = 3 ]
	[ "$(rows '.[0].state')" = sent ]
}

@test "T25: what PagerDuty refuses is given up and said; what it cannot take now waits 30 s; a resolve waits for its trigger" {
	jq -c '.incident = {id: "shop/x", state: "open"}' envelope >open
	fake_llm_script '[{"status": 500, "body": "oops"}]'
	expect 69 fr-alert --to pagerduty <open
	[ "$(rows '.[0] | (.not_before | sub("[.].*"; "Z") | fromdate) - (.created_at | sub("[.].*"; "Z") | fromdate) >= 29')" = true ]
	expect 0 fr-alert --to pagerduty < <(over open)
	json_is '.alert.to[0].state' pending
	[ "$(fake_llm_count)" = 1 ]
	sqlite3 "$XDG_STATE_HOME/fr/fr.db" "UPDATE ai_alerts SET not_before = '2026-01-01T00:00:00.000000Z'"
	expect 0 fr-alert --to pagerduty </dev/null
	[ "$(fake_llm_requests '.body | fromjson | .event_action' | paste -sd ' ')" = "trigger trigger resolve" ]
	echo short >pagerduty.key
	expect 78 fr-alert --to pagerduty < <(jq -c '.incident = {id: "y"}' envelope)
	stderr_has "32 characters, this one 5"
	[ "$(fake_llm_count)" = 3 ]
}

@test "T25: PagerDuty's own words are shown when it refuses" {
	fake_llm_script '{"status": 400, "body": {"status": "invalid event", "errors": ["Length of routing_key is incorrect"]}}'
	expect 76 fr-alert --to pagerduty <envelope
	stderr_has "Length of routing_key is incorrect"
	json_is '.alert.to[0].state' dead
	expect 0 fr-alert --to pagerduty </dev/null
	[ "$(fake_llm_count)" = 1 ]
}

@test "T25: a summary, a key and a body of any size fit" {
	expect 0 fr-alert --to pagerduty < <(answered "$(head -c 120000 /dev/zero | tr '\0' x)" |
		jq -c '.source.database = ("shop " * 600) | .source.cluster = ("ü" * 300)')
	json_is '.alert.to[0].state' sent
	[ "$(sent 1 '.payload.summary | length')" = 1024 ]
	[ "$(sent 1 '.dedup_key | utf8bytelength <= 255')" = true ]
}

@test "whoever says yes without being the receiver is not believed" {
	fake_llm_script '[{"status": 200, "body": "<html>Please sign in</html>"}, {"status": 202, "body": "<html>"}]'
	expect 69 fr-alert --to slack <envelope
	json_is '.alert.to[0].state' pending
	expect 69 fr-alert --to pagerduty <envelope
	json_is '.alert.to[0].state' pending
	fake_llm_script '{"redirect": "http://127.0.0.1:1/hook"}'
	expect 76 fr-alert --to webhook <envelope
	json_is '.alert.to[0].state' dead
}

@test "a receiver that is not there or does not answer costs its time, and nothing is lost" {
	hanging_server
	echo "alert_timeout_seconds = 3" >>fr.conf
	echo "webhook_url = http://127.0.0.1:$hanging_port/hook" >>fr.conf
	expect 69 fr-alert --to "webhook, slack" <envelope
	json_is '.alert.to | map(.state) | join(" ")' "pending sent"
	stderr_has "webhook: timed out after"
	echo "webhook_url = $fake_llm/hook" >>fr.conf
	sqlite3 "$XDG_STATE_HOME/fr/fr.db" "UPDATE ai_alerts SET not_before = '2026-01-01T00:00:00.000000Z' WHERE state = 'pending'"
	expect 0 fr-alert --to webhook </dev/null
	[ "$(rows 'map(.state) | join(" ")')" = "sent sent" ]
}

@test "it goes on trying for as long as it was told to" {
	fake_llm_script '{"status": 503, "times": 2, "body": ""}'
	expect 69 fr-alert --to webhook --wait 30 <envelope
	[ "$(fake_llm_count)" = 3 ]
	[ "$(fake_llm_requests '.headers["webhook-id"]' | sort -u | wc -l)" = 1 ]
	[ "$(rows '.[0].state')" = sent ]
}

@test "kill -9 while it sends: the next run sends it, with the same id" {
	fake_llm_script '{"hang": "before"}'
	start sh -c 'exec fr-alert --to webhook <envelope'
	wait_for 5 requests_are 1
	kill -KILL "$started"
	expect 0 fr-alert --to webhook </dev/null
	[ "$(fake_llm_count)" = 1 ] # it is claimed by the one that died
	sqlite3 "$XDG_STATE_HOME/fr/fr.db" "UPDATE ai_alerts SET claimed_until = ''"
	expect 0 fr-alert --to webhook </dev/null
	[ "$(fake_llm_requests '.headers["webhook-id"]' | uniq | wc -l)" = 1 ]
	[ "$(fake_llm_count)" = 2 ]
}

# The alerts that PATH has taken, as "action incident", in their order.
taken() { # PATH
	case $1 in
	command) jq -r '"\(.notice.action) \(.notice.incident)"' got ;;
	/hook) fake_llm_requests 'select(.path == "/hook" and .answer.status == 204) | .body | fromjson | "\(.type[9:]) \(.data.incident)"' ;;
	/v2/enqueue) fake_llm_requests 'select(.path == "/v2/enqueue" and .answer.status == 202) | .body | fromjson | "\(.event_action) \(.dedup_key)"' ;;
	esac
}

@test "under fire: one channel hangs, one says 429, one lies, and it is killed: none is lost, none doubled, none before its time" {
	every="slack, pagerduty, webhook, command"
	printf 'alert_command = exec sleep 3\nalert_timeout_seconds = 1\nalert_max_per_hour = 0\n' >>fr.conf
	fake_llm_script '[{"match": {"path": "/services/"}, "times": "always", "status": 429, "headers": {"retry-after": "30"}, "body": "later"},
		{"match": {"path": "/v2/"}, "times": "always", "status": 200, "body": "<html>Please sign in</html>"}]'
	jq -c 'del(.context) | .response.text = "locks" | . as $e | range(110) | (select(. < 100) | $e + {incident: {id: "i\(.)", state: "open"}}),
		(select(. >= 10) | $e + {incident: {id: "i\(. - 10)", state: "over"}})' envelope >all
	[ "$(wc -l <all)" = 200 ]
	: >passed
	expect 0 fr-alert --to "$every" </dev/null # so that the store is there, however soon the first is killed
	for seconds in "0.$((RANDOM % 9))" "1.$((RANDOM % 5))" "1.$((RANDOM % 5))"; do # what is fed again is what did not come out: a line that was cut did not
		tail -n +$(($(wc -l <passed) + 1)) all >rest
		start sh -c "exec fr-alert --to '$every' <rest >out 2>>err"
		sleep "$seconds"
		kill -KILL "$started" 2>/dev/null || true
		wait "$started" 2>/dev/null || true
		head -n "$(wc -l <out)" out >>passed
		sqlite3 "$XDG_STATE_HOME/fr/fr.db" "UPDATE ai_alerts SET claimed_until = ''"
	done
	tail -n +$(($(wc -l <passed) + 1)) all >rest
	expect 75 fr-alert --to "$every" <rest
	sqlite3 "$XDG_STATE_HOME/fr/fr.db" "UPDATE ai_alerts SET not_before = '', claimed_until = ''"
	fake_llm_script '[]'
	sed -i "s|^alert_command.*|alert_command = cat >>$PWD/got|; s|^alert_timeout_seconds.*|alert_timeout_seconds = 60|" fr.conf
	expect 0 fr-alert --to "$every" </dev/null
	expect 0 fr-alert stats
	[ "$(jq -r '"\(.channel) \(.state) \(.alerts)"' <<<"$output" | paste -sd ' ')" = "command sent 200 pagerduty sent 200 slack sent 200 webhook sent 200" ]
	# the healthy one knows by its id what was under way when a run was killed; the others have had each once
	[ "$(fake_llm_requests 'select(.path == "/hook") | .headers["webhook-id"]' | sort -u | wc -l)" = 200 ]
	[ "$(fake_llm_requests 'select(.path == "/hook" and .answer.status == 204) | .request' | wc -l)" -le $((200 + 3 * 8)) ]
	[ "$(fake_llm_requests 'select((.path | startswith("/services/")) and .answer.status == 200) | .request' | wc -l)" = 200 ]
	for path in /hook /v2/enqueue command; do
		taken "$path" >taken
		[ "$(sort -u taken | wc -l)" = 200 ] || fail "$path: not each alert"
		[ "$path" = /hook ] || [ "$(wc -l <taken)" = 200 ] || fail "$path: one came twice"
		awk '$1 == "resolve" && !triggered[$2] { print "over before it was there:", $2; bad = 1 } $1 == "trigger" { triggered[$2] = 1 } END { exit bad }' taken
	done
}

@test "a command gets the envelope, no secret, and no more than its time" {
	echo "alert_command = cat >$PWD/got; env >$PWD/env" >>fr.conf
	SLACK_WEBHOOK_URL=x ANTHROPIC_API_KEY=y expect 0 fr-alert --to command <envelope
	[ "$(jq -c .response.text got)" = "$(jq -c .response.text envelope)" ]
	[ "$(jq -r .notice.action got)" = trigger ]
	run grep -E 'SLACK_WEBHOOK_URL|_API_KEY' env
	[ "$status" = 1 ]
	printf 'alert_command = sleep 30\nalert_timeout_seconds = 1\n' >>fr.conf
	expect 69 fr-alert --to command < <(jq -c '.incident.id = "slow"' envelope)
	stderr_has "alert_command was not done after 1 s"
}

@test "no more than so many an hour" {
	echo "alert_max_per_hour = 2" >>fr.conf
	for i in 1 2 3; do jq -c ".incident.id = \"$i\"" envelope; done >three
	expect 0 fr-alert --to webhook <three
	[ "$(fake_llm_count)" = 2 ]
	[ "$(rows 'map(.state) | join(" ")')" = "sent sent pending" ]
}

@test "what is not clean is not sent" {
	expect 77 fr-alert --to slack < <(jq -c '.context.slow_queries.rows = [{query_preview: "select '"'Bob'"'"}]' envelope)
	stderr_has "is not clean"
	json_is .error.code 77
	expect 77 fr-alert --to slack < <(answered "write to alice@example.com")
	[ "$(fake_llm_count)" = 0 ]
}

@test "secrets stay where they are" {
	fake_llm_script '{"status": 400, "body": "no such thing: /services/T0/B0/slack-stand-in-secret"}'
	expect 76 fr-alert -vvv --to "slack, pagerduty, webhook" <envelope
	stdout_lacks stand-in-secret
	cp "$FR_CONFIG" config
	{ cat "$XDG_STATE_HOME"/fr/fr.db*; echo "$output$stderr"; } >all
	printf '%s/services/T0/B0/slack-stand-in-secret' "$fake_llm" | grep -qFf - slack.url
	run grep -aE '0123456789abcdef0123456789abcdef|MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' all
	[ "$status" = 1 ]
	chmod 644 slack.url
	expect 77 fr-alert --to slack <envelope
	stderr_has "can be read by others"
}

@test "a dry run shows what would be sent, without secrets, and sends nothing" {
	expect 0 fr-alert --dry-run --to "slack, pagerduty, webhook" <envelope
	json_is '.alert.to[1].body.event_action' trigger
	json_is '.alert.to[1].body.routing_key' '********************************'
	stdout_lacks 0123456789abcdef0123456789abcdef
	[ "$(fake_llm_count)" = 0 ]
	[ ! -e "$XDG_STATE_HOME/fr/fr.db" ]
}

@test "check and test" {
	expect 0 fr-alert check --to "slack, pagerduty"
	expect 78 fr-alert check
	stderr_has "alert_to names no channel"
	expect 78 fr-alert check --to "slak"
	stderr_has "unknown channel 'slak'"
	expect 78 fr-alert check --to command
	stderr_has "there is no alert_command"
	expect 78 fr-alert check --to "slack:loud"
	echo "http://hooks.example.com/x" >slack.url
	expect 78 fr-alert check --to slack
	stderr_lacks hooks.example.com
	expect 0 fr-alert test --to "pagerduty, webhook"
	[ "$(fake_llm_count)" = 2 ]
}

@test "a store that cannot be written stops it before anything is sent" {
	mkdir -p "$XDG_STATE_HOME/fr"
	echo "no store" >"$XDG_STATE_HOME/fr/fr.db"
	expect 74 fr-alert --to slack <envelope
	[ "$(fake_llm_count)" = 0 ]
}

@test "stats: what was sent, waits and was given up, with no channel set up" {
	fake_llm_script '[{"match": {"path": "/services/"}, "status": 429, "body": "later"}, {"match": {"path": "/v2/"}, "status": 400, "body": "no"}]'
	expect 76 fr-alert --to "slack, pagerduty, webhook" <envelope
	sqlite3 "$XDG_STATE_HOME/fr/fr.db" "UPDATE ai_alerts SET created_at = strftime('%Y-%m-%dT%H:%M:%f000Z', 'now', '-1 hour')"
	: >fr.conf
	expect 0 fr-alert stats
	[ "$(jq -r '"\(.channel) \(.state) \(.alerts)"' <<<"$output" | paste -sd ' ')" = "pagerduty dead 1 slack pending 1 webhook sent 1" ]
	expect 0 fr-alert stats --format prometheus
	"$FR_ROOT/tests/metrics" <<<"$output"
	stdout_has 'fr_alerts{channel="pagerduty",state="dead"} 1'
	[[ $output =~ oldest_seconds\{channel=\"slack\",state=\"pending\"\}\ 36[0-9][0-9] ]]
	expect 2 fr-alert --format prometheus </dev/null
}
