load helpers

setup() {
	state=$XDG_STATE_HOME/fr
}

# One envelope whose context is the JSON given.
envelope() { # CONTEXT
	jq -nc --argjson context "$1" '{fr: 1, id: "019abc00-0000-7000-8000-000000000001", created_at: "2026-11-23T10:00:00Z",
		context: $context}'
}

# One row of a section that nobody classified by name, with that column.
row() { # COLUMN VALUE
	envelope "$(jq -nc --arg column "$1" --arg value "$2" '{slow_queries: {rows: [{($column): $value}]}}')"
}

# What becomes of that value in that column.
value() { # COLUMN VALUE
	row "$1" "$2" >row
	expect 0 fr-sanitize <row
	value=$(jq -r ".context.slow_queries.rows[0].$1" <<<"$output")
}

value_is() { [ "$value" = "$1" ] || fail "the value is '$value', not '$1'"; }

# The table of pseudonyms.
table() { sqlite3 "$state/pseudonyms.db" "$1"; }

# Twice is as once, and the check agrees.
at_rest() {
	local once=$output
	expect 0 fr-sanitize <<<"$once"
	stdout_is "$once"
	expect 0 fr-sanitize --check <<<"$once"
	stdout_is "$once"
}

@test "a query loses its literals and keeps the rest" {
	value query_preview "SELECT * FROM users WHERE email = 'customer@example.com' AND id = 123"
	value_is "SELECT * FROM users WHERE email = '<redacted>' AND id = <N>"
	json_is .sanitize.level default
	json_is '.sanitize.counts | "\(.string) \(.number)"' "1 1"
	at_rest
}

@test "JSON's escapes are undone before the query is read" {
	envelope '{"slow_queries": {"rows": [{"query_preview": "SELECT \u0027S\u0027 /\u002a S \u002a/, $\u0024S$$"}]}}' >in
	expect 0 fr-sanitize <in
	json_is '.context.slow_queries.rows[0].query_preview' "SELECT '<redacted>' , '<redacted>'"
}

@test "NUL bytes and bytes that are no UTF-8 are data" {
	printf '{"fr":1,"id":"x","created_at":"x","context":{"s":{"rows":[{"query":"SELECT \\u0000a, \x27S\\u0000S\xff\xfe\x27 FROM t",' >in
	printf '"usename":"a\\u0000S","\\u0000S":1}]}}}' >>in
	expect 0 fr-sanitize <in
	json_is '.context.s.rows[0].query | @json' "\"SELECT \\u0000a, '<redacted>' FROM t\""
	json_is '.context.s.rows[0] | del(.query) | tojson | test("S")' false
	at_rest
}

@test "users, applications and hosts get pseudonyms, also where text names them" {
	envelope '{"lock_summary": {"rows": [{"blocking_user": "mary", "blocking_app": "Bulk loader", "client_addr": "db7.corp"}]},
		"anomalies": {"rows": [{"description": "mary with Bulk loader from db7.corp, not rosemary or mary_2; mary\u0027s"}]}}' >in
	expect 0 fr-sanitize <in
	json_is '.context.anomalies.rows[0].description | test("^user_[0-9a-f]{4} with app_[0-9a-f]{4} from host_[0-9a-f]{4}, not rosemary or mary_2; user_[0-9a-f]{4}.s$")' true
	json_is '.context.lock_summary.rows[0] | [.blocking_user, .blocking_app, .client_addr] | map(test("^(user|app|host)_[0-9a-f]{4}$")) | all' true
	at_rest
	once=$output
	expect 0 fr-sanitize --reveal <<<"$once"
	json_is '.context.lock_summary.rows[0] | "\(.blocking_user) \(.blocking_app) \(.client_addr)"' "mary Bulk loader db7.corp"
	expect 0 fr-sanitize --reveal <<<"ask $(jq -r '.context.lock_summary.rows[0].blocking_user' <<<"$once"), user_0000 or xuser_0000"
	stdout_is "ask mary, user_0000 or xuser_0000"
}

