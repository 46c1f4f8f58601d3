#!/bin/sh
# fr: the pipelines of the fr tools that are used every day, as one command. With -n it prints the pipeline instead.
set -u

usage() {
	cat <<'END'
usage: fr [-n] COMMAND [options]

fr: run the usual pipelines of the fr tools

commands:
  diagnose [options]   evidence of a window, what was wrong in it, and what to do
  auto [options]       the same for cron and timers: what is new is diagnosed, kept and told, once; off
                       until auto_diagnosis_enabled
  auto --check         is everything there that auto needs?
  chat [options] [TEXT]
                       an investigation of a question, with read-only tools; without one a conversation, at a terminal.
                       --continue ID goes on with one that is kept, --dry-run shows what would be sent
  ask [options] TEXT   a question, answered in a few lines by a small model
  explain [options] SQL
                       a statement (or @FILE, or a queryid): why it takes its time
  fix [options]        what can be done about it at once; done only with --apply and the settings' leave
  report [options]     a report of a window: --audience external (customers; default) or internal
  config [options]     every setting, its value, and where it came from
  help [COMMAND]       this, or the help of a command
  NAME [arguments]     any other tool: 'fr log list' is 'fr-log list'

options:
  -n, --dry-run        print the pipeline, ready to be pasted, and do not run it
      --version        print the version and exit
  -h, --help           print this and exit

They hand these options to the stage they belong to, and all others to fr-context:
  fr-sanitize          --level LEVEL, --keep-literals, --explain
  fr-prompt            --examples N, --audience WHO
  fr-incident          --least SEVERITY
  fr-llm               --provider NAME, --model NAME, --base-url URL
  fr-verify            --strict
  fr-remediate         --apply, --yes, --no-alert, --from-findings
  fr-log               --store FILE, --format FORMAT, --color WHEN, --wait SECONDS, --auto, --reveal, --no-reveal
  fr-chat              --continue ID, --dry-run, --max-tokens N, --no-history
  every stage          --config FILE, --max-bytes N, -v

More in fr(1) and fr(7).
END
}

die() { # STATUS MESSAGE [HINT]
	printf 'fr: %s\n' "$(printf '%s' "$2" | tr '[:cntrl:]' '?')" >&2
	[ $# -lt 3 ] || printf 'hint: %s\n' "$3" >&2
	exit "$1"
}

# The argument as the shell would read it back.
quote() {
	case $1 in
	'' | *[!A-Za-z0-9_./:=@%+,-]*) printf '%s\n' "$1" | sed "s/'/'\\\\''/g; 1s/^/'/; \$s/\$/'/" ;;
	*) printf '%s\n' "$1" ;;
	esac
}

# The folder of the script itself, whichever links led to it.
own_folder() {
	own=$(command -v -- "$0" || printf '%s' "$0")
	own=$(readlink -f -- "$own" 2>/dev/null) || own=$0
	dirname -- "$own"
}

# A tool beside this script goes before those in PATH. It is written as short as PATH allows, for -n.
find_tool() { # NAME; sets $tool
	tool=$1
	if [ -x "$here/$1" ]; then
		[ "$(command -v -- "$1")" = "$here/$1" ] || tool=$(quote "$here/$1")
	elif ! command -v -- "$1" >/dev/null; then
		die 78 "cannot find '$1', neither in '$here' nor in PATH"
	fi
}

# Stages add up as text that the shell reads again: a status for each is more than a plain pipeline gives.
stages=0 shown='' wrapped=''
add_stage() { # NAME ARGUMENTS-AS-TEXT
	find_tool "$1"
	stage=$tool$2
	# The wrapper must outlive an interrupt, to tell what became of a tool that ends in its own time.
	part="{ trap : INT; $stage 3>&- 4>&-; echo \$? >&3; }"
	[ "$stages" = 0 ] || shown="$shown | " wrapped="$wrapped | "
	shown=$shown$stage wrapped=$wrapped$part
	stages=$((stages + 1))
}

