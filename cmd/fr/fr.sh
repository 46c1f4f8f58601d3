#!/bin/sh
# fr: the pipelines of the fr tools that are used every day, as one command. With -n it prints the pipeline instead.
set -u

usage() {
	cat <<'END'
usage: fr [-n] COMMAND [options]

fr: run the usual pipelines of the fr tools

commands:
  diagnose [options]   evidence of a window, what was wrong in it, and what to do
  config [options]     every setting, its value, and where it came from
  help [COMMAND]       this, or the help of a command
  NAME [arguments]     any other tool: 'fr log list' is 'fr-log list'

options:
  -n, --dry-run        print the pipeline, ready to be pasted, and do not run it
      --version        print the version and exit
  -h, --help           print this and exit

diagnose hands these options to the stage they belong to, and all others to fr-context:
  fr-sanitize          --level LEVEL, --keep-literals, --explain
  fr-prompt            --examples N
  fr-llm               --provider NAME, --model NAME
  fr-verify            --strict
  fr-log               --store FILE, --format FORMAT, --color WHEN, --wait SECONDS, --auto, --reveal, --no-reveal
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
diagnose() {
	context='' sanitize='' every='' prompt='' llm='' verify='' log=''
	while [ $# -gt 0 ]; do
		option=${1%%=*}
		case $option in
		--config | --max-bytes | --level | --examples | --provider | --model | --store | --format | --color | --wait)
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
		--provider | --model) llm=$llm$words ;;
		--strict) verify=$verify$words ;;
		--store | --format | --color | --wait | --auto | --reveal | --no-reveal) log=$log$words ;;
		*) context=$context$words ;;
		esac
		shift
	done
	add_stage fr-context "$every$context"
	add_stage fr-sanitize "$every$sanitize"
	add_stage fr-prompt "$every$prompt diagnose"
	add_stage fr-llm "$every$llm"
	add_stage fr-verify "$every$verify"
	add_stage fr-log "$every$log"
	run_pipeline
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
diagnose) diagnose "$@" ;;
help)
	case ${1-} in
	'' | diagnose | help) usage || exit 74 ;;
	*) other_tool "$1" --help ;;
	esac
	;;
*) other_tool "$command" "$@" ;;
esac