@test "a pseudonym is the same in every envelope and process, and the key's owner alone can make it" {
	value usename mary
	local first=$value
	value blocking_user mary
	value_is "$first"
	[ "$(stat -c %a "$state/pseudonyms.key" "$state/pseudonyms.db" "$state" | paste -sd ' ')" = "600 600 700" ] || fail "modes"
	rm -r "$state"
	value usename mary
	[ "$value" != "$first" ] || fail "the key makes no difference"
}

@test "a type of its own for each kind of name" {
	envelope '{"s": {"rows": [{"usename": "x1", "application_name": "x1"}]}}' >in
	expect 0 fr-sanitize <in
	json_is '.context.s.rows[0] | (.usename[5:] != .application_name[4:])' true
}

@test "names that every installation has stay" {
	for pair in usename=postgres application_name=psql application_name=pgbench "backend_type=autovacuum worker" client_addr=127.0.0.1; do
		value "${pair%%=*}" "${pair#*=}"
		value_is "${pair#*=}"
	done
	[ ! -e "$state/pseudonyms.key" ] || fail "a key was made for nothing"
}

@test "twenty at once agree on the key and on the names" {
	for i in $(seq 20); do
		row usename "user number $((i % 5))" | fr-sanitize >"out.$i" &
	done
	wait
	[ "$(cat out.* | jq -r '.context.slow_queries.rows[0].usename' | sort -u | wc -l)" = 5 ] || fail "not one pseudonym a name"
	[ "$(table 'SELECT count(*) FROM pseudonyms')" = 5 ] || fail "not one row a name"
	[ "$(ls "$state" | paste -sd ' ')" = "pseudonyms.db pseudonyms.key" ] || fail "something was left behind"
}

@test "names with the same digits get more of them" {
	value usename mary
	table "UPDATE pseudonyms SET name = CAST('bob' AS blob)"
	local taken=$value
	value usename mary
	[[ $value == "$taken"? ]] || fail "'$value' is not '$taken' and a digit"
	expect 0 fr-sanitize --reveal <<<"$value and $taken"
	stdout_is "mary and bob"
}