# A fault is worse than anything. A stage that lost its reader (141) has done nothing wrong when another has failed.
worst_of() { # STATUS...; sets $worst
	worst=0
	[ $# -eq "$stages" ] || worst=1
	for status; do
		case $worst:$status in
		*:0 | 1:*) ;;
		*:1) worst=1 ;;
		0:141) worst=141 ;;
		*:141) ;;
		141:*) worst=$status ;;
		*) [ "$status" -le "$worst" ] || worst=$status ;;
		esac
	done
}

# Descriptor 3 carries the statuses into the substitution, 4 is the real stdout for the last stage.
run_pipeline() {
	if [ "$dry_run" = yes ]; then
		printf '%s\n' "$shown" || exit 74
		exit 0
	fi
	exec 4>&1
	trap : INT
	statuses=$(eval "{ $wrapped; } 3>&1 >&4")
	# shellcheck disable=SC2086 # one word a stage
	worst_of $statuses
	exit "$worst"
}

# Which stage an option is for; everything that is not named here is fr-context's.
sort_options() { # OPTION...; sets $context, $dsn, $sanitize, $prompt, $audience, $incident, $llm, $verify, $remediate, $log, $look, $store, $every and $window
	context='' dsn='' audience='' remediate='' sanitize='' prompt='' incident='' every='' llm='' verify='' log='' look='' store='' window=''
	while [ $# -gt 0 ]; do
		option=${1%%=*}
		case $option in
		-d | --dsn | --config | --max-bytes | --level | --examples | --audience | --least | --provider | --model | --base-url | --store | --format | --color | --wait)
			words=" $(quote "$1")"
			if [ "$option" = "$1" ]; then
				[ $# -gt 1 ] || die 2 "option '$1' needs an argument" "try 'fr --help'"
				words="$words $(quote "$2")"
				shift
			fi
			;;
		*) words=" $(quote "$1")" ;;
		esac
		case $option in
		-h | --help)
			usage || exit 74
			exit 0
			;;
		--config | --max-bytes | -v | --verbose) every=$every$words ;;
		--level | --keep-literals | --explain) sanitize=$sanitize$words ;;
		--examples) prompt=$prompt$words ;;
		--audience) prompt=$prompt$words audience=${1#--audience=} ;;
		--least) incident=$incident$words ;;
		--provider | --model | --base-url) llm=$llm$words ;;
		--strict) verify=$verify$words ;;
		--apply | -y | --yes | --no-alert | --from-findings) remediate=$remediate$words ;;
		-d | --dsn)
			dsn=$dsn$words
			context=$context$words
			;;
		--store) store=$store$words ;;
		--format | --wait | --auto) log=$log$words ;;
		--color | --reveal | --no-reveal) log=$log$words look=$look$words ;;
		*) context=$context$words ;;
		esac
		case $option in
		--last | --from | --at | --live) window=asked ;;
		esac
		shift
	done
}

# The usual pipeline with a prompt; sort_options came before.
evidence_to_answer() { # PROMPT [TOOL ARGUMENTS-AS-TEXT], a stage that sees the answer first
	add_stage fr-context "$every$context"
	add_stage fr-sanitize "$every$sanitize"
	add_stage fr-prompt "$every$prompt $1"
	add_stage fr-llm "$every$llm"
	[ $# -eq 1 ] || add_stage "$2" "$3"
	add_stage fr-verify "$every$verify"
	add_stage fr-log "$every$store$log"
	run_pipeline
}

diagnose() {
	sort_options "$@"
	evidence_to_answer diagnose
}

# Customers are told nothing that the evidence does not have.
report() {
	sort_options "$@"
	case $audience$verify in
	internal* | *--strict*) ;;
	*) verify="$verify --strict" ;;
	esac
	evidence_to_answer incident-report
}

