load helpers
load fake-llm/fake-llm
load fr-llm

# Recorded envelopes of the incidents, each with the answer of the rules in it, and beside it one or two as a model might write them.
# In investigated.json a model asked fr-tool about one of them, and has no other evidence.
fixtures=$FR_ROOT/tests/fixtures/verify

# Without the evidence, which would fill the screen of a test that fails.
verify_only() {
	fr-verify | jq -c '{response, verification}'
}

# The verdict on an answer to an incident.
verdict() { # INCIDENT TEXT
	jq -c --arg text "$2" '.response.text = $text' "$fixtures/$1.json" >"$BATS_TEST_TMPDIR/envelope"
	expect 0 verify_only <"$BATS_TEST_TMPDIR/envelope"
}
is_found() { # INCIDENT TEXT [CITED]
	verdict "$1" "$2"
	json_is '[.verification.unsupported[].text] | join(" ")' ""
	[ $# -lt 3 ] || json_is .verification.cited "$3"
}
is_marked() { # INCIDENT TEXT WHAT [KIND]
	verdict "$1" "$2"
	json_is '[.verification.unsupported[].text] | join(" ")' "$3"
	[ $# -lt 4 ] || json_is '.verification.unsupported[0].kind' "$4"
}

@test "an answer that cites what was recorded is never marked" {
	for envelope in "$fixtures"/*.json; do
		expect 0 fr-verify <"$envelope"
		json_is '[.verification.unsupported[].text] | join(" ")' ""
		json_is '.verification | .cited >= 10 and .cited == .supported' true
	done
	for answer in "$fixtures"/*.md; do
		is_found "$(basename "$answer" | cut -d. -f1)" "$(cat "$answer")"
		json_is '.verification | .cited >= 10 and .cited == .supported' true
	done
}

@test "of answers with one number altered at least 95 of 100 are caught" {
	for envelope in "$fixtures"/*.json; do
		jq -r .response.text "$envelope" >text
		for answer in text "${envelope%.json}".*.md; do
			"$FR_ROOT/tests/verify/alter" <"$answer" | jq -c --slurpfile envelope "$envelope" '. as $text | $envelope[0] | .response.text = $text' |
				fr-verify | jq -r '.verification.unsupported != []' >>caught
		done
	done
	[ "$(grep -c . caught)" -gt 1500 ]
	[ $(($(grep -c true caught) * 100)) -ge $(($(grep -c . caught) * 95)) ] || fail "$(grep -c true caught) of $(grep -c . caught)"
}

# Recorded envelopes, each with the answer that a model gave to its prompt.
@test "answers that refer to rows: what is true is never marked, and of altered numbers at least 95 of 100 are caught" {
	for envelope in "$fixtures"/referred/*.json; do
		expect 0 fr-verify <"$envelope"
		json_is '[.verification.unsupported[].text] | join(" ")' ""
		json_is '.verification | .cited >= 40 and .cited == .supported' true
		jq -r .response.text "$envelope" | "$FR_ROOT/tests/verify/alter" | jq -c --slurpfile envelope "$envelope" '. as $text | $envelope[0] | .response.text = $text' |
			fr-verify | jq -r '.verification.unsupported != []' >>caught
	done
	[ "$(grep -c . caught)" -gt 1500 ]
	[ $(($(grep -c true caught) * 100)) -ge $(($(grep -c . caught) * 95)) ] || fail "$(grep -c true caught) of $(grep -c . caught)"
}

@test "a figure stands in the rows that its sentence refers to" {
	for text in "Session 7442 blocked 10 sessions for up to 29.84 s [lock_summary 1]." \
		"It blocked 9 sessions, for up to 29.83 s. [lock_summary 2]" \
		"Pids 7442 and 7772 blocked 10 and 9 sessions [lock_summary 1, lock_summary 2]." \
		"Pids 7442 and 7772 blocked 10 and 9 sessions [lock_summary 1, 2]." \
		"Pids 7442 and 7772 blocked 10 and 9 sessions [lock_summary 1-2]." \
		"Pids 7442 and 7772 blocked 10 and 9 sessions [lock_summary 1] [lock_summary 2]." \
		"Pid 7442 blocked 10 sessions [lock_summary 1], pid 7772 9 of them [lock_summary 2]." \
		"- [lock_summary 2] Pid 7772 blocked 9 sessions for 29.83 s." \
		"| root | 10 sessions | 29.84 s | [lock_summary 1] |" \
		"It took 29 s from the one to the other of the 2 [timeline 1, timeline 3]." \
		"It began on 11-26 02:58:05 [lock_summary 1]." \
		"max_wal_size is 1024 MB, and nothing waited for it [lock_summary 1]."; do
		is_found referred/ddl-lock-queue-truncate "$text"
	done
	is_marked referred/ddl-lock-queue-truncate "It blocked 10 sessions, for up to 29.83 s [lock_summary 2]." "10 sessions" number
	is_marked referred/ddl-lock-queue-truncate "It blocked 9 sessions, for up to 29.84 s [lock_summary 1]." "9 sessions"
	is_marked referred/ddl-lock-queue-truncate "It blocked 10 sessions for up to 29.83 s [lock_summary 1]." "29.83 s" duration
	is_marked referred/ddl-lock-queue-truncate "| root | 9 sessions | 29.84 s | [lock_summary 1] |" "9 sessions"
	is_marked referred/ddl-lock-queue-truncate "Pid 7442 blocked 9 sessions [lock_summary 1], pid 7772 10 of them [lock_summary 2]." "9 sessions 10"
	is_marked referred/ddl-lock-queue-truncate "It took 30 s from the one to the other [timeline 1, timeline 3]." "30 s"
	is_marked referred/ddl-lock-queue-truncate "It began on 11-27 02:58:05 [lock_summary 1]." 11-27 time
	is_marked referred/ddl-lock-queue-truncate "The limit of 2000000000 is far away [wraparound 1]." 2000000000
}

@test "in its row, a figure is of the column that the words beside it name" {
	is_found referred/query-regression "It gave 9300 rows in 465 calls [slow_queries 1]."
	is_found referred/query-regression "Up to 4 sessions were active, 3.6 on average [connections 2]."
	is_marked referred/query-regression "It gave 465 rows [slow_queries 1]." "465 rows"
	is_marked referred/query-regression "It ran in 9300 calls [slow_queries 1]." "9300 calls"
	is_marked referred/query-regression "Up to 3 sessions were active, 3.6 on average [connections 2]." "3 sessions"
	is_marked referred/ddl-lock-queue-truncate "The inserts took 0.03 ms, before 0.03 ms [slow_queries 1]." "0.03 ms"
}

@test "a reference is to a row that there is, and that the sentence speaks of" {
	is_found referred/ddl-lock-queue-truncate "\`PgSleep\` was seen often [wait_events 6]."
	is_marked referred/ddl-lock-queue-truncate "\`PgSleep\` was seen often [wait_events 1]." 1 row
	is_marked referred/ddl-lock-queue-truncate "\`PgSleep\` was seen often [wait_events 7]." 7 row # left out of the prompt
	is_marked referred/ddl-lock-queue-truncate "Pid 7442 blocks [lock_summary 1, lock_summary 1]." 1 row
	is_marked referred/ddl-lock-queue-truncate "Pid 7442 blocks [lock_summary 3]." 3 row
	is_found referred/ddl-lock-queue-truncate "Blocked are 10 sessions, see [a page of the manual], [1] and [7]." 1
}

@test "what is no figure, or one of another kind than it looks" {
	for text in "One query a row is N+1, see [7]; retry on SQLSTATE 40P01." "No scans: the column is null or 0." \
		"**Victims:** 10 sessions were blocked [lock_summary 1]." "Candidates: ddl_lock_queue (score 95) and lock_contention (94) are one chain [candidates]." \
		"It comes back towards 0.03 ms [slow_queries 1]." "We do not know whether autovacuum was off."; do
		is_found referred/ddl-lock-queue-truncate "$text"
	done
	is_marked referred/ddl-lock-queue-truncate "Candidates: ddl_lock_queue (score 96) is the root [candidates]." 96
	fix=$'## Immediate Fix\n'
	is_found referred/query-regression "${fix}Ask whether 1.1 was meant rather than 4 [settings]."
	is_found referred/query-regression "${fix}\`CREATE INDEX CONCURRENTLY jobs_new ON jobs (status);\` If it fails: \`DROP INDEX CONCURRENTLY jobs_new;\`"
	is_marked referred/query-regression "${fix}\`DROP INDEX CONCURRENTLY jobs_new;\`" jobs_new name
}

@test "what a sentence refers to is a fact below any heading, unless it proposes" {
	fix=$'## Immediate Fix\n1. '
	is_found referred/query-regression "${fix}Raise max_wal_size to 4 GB (now 1024 MB) [settings]."
	is_found referred/query-regression "${fix}Set autovacuum_naptime = 10 s [settings]."
	is_found referred/query-regression "${fix}Vacuum it: it has n_dead_tup = 149749 [table_hotspots 1]."
	is_marked referred/query-regression "${fix}Vacuum it: it has n_dead_tup = 149748 [table_hotspots 1]." 149748
}

@test "units of time" {
	for text in "34.4 s" "34425 ms" "34,425 ms" "00:00:34" "00:00:34.42" "34 seconds" "34,4 Sekunden" "34.4s" "about 30 s" "half of 34.42 seconds"; do
		is_found lock-contention "The longest waited $text." 1
	done
	for text in "34.5 s" "344 s" "34425 s" "3.44 ms" "about 20 s" "34 min"; do
		verdict lock-contention "The longest waited $text."
		json_is '.verification | "\(.cited) \(.supported) \(.unsupported[0].kind)"' "1 0 duration"
	done
	is_marked lock-contention "The longest waited 00:01:34." 00:01:34 time
	is_found lock-contention "checkpoint_timeout is 30 min; checkpoint_timeout = 1800 s; checkpoint_timeout of 0.5 h"
}

@test "units of size" {
	for text in "64 MB" "64MB" "65536 kB" "0.0625 GB" "8192 8kB" "67108864 bytes"; do
		is_found lock-contention "shared_buffers is $text" 1
		is_found lock-contention "$text of shared buffers" 1
	done
	is_found forced-checkpoint "WAL: 524.87 MB, 525 MB, 550 MB, 0.55 GB, 550,366,062 bytes, 524.9 MiB" 6
	is_marked lock-contention "shared_buffers is 65 MB" "65 MB" setting
	is_marked lock-contention "63 MB of shared buffers" "63 MB" size
}

@test "times of day are those of the record, to the digit that is written" {
	is_found lock-contention "from 04:02 to 04:03, 04:02:24, 2026-11-23T04:02:57Z, 2026-11-23 05:02:24+01, on 2026-11-23" 6
	is_marked lock-contention "at 04:04" 04:04 time
	is_marked lock-contention "at 04:02:25" 04:02:25 time
	is_marked lock-contention "on 2026-11-24 at 04:02" 2026-11-24
}

@test "a process id is no count, and a count no process id" {
	is_found lock-contention "pid 29716, session 29716, PIDs 29716, blocking_pid = 29716, backend (29716)" 6
	for text in "pid 14" "session 29717" "PID: 2971"; do
		is_marked lock-contention "$text" "${text##* }" pid
	done
	is_marked lock-contention "29716 sessions" "29716 sessions" number
}

@test "what is counted has to be that" {
	is_found checkpoint-and-locks "22 blocked sessions, 12 forced checkpoints, 20 calls, 16 of 19 samples" 5
	is_marked checkpoint-and-locks "12 blocked sessions" "12 blocked sessions" number
	is_marked checkpoint-and-locks "22 forced checkpoints" "22 forced checkpoints"
	is_marked checkpoint-and-locks "ckpt_timed_delta = 12" 12
}

@test "a number has to be of what the line speaks of" {
	is_found ddl-lock-queue "pid 26026 blocked 9 sessions; pid 26030 blocked 8 sessions." 4
	is_found ddl-lock-queue "- lock_summary: 26026 had its transaction open for 35.21 s, the longest of its victims waited 34.20 s" 3
	jq -nc '{fr: 1, id: "019abc00-0000-7000-8000-000000000001", response: {text: "pid 4703 (`billing`) had its transaction open for 24.02 s, pid 4704 for 24.04 s."},
		context: {idle_in_transaction: {rows: [range(9) | {pid: (4700 + .), application_name: (["a", "b", "shop", "billing"][.] // "other"), xact_seconds: (24 + . / 100)}]}}}' >envelope
	expect 0 fr-verify <envelope
	json_is '[.verification.unsupported[].text] | join(" ")' "24.02 s"
	expect 0 fr-verify < <(sed 's/24.02 s/24.03 s/' envelope)
	json_is '[.verification.unsupported[].text] | join(" ")' ""
	is_found slot-retention '`INSERT INTO readings`: 939 calls, 93900 rows, 0.34 ms each (before 0.35 ms)' 5
	is_found lock-contention "14 sessions waited."
}

@test "evidence is what the prompt showed" {
	local envelope=$fixtures/slot-retention.json
	is_found slot-retention "[table_hotspots] of readings: n_tup_ins_delta = 95300"
	jq -c '.context.table_hotspots.rows[0].n_tup_ins_delta = 1234567 | .response.text = "`readings`: n_tup_ins_delta = 1234567"' "$envelope" >hidden
	expect 0 fr-verify <hidden
	json_is '[.verification.unsupported[].text] | join(" ")' 1234567
	expect 0 fr-verify < <(jq -c 'del(.prompt)' hidden)
	json_is '[.verification.unsupported[].text] | join(" ")' ""
}

@test "what is said twice has to agree" {
	is_found buffer-pressure "shared_buffers = 1024 × 8kB (8 MB)"
	is_marked buffer-pressure "shared_buffers = 1024 × 8kB (9 MB)" "9 MB"
	is_found slot-retention "retained_wal_bytes_max = 755693800 (≈ 721 MB)" 3
	is_marked slot-retention "retained_wal_bytes_max = 755693800 (≈ 722 MB)" "722 MB"
	is_found connection-exhaustion "91 of 97 usable connections (93.8 %)" 3
	is_marked connection-exhaustion "90 of 97 usable connections (93.8 %)" "90 93.8 %"
}

@test "quotients, differences and comparisons" {
	is_found slot-retention "It grew by 93.5 MB in 32.17 seconds, about 174 MB a minute."
	is_found slot-retention "the inserts: 0.34 ms each (before: 0.35 ms, so 2.9 % less)" 3
	is_marked slot-retention "the inserts: 0.34 ms each (before: 0.35 ms, so 4.9 % less)" "4.9 %"
	is_found slot-retention "[timeline] the slot retained 98.9 % of all WAL: 98025472 of 99076710"
}

@test "what was so before is cited as that" {
	is_found config-regression '`SELECT count(*), sum(amount) FROM invoices` took 1794 ms a call (5.38 ms before)' 3
	is_found config-regression '`SELECT count(*), sum(amount) FROM invoices` went from 5.38 ms to 1794 ms'
	is_found config-regression $'| | Before | Window |\n|---|---|---|\n| time per call | 5.38 ms | 1794 ms |'
	is_marked config-regression '- slow_queries: `SELECT count(*), sum(amount) FROM invoices`: 36 calls, 5.38 ms each' "5.38 ms" duration
}

@test "numbers in words count what the evidence counts" {
	is_found lock-contention 'Fourteen sessions were blocked by pid 29716' 2
	is_marked lock-contention 'Thirteen sessions were blocked by pid 29716' "Thirteen sessions" number
	is_found lock-contention 'There are three things to do in two steps, and four statements to look at' 0
}

@test "a number that the rows beside have nearly does not follow from others" {
	is_found lock-contention 'pid 29716: transaction open for 34.42 s, from 04:02:23 to 04:02:57'
	is_marked lock-contention '- idle_in_transaction: `app_bf40`: xact_seconds 34.42; its transaction was open for 33.42 s' "33.42 s" duration
	is_marked connection-exhaustion '- system_metrics: 91 of 100 in use; connections_total = 92, connections_max = 100' "92"
}

@test "what is said to be so today is no proposal" {
	is_found lock-contention $'## Immediate Fix\n1. Set `lock_timeout` to 5 s (now 0 ms)'
	is_marked lock-contention $'## Immediate Fix\n1. Set `lock_timeout` to 5 s (now 3 ms)' "3 ms"
}

@test "facts are facts below any heading" {
	verdict slot-retention $'## Immediate Fix\n1. Set max_slot_wal_keep_size to 10 GB.\n2. The inserts: 939 calls, 93900 rows, 96810901 bytes of WAL, in batches of e.g. 500 rows.'
	json_is '[.verification.unsupported[].text] | join(" ")' "96810901 bytes"
	json_is '.verification.proposed' 2
}

@test "numbers as they are written in many places" {
	is_found temp-spill "155,044,432 bytes; 155.044.432 bytes; 155'044'432 bytes; 155 044 432 bytes" 4
	is_found temp-spill "284 781 transactions; 285k transactions; about 280,000 transactions" 3
	is_found temp-spill "147,86 MB und 147.86 MB" 2
	is_found temp-spill "temp_bytes_delta is １５５０４４４３２"
	is_marked temp-spill "284 782 transactions" "284 782 transactions"
}

@test "percentages, also of what the line cites, and how many times" {
	is_found connection-exhaustion "91 of 97 usable connections (93.8 %), 91 % of 100" 5
	is_found forced-checkpoint "8.2 times max_wal_size (525 MB against 64 MB)" 3
	is_marked connection-exhaustion "95.8 % of connections" "95.8 %" percentage
	is_marked forced-checkpoint "9.2 times max_wal_size" "9.2 times"
}

@test "settings are those of the record" {
	is_found lock-contention '`max_wal_size` = `1GB`, max_wal_size is 1024 MB, log_lock_waits = off, autovacuum is on' 4
	is_marked lock-contention 'log_lock_waits = on' "on" setting
	is_marked lock-contention 'work_mem (8 MB)' "8 MB" setting
	is_marked lock-contention 'seq_page_cost = 9' 9 setting
}

@test "names: pseudonyms, qualified names, names in code" {
	is_found vacuum-starvation 'public.users, `public.users`, `users`, app_cf2f, `n_dead_tup`, `pg_stat_activity`, postgresql.conf, e.g. this'
	is_marked vacuum-starvation 'user_0000 did it' user_0000 name
	is_marked vacuum-starvation 'the table `public.userz`' public.userz name
	is_marked vacuum-starvation 'the table `invoices`' invoices name
}

@test "SQL that acts is a proposal; its process ids and objects are not" {
	verdict ddl-lock-queue $'## Immediate Fix\n1. `SET lock_timeout = \'2s\'; ALTER TABLE orders ADD COLUMN x int;`\n2. Raise work_mem to 64 MB\n```sql\nALTER SYSTEM SET max_wal_size = \'9GB\'; -- it is 1 GB now\nSELECT pg_terminate_backend(26026);\n```\n'
	json_is '[.verification.unsupported[].text] | join(" ")' ""
	json_is '.verification.proposed >= 4' true
	is_marked ddl-lock-queue '`SELECT pg_terminate_backend(26027);`' 26027 pid
	is_marked ddl-lock-queue $'## Fix\n```sql\nSELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE pid IN (26026, 99);\n```' 99 pid
	is_marked ddl-lock-queue '`VACUUM (ANALYZE) payments;`' payments name
	is_marked ddl-lock-queue '`CREATE INDEX CONCURRENTLY new_idx ON payments (id)`' payments name
	is_found ddl-lock-queue '`CREATE INDEX CONCURRENTLY new_idx ON orders (id)`'
}

@test "a quoted query is quoted right" {
	is_found ddl-lock-queue 'It ran `SELECT count(*)   FROM orders` and `select id, status … order by id desc`' 2
	is_marked missing-index '`select id, status, total_cents from orders where user_id = $1 order by id desc limit $3`' \
		'select id, status, total_cents from orders where user_id = $1 order by id desc limit $3' query
}

@test "lists, headings, versions and ordinals are no facts" {
	is_found healthy $'# 1. The 3rd of the top 7\n\n1. One\n2) Two\n- PostgreSQL 15.3, step 4, p99\n> 17. quoted' 0
}

@test "tables: what the head says, and what stands before in the row" {
	is_found checkpoint-and-locks $'| pid | wait (s) | blocked sessions |\n|---|---|---|\n| 20927 | 32.7 | 22 |' 3
	is_marked checkpoint-and-locks $'| pid | wait (s) | blocked sessions |\n|---|---|---|\n| 22 | 20927 | 12 |' "22 20927 12"
	is_marked checkpoint-and-locks $'| metric | value |\n|---|---|\n| ckpt_requested_delta | 22 |' 22
}

@test "the place counts characters, as jq does" {
	verdict lock-contention 'Größe ≈ “ü” – 47 sessions'
	json_is '.response.text[.verification.unsupported[0].offset:]' "47 sessions"
}

@test "JSON is read by its keys" {
	jq -c '.response.json = {root_cause: "pid 29716", blocking_pid: 29716, victims: 14, confidence: 0.77,
		fix: [{sql: "ALTER SYSTEM SET work_mem = '"'"'9MB'"'"'"}], evidence: [{detail: "blocked 15 sessions"}]}' "$fixtures/lock-contention.json" >envelope
	expect 0 fr-verify <envelope
	json_is '.verification.unsupported | map("\(.path) \(.offset) \(.text)") | join(";")' "json.evidence[0].detail 8 15 sessions"
	json_is '.verification.cited' 4
}

@test "--strict: 76, and nothing is lost" {
	jq -c '.response.text = "47 sessions were blocked"' "$fixtures/lock-contention.json" >envelope
	expect 76 fr-verify --strict <envelope
	stderr_has "fr-verify: the evidence has not what the answer cites 1 times of 1, first '47 sessions'"
	json_is '"\(.error.stage) \(.error.code)"' "verify 76"
	json_is .response.text "47 sessions were blocked"
	json_is '.verification.unsupported | length' 1
	expect 0 fr-verify --strict <"$fixtures/lock-contention.json"
	json_is .error null
}

@test "without an answer nothing changes" {
	jq -c 'del(.response)' "$fixtures/healthy.json" >envelope
	expect 0 fr-verify --strict <envelope
	[ "$(jq -S . <<<"$output")" = "$(jq -S . envelope)" ]
	echo '{"fr":1,"response":{"text":"pid 12"}}' >envelope
	expect 0 fr-verify <envelope
	json_is '.verification.unsupported[0].text' 12
	echo '{"fr":1,"response":{"text":7},"context":[1],"findings":{"a":"b"},"window":3}' >envelope
	expect 0 fr-verify <envelope
	json_is .verification.cited 0
}

@test "advice of the rules is no evidence" {
	jq -c '.response.text = "work_mem is 321 MB" | .findings[0].fix = ["work_mem = 321 MB"]' "$fixtures/healthy.json" >envelope
	expect 0 fr-verify <envelope
	json_is '.verification.unsupported[0].text' "321 MB"
}

@test "what tools answered and what was asked are evidence, in every shape that results have" {
	for shape in . tojson .rows '.rows | tojson' '{rows, returned} | tojson' 'tojson + "\n"'; do
		jq -c "(.response.turns[].calls[] | select(.result).result) |= ($shape)" "$fixtures/investigated.json" >envelope
		expect 0 verify_only <envelope
		json_is '.verification | "\(.cited) \(.supported)"' "22 22"
		for text in "15 sessions were blocked" "35.4 s" "15,478 calls" "max_wal_size (2 GB)" "at 04:04" "251 customers"; do
			expect 0 fr-verify < <(jq -c --arg text "$text" '.response.text = $text' envelope)
			json_is '.verification | "\(.cited) \(.supported)"' "1 0"
		done
	done
	expect 0 fr-verify < <(jq -c '(.response.turns[].calls[] | select(.result).result) = "It took 34.4 s; 14 sessions waited"
		| .response.text = "34.4 s, 14 sessions, 35.4 s"' "$fixtures/investigated.json")
	json_is '[.verification.unsupported[].text] | join(" ")' "35.4 s"
}

@test "what tools gave in earlier turns of a conversation is evidence, what was answered is not" {
	jq -nc '{fr: 1, id: "019abc00-0000-7000-8000-000000000001", response: {text: "`standby_berlin` retains 4711 MB, 1 row; 4712 MB."},
		earlier: {turns: [{question: "Which slot?", answer: "4712 MB", results: ["replication_slots {}\n[{\"slot_name\": \"standby_berlin\", \"retained_wal_bytes\": 4939841536}]"]}]}}' >envelope
	expect 0 fr-verify <envelope
	json_is '[.verification.unsupported[].text] | join(" ")' "4712 MB"
}

@test "what a model said in its turns, or put into its calls, is no evidence" {
	for text in "pid 31337" "777 sessions" "88 min" "id 4711" '`lock_wait_31337`'; do
		is_marked investigated "$text" "$(sed 's/^pid //; s/^id //; s/`//g' <<<"$text")"
	done
	is_found investigated "$(printf '`%s` ' $(cd "$FR_ROOT/share/tools" && basename -s .sql ./*.sql))"
	jq -c '.response.turns[0].calls = [{name: "no_such", error: {code: 65, message: "there is no tool no_such for 4711 ms"}},
		{name: "run_sql", error: {code: 77, message: "the function waits_4712 is not allowed for 4712 ms"}},
		{name: "list_hosts", error: {code: 69, message: "no answer within 4713 ms"}}]' "$fixtures/investigated.json" >envelope
	expect 0 fr-verify < <(jq -c '.response.text = "`no_such` took 4711 ms, `run_sql` with `waits_4712` 4712 ms, `list_hosts` 4713 ms"' envelope)
	json_is '[.verification.unsupported[].text] | join(" ")' "no_such 4711 ms waits_4712 4712 ms"
}

compatible() { fr-llm --provider openai --api chat --base-url "$fake_llm/v1" --model llama3.2 "$@"; }

@test "an exchange through each API" {
	need_fake_llm
	fake_llm_start
	fake_setup
	for api in anthropic responses compatible ollama; do
		flavour=
		[ "$api" != ollama ] || flavour=', "flavour": "ollama"'
		[ "$api" != compatible ] || flavour=', "flavour": "vllm"'
		fake_llm_script "[{\"text\": \"Pid 17 has 18 calls.\", \"tool_calls\": [{\"name\": \"query_metric\", \"input\": {\"host\": \"h19\", \"minutes\": 20}}]$flavour},
			{\"text\": \"user_7f3a: 42 calls, then 43 calls, 18 calls, 20 min, pid 17\"$flavour}]"
		expect 0 "$api" --tools "$FR_ROOT/tests/fake-llm/tool" < <(asking)
		expect 0 fr-verify <<<"$output"
		json_is '.response.turns[0].calls[0].result.rows[0].count' 42
		json_is '[.verification.unsupported[].text] | join(", ")' "43 calls, 18 calls, 20 min, 17"
	done
}

@test "hostile exchanges take neither long nor much" {
	for result in '"7" * 1000000' '"1 min " * 170000' '("[" * 100000)' '("[" * 200) + ("]" * 200)' '("{\"a\":" * 5000)' \
		'{rows: [range(20000) | {calls_delta: ., at: "2026-11-23T04:02:\(. % 60)Z", state: "idle"}]}' '[range(100000)] | tojson' \
		'{rows: [[range(3000) | {key: "c\(.)_delta", value: .}] | from_entries]}' '{rows: {rows: [1]}, returned: "x"}' \
		'[range(3000) | {max_connections: 1, connections_total: .}]' '"\u0000 1 \u001b[31m"' 'null' 'true'; do
		jq -c ".response.turns[0].calls[0].result = ($result)" "$fixtures/investigated.json" >envelope
		expect 0 timeout 60 fr-verify <envelope
		json_is '.verification.cited > 0' true
	done
	for turns in 7 '"x"' '[7]' '[{}]' '{calls: [{result: 1}]}' '[{calls: 7}]' '[{calls: [7, null, {}, {name: 7, result: {rows: [1, null]}}, {error: 7}, {error: {code: 69}}]}]'; do
		jq -c ".response.turns = $turns | .question = $turns" "$fixtures/investigated.json" >envelope
		expect 0 fr-verify <envelope
		json_is '.verification.cited > 0' true
	done
	expect 0 timeout 60 fr-verify < <(jq -c '.question.text = "1 min " * 170000' "$fixtures/investigated.json")
}

@test "hostile answers take neither long nor much" {
	for text in '"7" * 1000000' '"1," * 300000' '"1 min " * 100000' '"`" * 500000' '"|1" * 200000' '"1." * 300000' '"a_" * 300000' '"1 to " * 100000' \
		'"`select a from b where c = 1` " * 20000' '"max_wal_size = " * 30000' '"pid 9\n" * 100000' '"```sql\nselect 1 -- pid 7\n" * 20000' '"(" * 500000' '"$1" * 200000' '"7 [slow_queries 1]" * 50000' '"[lock_summary " * 100000' '"[lock_summary 1-4000000000] " * 20000' '"9 [lock_summary 99999999999999999999]\n" * 20000'; do
		jq -c ".response.text = ($text)" "$fixtures/lock-contention.json" >envelope
		expect 0 timeout 60 fr-verify <envelope
		json_is '.verification.unsupported | length <= 100' true
	done
}

@test "control characters are masked where they are shown" {
	jq -c '.response.text = "pid \u001b[31m 4711\u202e `a\u0001b_c` 12\u0000 sessions"' "$fixtures/healthy.json" >envelope
	expect 76 fr-verify --strict <envelope
	stderr_lacks $'\033'
}

@test "terms of one's own come first; without terms it is 78" {
	mkdir -p own/verify
	jq '.units += [{kind: "duration", base: [1209600], names: ["fortnight", "fortnights"]}]' "$FR_ROOT/share/verify/terms.json" >own/verify/terms.json
	jq -c '.response.text = "2 fortnights" | .context.x = {rows: [{a_seconds: 2419200}]}' "$fixtures/healthy.json" >envelope
	expect 0 fr-verify --share own <envelope
	json_is '.verification | "\(.cited) \(.supported)"' "1 1"
	echo '[]' >own/verify/terms.json
	expect 78 fr-verify --share own <envelope
	stderr_has "'own/verify/terms.json' is no JSON object"
	echo '{' >own/verify/terms.json
	expect 78 fr-verify --share own <envelope
	stderr_has own/verify/terms.json
}