@test "who dies in the middle leaves the table as it was" {
	value usename mary
	local mary=$value
	mkfifo fifo
	{ printf 'PRAGMA cache_size = 1; BEGIN IMMEDIATE; WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 9999)
		INSERT INTO pseudonyms SELECT printf("user_%%08x", i), "user", CAST(i AS blob) FROM n;\n.print written\n'; sleep 60 & wait; } >fifo &
	local writer=$!
	start sh -c 'exec sqlite3 "$0" <fifo >said' "$state/pseudonyms.db"
	wait_for 20 grep -q written said
	kill -KILL "$started"
	kill "$writer"
	wait "$started" "$writer" || true
	[ -e "$state/pseudonyms.db-journal" ] || fail "nothing was left behind to be rolled back"
	expect 0 fr-sanitize --reveal <<<"$mary user_00000001"
	stdout_is "mary user_00000001"
	value usename mary
	value_is "$mary"
	[ "$(table 'SELECT count(*) FROM pseudonyms')" = 1 ] || fail "half of it is there"
}

# Peak memory in kB, and seconds of the processor, of what is run: what else the machine does is not in them.
peak() { # COMMAND...
	command time -f %M -o peak "$@" >/dev/null
	cat peak
}
cpu() { # COMMAND...; its output is out
	command time -f '%U + %S' -o cpu "$@" >out
	cat cpu
}

@test "the table is not read whole: with 300,000 names in it nothing is larger or slower" {
	[ -z "${FR_ASAN:-}" ] || skip "ASan's memory is not the tool's"
	row usename mary >in
	local few many
	few=$(peak fr-sanitize <in)
	table "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 300000)
		INSERT INTO pseudonyms SELECT printf('user_%08x', i), 'user', CAST('name ' || i AS blob) FROM n"
	row usename "name 777" >in
	many=$(peak fr-sanitize <in)
	((many < few + 1500)) || fail "$few kB with one name, $many kB with 300,000"
	few=$(cpu fr-sanitize --reveal <<<"user_00000309 of user_000000ff")
	[ "$(<out)" = "name 777 of name 255" ]
	jq -en "$few < 0.2" || fail "it took $few s"
}

@test "a table that is none is refused, with the evidence gone" {
	value usename mary
	echo "no database at all, but long enough to be read as the begin of one" >"$state/pseudonyms.db"
	row usename bob >in
	expect 78 fr-sanitize <in
	stderr_has "the table of pseudonyms: file is not a database"
	stderr_has "hint: once '$XDG_STATE_HOME/fr/pseudonyms.db' is moved away, "
	stdout_lacks bob
	json_is .context null
}

@test "a name may hold what JSON and the table escape" {
	local name=$'a"b\\c\td\ne'
	value usename "$name"
	expect 0 fr-sanitize --reveal <<<"$output"
	[ "$(jq -r '.context.slow_queries.rows[0].usename' <<<"$output")" = "$name" ] || fail "the name did not come back"
}

@test "a key that others can read, or that is none, is refused" {
	value usename mary
	chmod 644 "$state/pseudonyms.key"
	row usename bob >in
	expect 78 fr-sanitize <in
	stderr_has "pseudonyms.key' can be read by others"
	stderr_has "hint: chmod 600"
	json_is '.context' null
	json_is '.error.stage' sanitize
	chmod 600 "$state/pseudonyms.key"
	echo x >"$state/pseudonyms.key"
	expect 78 fr-sanitize <in
	stderr_has "is not a key of 32 bytes"
	stdout_lacks bob
}

@test "a state folder that cannot be written is 74, and who cannot mend that is told what works" {
	local shut=$(mktemp -d "$TMPDIR/../shut.XXXXXX") as=() hint
	hint="hint: 'fr-context … | fr-prompt diagnose | fr-llm --provider offline | fr-log' needs no pseudonyms; XDG_STATE_HOME=FOLDER keeps them elsewhere"
	[ "$(id -u)" != 0 ] || as=(setpriv --bounding-set=-dac_override,-dac_read_search --inh-caps=-all)
	mkdir -m 555 "$shut/none"
	mkdir -p -m 700 "$shut/empty/fr" "$shut/keyed/fr"
	row usename bob | XDG_STATE_HOME=$shut/keyed fr-sanitize >/dev/null
	rm "$shut/keyed/fr/pseudonyms.db"
	chmod 555 "$shut"/{empty,keyed}/fr
	row usename bob >in
	for folder in none empty keyed; do
		XDG_STATE_HOME=$shut/$folder expect 74 "${as[@]}" fr-sanitize <in
		stderr_has "Permission denied"
		stderr_has "$hint"
		json_is .context null
		json_is .error.code 74
	done
	export XDG_STATE_HOME=$shut/none
	expect 0 "${as[@]}" sh -c 'fr-prompt diagnose <"$0/tests/fixtures/envelope.json" | fr-llm --provider offline' "$FR_ROOT"
	json_is '.response.text | test("Root Cause")' true
	expect 74 "${as[@]}" fr-log --format text <<<"$output"
	stdout_has "Root Cause"
	XDG_STATE_HOME=$shut/elsewhere expect 0 "${as[@]}" fr-sanitize <in
	chmod 755 "$shut"/{empty,keyed}/fr
}

@test "a key is whole and has one name, whoever dies while it is made" {
	perl -MFcntl -e 'sysopen(my $f, ".", 020000000 | O_DIRECTORY | O_WRONLY, 0600) or exit 1' || skip "this file system has no files without a name"
	row usename bob >in
	run just_before unlink 'kill -9 $PPID' fr-sanitize <in
	[ "$(cd "$state" && stat -c '%n %h %s' pseudonyms.key*)" = "pseudonyms.key 1 32" ] || fail "$(ls -l "$state")"
	expect 0 fr-sanitize <in
}

@test "secrets and personal data go from text" {
	while IFS='|' read -r text wanted; do
		value description "$text"
		value_is "$wanted"
		at_rest
	done <<'TEXT'
mail bob.x@example.com now|mail <email> now
paid with 4111 1111 1111 1111.|paid with <card>.
number 4111111111111112 is none|number 4111111111111112 is none
to DE89 3704 0044 0532 0130 00|to <iban>
from 10.1.2.3 port 5432|from <ip> port 5432
password=hunter2 and token: abc|password=<secret> and token: <secret>
postgres://bob:pw@db7/x|postgres://<secret>@db7/x
key AKIAIOSFODNN7EXAMPLE|key <secret>
call +44 20 7946 0958|call <phone>
Key (email)=(alice@example.com) already exists.|Key (email)=(<redacted>) already exists.
Key (email)=(alice@example.com) … $1 = 'S', $2 = 'it''s'|Key (email)=(<redacted>
Key (email)=(Bob B) already exists.|Key (email)=(<redacted>) already exists.
parameters: $1 = 'S', $2 = 'it''s'|parameters: $1 = '<redacted>', $2 = '<redacted>'
statement: SELECT 'S' WHERE a = 5|statement: SELECT '<redacted>' WHERE a = <N>
14 blocked sessions, max duration: 00:00:34.359126|14 blocked sessions, max duration: 00:00:34.359126
no snapshot before 2026-11-23 10:00:00+00: deltas start at 10:03|no snapshot before 2026-11-23 10:00:00+00: deltas start at 10:03
TEXT
}

@test "secrets go from identifiers in queries too" {
	value query_preview 'SELECT AKIAIOSFODNN7EXAMPLE, "bob@example.com", "4111111111111111" FROM t'
	value_is 'SELECT <secret>, "<email>", "<card>" FROM t'
	at_rest
	row usename mary | jq -c '.context.x.rows = [{query: "ALTER ROLE mary LOGIN"}, {query: "SELECT mary FROM t"}]' >in
	expect 0 fr-sanitize <in
	json_is '.context.x.rows[0].query | test("^ALTER ROLE user_[0-9a-f]{4} LOGIN$")' true
	json_is '.context.x.rows[1].query' "SELECT mary FROM t"
}

@test "secrets that a lexer would cut into words and numbers go whole" {
	while IFS='|' read -r text wanted; do
		value query "$text"
		value_is "$wanted"
		at_rest
	done <<'TEXT'
SELECT a FROM t WHERE id = 550e8400-e29b-41d4-a716-446655440000 AND b = 5|SELECT a FROM t WHERE id = <uuid> AND b = <N>
SELECT sk-ant-api03-9xYz_ab-1QwErTy-UiOpAsDf FROM t|SELECT <secret> FROM t
SELECT 'sk-ant-api03-9xYz_ab-1QwErTy-UiOpAsDf', a|SELECT '<redacted>', a
SELECT eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln FROM t|SELECT <secret> FROM t
SELECT DE89 3704 0044 0532 0130 00 FROM t|SELECT <iban> FROM t
SELECT x FROM dblink(postgres://mary:S3cret@db7/x)|SELECT x FROM dblink(postgres://<secret>@db7/x)
TEXT
	# What a pattern matches across a quote stays the lexer's: taking a quote away would turn the rest inside out.
	value query "SELECT 'host=a user=' || u || ' password=' || 'S', b"
	value_is "SELECT '<redacted>' || u || '<redacted>' || '<redacted>', b"
}

@test "a name that looks like a pseudonym is still a name" {
	value usename user_7f3a
	[[ $value == user_* && $value != user_7f3a ]] || fail "'$value' is the name itself"
	local pseudonym=$value
	at_rest
	expect 0 fr-sanitize --reveal <<<"$pseudonym"
	stdout_is user_7f3a
}

@test "names of one letter go from their fields, and from text only at --level strict" {
	row usename q | jq -c '.context.slow_queries.rows[0].description = "q waits"' >in
	expect 0 fr-sanitize <in
	json_is '.context.slow_queries.rows[0] | (.usename | test("^user_[0-9a-f]{4}$")), .description' $'true\nq waits'
	expect 0 fr-sanitize --level strict <in
	json_is '.context.slow_queries.rows[0].description | test("^user_[0-9a-f]{4} waits$")' true
}

@test "texts made to send a pattern back and back again take no longer than others" {
	[ -z "${FR_ASAN:-}" ] || skip "ASan's time is not the tool's"
	for again in 'password=' 'host=a ' "host='" 'user "a' 'a@' '://a@' 'Key (a)=(' 'AKIA' '4111 ' '+1 ' '::1' '%40a.' 'value "' 'eyJ'; do
		jq -nc --arg again "$again" '{fr: 1, context: {s: {rows: [{description: ($again * 200000), query: ($again * 200000)}]}}}' >in
		local started_at=$EPOCHREALTIME
		expect 0 fr-sanitize <in
		((${EPOCHREALTIME/./} - ${started_at/./} < 5000000)) || fail "'$again' took $((${EPOCHREALTIME/./} - ${started_at/./})) us"
	done
}

@test "a hundred thousand names are no slower to find in text for having the same beginning" {
	[ -z "${FR_ASAN:-}" ] || skip "ASan's time is not the tool's"
	jq -nc '{fr: 1, context: {s: {rows: ([range(100000) | {usename: "a a a \(.)"}] + [{description: ("a " * 100000)}])}}}' >in
	local started_at=$EPOCHREALTIME
	expect 0 fr-sanitize <in
	((${EPOCHREALTIME/./} - ${started_at/./} < 15000000)) || fail "it took $((${EPOCHREALTIME/./} - ${started_at/./})) us"
}

@test "coverage, baseline and source are evidence too" {
	jq -nc '{fr: 1, coverage: {notes: ["mail bob@example.com"]}, source: {kind: "live", who: "Bob"},
		baseline: {slow_queries: {rows: [{query_preview: "SELECT 1 -- S", usename: "mary"}]}}, window: {start: "Bob"}}' >in
	expect 0 fr-sanitize <in
	json_is '.coverage.notes[0], .source.who, .baseline.slow_queries.rows[0].query_preview, .window.start' \
		$'mail <email>\n<redacted>\nSELECT <N> \n<redacted>'
	stdout_lacks mary
	at_rest
}

@test "the prompt says what every placeholder means that stands in it" {
	for word in "'<redacted>'" "<N>" "<email>" "user_" "pseudonym"; do
		grep -qF -- "$word" "$FR_ROOT/share/prompts/diagnose.jq" || fail "share/prompts/diagnose.jq does not explain $word"
	done
}

@test "what nobody classified is hidden: values, numbers, keys" {
	envelope '{"custom": {"rows": [{"who": "Bob", "account": 12345, "ok": true, "none": null, "list": ["Bob", 5], "Bob B": 1,
		"deep": {"bob": {"bob": "bob"}}}]}}' >in
	expect 0 fr-sanitize <in
	json_is '.context.custom.rows[0] | tojson' \
		'{"who":"<redacted>","account":"<N>","ok":true,"none":null,"list":["<redacted>","<N>"],"deep":{"<redacted>":{"<redacted>":"<redacted>"}},"<redacted>":"<N>"}'
	at_rest
}

