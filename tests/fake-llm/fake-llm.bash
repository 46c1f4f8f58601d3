# The stand-in for the model vendors, in bats. To be loaded after helpers; needs node, and says so in $fake_llm_why.
#
#   fake_llm_start [OPTION...]   starts one (tests/fake-llm/README.md has the options) and sets
#                                  $fake_llm      its origin: --base-url for Anthropic, and with /v1 for OpenAI
#                                  $fake_llm_tls  the same over TLS, after `fake_llm_start --tls`, with $fake_llm_cacert
#                                  $fake_llm_key  the key it takes
#                                  $fake_llm_log  its journal, a JSON document a line
#   fake_llm_script JSON         what the next requests are answered with, a step or a list of them; forgets older ones
#   fake_llm_add JSON            more steps after those
#   fake_llm_case NAME           the steps of a protocol case
#   fake_llm_requests [FILTER]   the requests that came, through a jq filter
#   fake_llm_count               how many came
#   fake_llm_forget              as if none had come
#
# helpers.bash stops it after the test, or after the file when setup_file started it.

# shellcheck shell=bash disable=SC2034 # what is set here is for the tests
fake_llm_here=$(cd "${BASH_SOURCE[0]%/*}" && pwd)

fake_llm_have() {
  fake_llm_why=
  command -v node >/dev/null || { fake_llm_why="the stand-in for the vendors needs node"; return 1; }
}

need_fake_llm() { fake_llm_have || skip "$fake_llm_why"; }

fake_llm_certificate() { # FOLDER
  openssl req -x509 -newkey rsa:2048 -nodes -keyout "$1/tls.key" -out "$1/tls.crt" -days 2 -subj /CN=localhost \
    -addext "subjectAltName=DNS:localhost,DNS:api.anthropic.com,DNS:api.openai.com,IP:127.0.0.1" 2>/dev/null
}

fake_llm_start() { # [--tls] [OPTION...]
  local folder options=()
  folder=$(mktemp -d "${BATS_TEST_TMPDIR:-$BATS_FILE_TMPDIR}/fake-llm.XXXXXX")
  if [ "${1:-}" = --tls ]; then
    shift
    fake_llm_certificate "$folder" || return 1
    options=(--tls-cert "$folder/tls.crt" --tls-key "$folder/tls.key")
  fi
  start node "$fake_llm_here/server.js" --log "$folder/log" "${options[@]}" "$@" >"$folder/ports" 2>"$folder/errors"
  wait_for 10 fake_llm_listens "$folder/ports" "$((1 + (${#options[@]} > 0)))" || { cat "$folder/errors" >&2; return 1; }
  fake_llm=http://127.0.0.1:$(sed -n 1p "$folder/ports")
  fake_llm_tls=https://localhost:$(sed -n 2p "$folder/ports")
  fake_llm_cacert=$folder/tls.crt fake_llm_key=${FAKE_LLM_KEY:-sk-stand-in-0123456789abcdef} fake_llm_log=$folder/log
  export fake_llm fake_llm_tls fake_llm_cacert fake_llm_key fake_llm_log
}

fake_llm_listens() { [ "$(wc -l <"$1")" -ge "$2" ]; } # FILE LINES

fake_llm_door() { # METHOD NAME [BODY]
  curl --silent --show-error --fail-with-body --noproxy '*' -X "$1" ${3:+--data-binary "$3"} "$fake_llm/fake/$2"
}

fake_llm_script() { fake_llm_door PUT script "$1" >/dev/null || { fail "the script is no good: $1"; return 1; }; }
fake_llm_add() { fake_llm_door POST script "$1" >/dev/null || { fail "the script is no good: $1"; return 1; }; }
fake_llm_case() { fake_llm_script "{\"case\": \"$1\"}"; }
fake_llm_requests() { jq -rc "select(.request) | ${1:-.}" "$fake_llm_log"; }
fake_llm_count() { fake_llm_requests .request | wc -l; }
fake_llm_forget() { fake_llm_door DELETE requests >/dev/null; }

# The vendors' SDKs in the cache, at the versions of the lock file; sets $fake_llm_sdks, or $fake_llm_why. All or nothing,
# also when two ask for it at once.
fake_llm_sdks_have() {
  local lock=$fake_llm_here/package-lock.json new
  fake_llm_have || return 1
  fake_llm_sdks=$FR_TESTS_CACHE/vendor-sdks-$(sha256sum "$lock" | cut -c 1-12)
  [ ! -d "$fake_llm_sdks" ] || return 0
  command -v npm >/dev/null || { fake_llm_why="the vendors' SDKs come from npm, which is not installed"; return 1; }
  mkdir -p "$FR_TESTS_CACHE" && new=$(mktemp -d "$FR_TESTS_CACHE/new.XXXXXX") || return 1
  cp "$fake_llm_here/package.json" "$lock" "$new"
  if (cd "$new" && npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier) >/dev/null 2>&1 </dev/null 3>&-; then
    chmod go+rx "$new"
    mv -T "$new" "$fake_llm_sdks" 2>/dev/null
  fi
  rm -rf "$new"
  [ -d "$fake_llm_sdks" ] || { fake_llm_why="the vendors' SDKs cannot be had from npm"; return 1; }
}