# Without a model the rules' findings say what may be done.
fix() {
	sort_options "$@"
	add_stage fr-context "$every$context"
	add_stage fr-sanitize "$every$sanitize"
	case $llm in
	*--provider*) model=yes ;;
	*) if is_on ai_enabled; then model=yes; else model=no; fi ;;
	esac
	if [ "$model" = yes ]; then
		add_stage fr-prompt "$every$prompt remediate"
		add_stage fr-llm "$every$llm"
	else
		add_stage fr-prompt "$every$prompt diagnose"
		add_stage fr-llm "$every$llm"
		case $remediate in
		*--from-findings*) ;;
		*) remediate="$remediate --from-findings" ;;
		esac
	fi
	add_stage fr-remediate "$every$dsn$store$remediate"
	add_stage fr-log "$every$store$log"
	run_pipeline
}

# The last argument is the text, whatever it begins with.
split_text() { # WHAT ARGUMENT...; sets $text, and $options as text that the shell reads again
	what=$1 options=''
	shift
	case ${1-} in
	-h | --help)
		usage || exit 74
		exit 0
		;;
	esac
	[ $# -gt 0 ] || die 2 "$what" "try 'fr --help'"
	while [ $# -gt 1 ]; do
		options="$options $(quote "$1")"
		shift
	done
	text=$1
}

explain() {
	split_text "explain takes a statement, @FILE or a queryid" "$@"
	statement=$text
	eval "sort_options $options"
	[ -n "$window" ] || context="$context --last 24h"
	context="$context --query $(quote "$statement")"
	evidence_to_answer explain fr-tool "$every$dsn try --query $(quote "$statement")"
}

# Nobody but the question is on standard input; what fr-context would be told is told to the tools.
ask() { # PROMPT ARGUMENT...
	name=$1
	shift
	split_text "$name takes a question" "$@"
	question=$text
	eval "sort_options $options"
	small=''
	[ "$name" != ask ] || small=' --small'
	find_tool fr-tool
	tools=$tool$every$context
	add_stage fr-prompt "$every$prompt $name --question $(quote "$question") </dev/null"
	add_stage fr-llm "$every$small$llm --tools $(quote "$tools")"
	add_stage fr-verify "$every$verify"
	add_stage fr-log "$every$store$log"
	run_pipeline
}

# Its question is the last word, unless that is an option, or one's argument: then it is a conversation.
chat_words() { # ARGUMENT...; sets $text, $question (yes or no), $talk for fr-chat, and $options as text that the shell reads again
	text='' question=no talk='' options=''
	while [ $# -gt 0 ]; do
		case $1 in
		-h | --help)
			usage || exit 74
			exit 0
			;;
		--)
			[ $# -eq 2 ] || die 2 "one question follows '--'" "try 'fr --help'"
			text=$2 question=yes
			return
			;;
		-c | --continue | --max-tokens) kind=talk count=2 ;;
		--continue=* | --max-tokens=* | --no-history | --dry-run) kind=talk count=1 ;;
		-d | --dsn | --config | --max-bytes | --level | --examples | --provider | --model | --base-url | --store | --format | --color | \
			--wait | --limit | --recording | --result-bytes | --share | --timeout) kind=option count=2 ;;
		-v | --verbose | --reveal | --no-reveal | --keep-literals | --explain | --strict | --*=*) kind=option count=1 ;;
		*)
			kind=option count=1
			[ $# -gt 1 ] || kind=question
			;;
		esac
		[ $# -ge "$count" ] || die 2 "option '$1' needs an argument" "try 'fr --help'"
		words=" $(quote "$1")"
		[ "$count" = 1 ] || words="$words $(quote "$2")"
		case $kind:$1 in
		talk:*) talk=$talk$words ;;
		question:*) text=$1 question=yes ;;
		option:-*) options=$options$words ;;
		*) die 2 "unexpected '$1': a question is one word for the shell" "put it between quotes" ;;
		esac
		shift "$count"
	done
}