@test "keys that become the same do not push each other out" {
	envelope '{"s": {"rows": [{"Bob B": 1, "Eve E": 2, "Joe J": 3}]}}' >in
	expect 0 fr-sanitize <in
	json_is '.context.s.rows[0] | length' 3
	at_rest
}

@test "a user's own file classifies the columns of a user's own section" {
	mkdir -p "$XDG_CONFIG_HOME/fr/sanitize"
	echo '{"scopes": {"queues": {"number": ["depth"], "enum": ["queue"]}}}' >"$XDG_CONFIG_HOME/fr/sanitize/fields-queues.json"
	envelope '{"queues": {"rows": [{"queue": "mail", "depth": 7, "owner_id": 5}]}, "other": {"rows": [{"queue": "mail"}]}}' >in
	expect 0 fr-sanitize <in
	json_is '.context.queues.rows[0] | "\(.queue) \(.depth)"' "mail 7"
	json_is '.context.other.rows[0].queue' "<redacted>"
	echo '{"patterns": [{"name": "ticket", "keywords": ["tick-"], "pattern": "TICK-[0-9]+", "placeholder": "<ticket>"}]}' \
		>"$XDG_CONFIG_HOME/fr/sanitize/secrets-ours.json"
	value description "see TICK-4711"
	value_is "see <ticket>"
}

@test "a pattern or a class that is no good is named" {
	mkdir -p "$XDG_CONFIG_HOME/fr/sanitize"
	echo '{"columns": {"secretish": ["x"]}}' >"$XDG_CONFIG_HOME/fr/sanitize/fields-x.json"
	expect 78 fr-sanitize </dev/null
	stderr_has "fields-x.json': 'secretish' is no class of fields"
	rm "$XDG_CONFIG_HOME/fr/sanitize/fields-x.json"
	echo '{"patterns": [{"name": "mine", "pattern": "x"}]}' >"$XDG_CONFIG_HOME/fr/sanitize/secrets-x.json"
	expect 78 fr-sanitize </dev/null
	stderr_has "secrets-x.json': pattern 'mine'"
}

@test "plans keep the fields of an allow-list, and their conditions are SQL" {
	envelope '{"q": {"rows": [{"plan": [{"Plan": {"Node Type": "Seq Scan", "Relation Name": "users", "Total Cost": 12.5,
		"Filter": "((email = \u0027S\u0027::text) AND (id = 42))", "Secret Field": "S", "Plans": [{"Node Type": "Sort", "Sort Key": ["f(\u0027S\u0027)"]}]}}]}]}}' >in
	expect 0 fr-sanitize <in
	json_is '.context.q.rows[0].plan | tojson' \
		'[{"Plan":{"Node Type":"Seq Scan","Relation Name":"users","Total Cost":12.5,"Filter":"((email = '"'<redacted>'"'::text) AND (id = <N>))","Plans":[{"Node Type":"Sort","Sort Key":["f('"'<redacted>'"')"]}],"<redacted>":"<redacted>"}}]'
	at_rest
}