# Each turn is a pipeline of its own, which fr-chat runs; with --dry-run it ends at the request.
chat() {
	chat_words "$@"
	if [ "$question:$talk" = yes: ]; then
		eval "ask chat $options $(quote "$text")"
	fi
	eval "sort_options $options"
	case $log in
	*--format*) die 2 "a conversation is text, and has no --format" ;;
	esac
	find_tool fr-tool
	tools=$tool$every$context
	add_stage fr-sanitize "$every$sanitize"
	turn=$(quote "$stage")
	add_stage fr-prompt "$every$prompt chat"
	turn="$turn $(quote "$stage")"
	case $talk in
	*--dry-run*) llm="$llm --dry-run" ;;
	esac
	add_stage fr-llm "$every$llm --tools $(quote "$tools")"
	turn="$turn $(quote "$stage")"
	case $talk in
	*--dry-run*) ;;
	*)
		add_stage fr-verify "$every$verify"
		turn="$turn $(quote "$stage")"
		add_stage fr-log "$every$store$log --format json"
		turn="$turn $(quote "$stage")"
		;;
	esac
	find_tool fr-chat
	[ "$question" = no ] || talk="$talk --question $(quote "$text")"
	shown="$tool$every$store$look$talk $turn"
	if [ "$dry_run" = yes ]; then
		printf '%s\n' "$shown" || exit 74
		exit 0
	fi
	eval "exec $shown"
}

# What share/sql/ai_functions.sql runs: the arguments are hexadecimal digits, so that no text of a query can reach the server's shell,
# and so is the answer, which COPY would take apart.
unhex() { # DIGITS; sets $unhexed
	case $1 in
	00)
		unhexed=''
		return
		;;
	*[!0-9a-f]*) die 2 "psql takes hexadecimal digits" ;;
	esac
	unhexed=$(printf '%s' "$1" | LC_ALL=C awk '{
		for (i = 1; i < length($0); i += 2)
			printf "%c", 16 * (index("0123456789abcdef", substr($0, i, 1)) - 1) + index("0123456789abcdef", substr($0, i + 1, 1)) - 1
	}'; echo .)
	unhexed=${unhexed%.}
}

from_psql() { # HOST PORT DATABASE COMMAND..., all of them in digits
	words=''
	for digits; do
		unhex "$digits"
		words="$words $(quote "$unhexed")"
	done
	eval "set --$words"
	[ $# -gt 3 ] || die 2 "psql takes a host, a port, a database and a command"
	[ -z "$1" ] || export PGHOST="$1"
	export PGPORT="$2" PGDATABASE="$3"
	shift 3
	for text; do :; done
	case $1:$text in
	explain:@*) echo 'fr: psql explains statements, and reads no files' ;;
	ask:* | chat:* | cost:* | diagnose:* | explain:* | report:*)
		[ "$1:$#" != chat:3 ] || set -- "$1" "$2" -- "$3"
		"$0" "$@" </dev/null 2>&1 || : # what went wrong is said; a status would have PostgreSQL throw it away
		;;
	*) die 2 "'$1' is not for psql" ;;
	esac | od -An -v -t x1 | tr -d ' \n'
}

# What the tools make of a setting, with the options that every stage gets.
setting() { # KEY
	find_tool fr-config
	eval "$tool$every" | sed -n "s/^$1 = '\(.*\)'  # .*/\1/p"
}

is_on() { # KEY
	case $(setting "$1") in
	true | on | yes | 1) ;;
	*) return 1 ;;
	esac
}

# The window is the lookback unless another is asked for.
auto_stages() {
	[ -n "$window" ] || context="$context --last $(quote "$(setting auto_diagnosis_lookback)")"
	add_stage fr-context "$every$context"
	add_stage fr-sanitize "$every$sanitize"
	add_stage fr-prompt "$every$prompt diagnose"
	add_stage fr-incident "$every$store$incident"
	add_stage fr-llm "$every$llm --fallback offline"
	add_stage fr-verify "$every$verify"
	add_stage fr-log "$every$store --auto --format json$log"
	add_stage fr-incident "$every$store done"
	! is_on auto_diagnosis_alert || add_stage fr-alert "$every$store"
}