@test "settings show numbers and words that every server has" {
	for pair in 1024=1024 on=on "pg_stat_statements, auto_explain=pg_stat_statements, auto_explain" "host=db=<redacted>" "tenant_bob=<redacted>"; do
		envelope "$(jq -nc --arg value "${pair%=*}" '{settings: {rows: [{parameter_name: "x", value: $value}]}}')" >in
		expect 0 fr-sanitize <in
		json_is '.context.settings.rows[0].value' "${pair##*=}"
	done
}

@test "--check passes on what is clean, and names what is not without showing it" {
	row query_preview "SELECT 'Bob S'" | jq -c '.coverage.notes = ["mail bob@example.com"]' >in
	expect 65 fr-sanitize --check <in
	stdout_is ""
	stderr_has "fr-sanitize: coverage.notes[0]: email 1"
	stderr_has "fr-sanitize: context.slow_queries.rows[0].query_preview: string 1"
	stderr_lacks Bob
	stderr_lacks bob
	fr-sanitize <in >clean
	jq -c '.sanitize = {version: "9", level: "strict"}' in >forged
	cat clean forged clean >three
	expect 65 fr-sanitize --check <three
	[ "$(wc -l <<<"$output")" = 2 ] || fail "not both clean ones came through"
	[ ! -e "$state/pseudonyms.key" ] || fail "a check made a key"
}

@test "--explain names each field that lost something, and the keys that it shows are clean" {
	row usename mary | jq -c '.context.slow_queries.rows[0]["bob@example.com"] = 1' >in
	expect 0 fr-sanitize --explain <in
	stderr_has "context.slow_queries.rows[0].usename: user 1"
	stderr_has "context.slow_queries.rows[0].<key>: key 1"
	stderr_lacks bob
	stderr_lacks mary
}

@test "levels" {
	row usename mary | jq -c '.source = {database: "shop", kind: "live"} | .context.slow_queries.rows[0].other = "Bob, bob@example.com"' >in
	expect 0 fr-sanitize --level minimal <in
	json_is '.context.slow_queries.rows[0] | "\(.usename) \(.other)"' "mary Bob, <email>"
	local minimal=$output
	expect 0 fr-sanitize --level minimal --check <<<"$minimal"
	expect 65 fr-sanitize --check <<<"$minimal"
	stderr_has "rows[0].usename: user 1"
	expect 0 fr-sanitize <in
	json_is .source.database shop
	expect 0 fr-sanitize --level strict <in
	json_is '.source.database | test("^db_[0-9a-f]{4}$")' true
	json_is .sanitize.level strict
	expect 2 fr-sanitize --level none
	stderr_has "--level takes strict, default or minimal, not 'none'"
}

@test "literals and names stay only where the configuration lets them" {
	row query_preview "SELECT 'Bob', 'bob@example.com'" | jq -c '.context.slow_queries.rows[0].usename = "mary"' >in
	expect 77 fr-sanitize --keep-literals <in
	stderr_has "--keep-literals is refused while ai_sanitize_queries is on"
	FR_AI_SANITIZE_QUERIES=false expect 0 fr-sanitize --keep-literals <in
	json_is '.context.slow_queries.rows[0].query_preview' "SELECT 'Bob', '<email>'"
	FR_AI_REDACT_USERNAMES=false expect 0 fr-sanitize <in
	json_is '.context.slow_queries.rows[0].usename' mary
}

@test "the evidence of an envelope with an error is sanitised too, and other members are not touched" {
	row query_preview "SELECT 'S'" | jq -c '.error = {stage: "context", code: 69, message: "m", hint: ""} | .log = {id: 1} | .findings = [{cause: "none", score: 0, summary: "bob@example.com"}]' >in
	expect 0 fr-sanitize <in
	json_is '.context.slow_queries.rows[0].query_preview' "SELECT '<redacted>'"
	json_is '.findings[0].summary' "<email>"
	json_is '[.error.code, .log.id] | tojson' "[69,1]"
}

@test "counts add up over two passes, and a forged count is not passed on" {
	row query_preview "SELECT 'S'" | jq -c '.sanitize = {counts: {"bob@example.com": 1, "string": 2, "number": "x"}}' >in
	expect 0 fr-sanitize <in
	json_is '.sanitize.counts | tojson' '{"string":3}'
}

@test "without a home there is an error and no evidence" {
	row usename mary >in
	expect 78 env -u HOME -u XDG_STATE_HOME fr-sanitize <in
	stdout_lacks mary
	json_is .context null
}