auto() {
	case ${1-} in
	--check)
		shift
		sort_options "$@"
		auto_check
		;;
	esac
	sort_options "$@"
	if ! is_on auto_diagnosis_enabled && [ "$dry_run" = no ]; then
		[ ! -t 2 ] || printf 'fr: auto_diagnosis_enabled is off\n' >&2
		exit 0
	fi
	auto_stages
	[ "$dry_run" = yes ] || [ -t 1 ] || exec >/dev/null # what there is to say was told, and is in the store
	run_pipeline
}

# One line for each thing that auto needs, with the tool's own words where it is not there.
failed=0
check() { # WHAT COMMAND-AS-TEXT
	if said=$(eval "$2" 2>&1 >/dev/null </dev/null); then
		printf 'ok      %s%s\n' "$1" "${said:+ ($(printf '%s' "$said" | head -n 1 | tr '[:cntrl:]' '?'))}"
	else
		failed=$?
		printf 'FAILED  %s: %s\n' "$1" "$(printf '%s' "$said" | tr '\n' ' ' | tr '[:cntrl:]' '?')"
	fi
}

tool_text() { # NAME ARGUMENTS-AS-TEXT; sets $text
	find_tool "$1"
	text=$tool$every$2
}

auto_check() {
	tool_text fr-config ''
	check settings "$text"
	if is_on auto_diagnosis_enabled; then
		printf 'ok      auto_diagnosis_enabled\n'
	else
		failed=78
		printf 'FAILED  auto_diagnosis_enabled: it is off\n'
	fi
	tool_text fr-context "$context"
	check "database, and the recorder in it" "$text"
	tool_text fr-incident "$store"
	check "store, to be written" "$text"
	tool_text fr-cost "$store budget --format json"
	check "budget" "$text"
	tool_text fr-llm "$llm --check"
	check "model and its key" "$text"
	if is_on auto_diagnosis_alert; then
		tool_text fr-alert ' check'
		check "channels for alerts" "$text"
	fi
	exit "$failed"
}

# Any other tool: fr log list is fr-log list.
other_tool() { # NAME ARGUMENT...
	case $1 in
	*[!a-z]*) die 2 "unknown command '$1'" "try 'fr --help'" ;;
	esac
	if [ ! -x "$here/fr-$1" ] && ! command -v -- "fr-$1" >/dev/null; then
		die 2 "unknown command '$1'" "try 'fr --help'"
	fi
	[ "$dry_run" = no ] || die 2 "-n is for pipelines, and '$1' is none" "try 'fr --help'"
	name=fr-$1
	shift
	[ ! -x "$here/$name" ] || name=$here/$name
	exec "$name" "$@"
}

here=$(own_folder)
dry_run=no
while [ $# -gt 0 ]; do
	case $1 in
	-n | --dry-run) dry_run=yes ;;
	-h | --help) set -- help && break ;;
	--version)
		find_tool fr-config
		version=$(eval "$tool --version") || exit
		printf 'fr %s\n' "${version#* }" || exit 74
		exit 0
		;;
	-*) die 2 "unknown option '$1'" "try 'fr --help'" ;;
	*) break ;;
	esac
	shift
done
[ $# -gt 0 ] || die 2 "no command given" "try 'fr --help'"

command=$1
shift
case $command in
ask) ask ask "$@" ;;
chat) chat "$@" ;;
auto) auto "$@" ;;
explain) explain "$@" ;;
fix) fix "$@" ;;
psql) from_psql "$@" ;;
report) report "$@" ;;
diagnose) diagnose "$@" ;;
help)
	case ${1-} in
	'' | ask | auto | chat | diagnose | explain | fix | report | help) usage || exit 74 ;;
	*) other_tool "$1" --help ;;
	esac
	;;
*) other_tool "$command" "$@" ;;
esac