# Every column has a class (fr_… are taken out by fr-context). 5555 is kept or changed by any, and hidden as a field where there is none.
columns_are_classified() { # SECTION COLUMN...
	local section=$1
	shift
	[ $# -gt 0 ] || fail "no columns were found in section '$section'"
	printf '%s\n' "$@" | sed 's/:.*//' | jq -Rnc --arg section "$section" '
		[inputs | select(startswith("fr_") | not) | {key: ., value: "5555"}] | from_entries |
		if $section == "source" or $section == "coverage" then {fr: 1, ($section): .} else {fr: 1, context: {($section): {rows: [.]}}} end' >columns
	expect 0 fr-sanitize --explain <columns
	[ -z "$(grep -E ': (field|key) ' <<<"$stderr")" ] ||
		fail "share/sanitize/fields.json gives no class to:" "$(sed -nE 's/.* (.*): (field|key) .*/\1/p' <<<"$stderr")"
}

@test "every column of every section of share/context/recording has a class" {
	local file columns
	for file in "$FR_ROOT"/share/context/recording/*.sql; do
		{
			cat "$FR_ROOT/share/record/schema.sql"
			echo "CREATE TEMP VIEW section AS"
			sed -E "s/unavailable\(('[^']*'|[^()]*(\([^()]*\)[^()]*)*)\)/NULL/g; s/:(start_us|end_us|limit)/0/g" "$file"
			echo "SELECT name FROM pragma_table_info('section');"
		} >view.sql
		columns=$(sqlite3 :memory: <view.sql) || fail "$file"
		# shellcheck disable=SC2086 # names
		columns_are_classified "$(basename "$file" .sql)" $columns
	done
}

@test "every column of every section of share/context/flight_recorder has a class" {
	need_postgres 15
	pg_start 15
	createdb incident
	export PGDATABASE=incident
	"$FR_ROOT/tests/servers/fixture" lock-contention 2.22
	local file columns section
	for file in "$FR_ROOT"/share/context/flight_recorder/*.sql; do
		section=$(basename "$file" .sql)
		sed -E 's/\$[0-9]::integer/1/g; s/\$[0-9]/now()/g; s/;[[:space:]]*$//' "$file" >query.sql
		echo '\gdesc' >>query.sql
		columns=$(psql -XAtqv ON_ERROR_STOP=1 -f query.sql | cut -d '|' -f 1) || fail "$file"
		# shellcheck disable=SC2086 # names
		columns_are_classified "${section%.fallback}" $columns
	done
}

@test "a section that nobody classified is named, column by column" {
	run columns_are_classified queues pid secret_holder
	[ "$status" = 1 ] || fail "it was not"
	[[ $output == *"context.queues.rows[0].secret_holder"* && $output != *"rows[0].pid"* ]] || fail "$output"
}

# What a running fr-sanitize has used at most, in kB, after as many envelopes.
peak_after() { # ENVELOPES
	rm -f fifo
	mkfifo fifo
	exec 9<>fifo	# for reading too, so that opening it waits for nobody
	start sh -c 'exec fr-sanitize <fifo >"$0" 9>&-' "out.$1"
	for _ in $(seq $(("$1" / 100))); do cat hundred; done >&9
	wait_for 20 lines_in "out.$1" "$1"
	awk '/VmHWM/ {print $2}' "/proc/$started/status"
	stop
	exec 9>&-
}
lines_in() { [ "$(wc -l <"$1")" = "$2" ]; }

@test "memory does not grow with the stream" {
	[ -z "${FR_ASAN:-}" ] || skip "ASan keeps what is freed"
	row query_preview "SELECT 'S', 5" | jq -c '.context.slow_queries.rows += [{usename: "mary", blocking_app: "loader", "Bob B": 1}]' >one
	for _ in $(seq 100); do cat one; done >hundred
	local few many
	few=$(peak_after 100)
	many=$(peak_after 5000)
	((many < few + 1000)) || fail "$few kB after 100 envelopes, $many kB after 5000"
}

@test "what the rules advise is clean as it is" {
	fr-sanitize <"$FR_ROOT/tests/fixtures/envelope.json" | fr-prompt diagnose >prompted
	[ "$(jq '[.findings[].fix[] | select(contains("'"'60s'"'"))] | length' prompted)" -ge 1 ]
	[ "$(jq '[.findings[] | select(.explained_by)] | length' prompted)" -ge 1 ]
	expect 0 fr-sanitize --check <prompted
}

@test "where memory may not be both written and run, it does the same" {
	case $(uname -m) in
	x86_64) prctl=157 ;;
	aarch64) prctl=167 ;;
	*) skip "the number of prctl is not known here" ;;
	esac
	# 65 is PR_SET_MDWE, in Linux from 6.3 on
	without_jit() { perl -e 'syscall(shift, 65, 1, 0, 0, 0) == 0 or exit 99; exec @ARGV' "$prctl" "$@"; }
	without_jit true || skip "this kernel cannot forbid it"
	[ -z "${FR_ASAN:-}" ] || skip "ASan needs such memory"
	fr-sanitize <"$FR_ROOT/tests/fixtures/envelope.json" >wanted
	expect 0 without_jit fr-sanitize <"$FR_ROOT/tests/fixtures/envelope.json"
	stdout_is "$(<wanted)"
}

@test "a query id that could be the number of a payment card is none in a prompt" {
	jq -c '.context.slow_queries.rows[0].queryid = "4539578763621486123"' "$FR_ROOT/tests/fixtures/envelope.json" |
		fr-sanitize | fr-prompt diagnose >prompted
	grep -q 4539578763621486123 prompted
	ANTHROPIC_API_KEY=k expect 0 fr-llm --provider anthropic --dry-run <prompted
	expect 0 fr-sanitize < <(jq -c '.context.anomalies.rows[0].description = "card 4539578763621486"' "$FR_ROOT/tests/fixtures/envelope.json")
	stdout_lacks 4539578763621486
}
