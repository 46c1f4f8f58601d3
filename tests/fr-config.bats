load helpers

@test "a value comes from the environment before the file, and from the file before the default" {
	mkdir -p "$XDG_CONFIG_HOME/fr"
	printf "ai_model = 'from file'  # why\nai_max_calls_per_hour=7\n" >"$XDG_CONFIG_HOME/fr/fr.conf"
	export FR_AI_MODEL="from environment"
	expect 0 fr-config --format json
	json_is .settings.ai_model.value "from environment"
	json_is .settings.ai_model.source FR_AI_MODEL
	json_is .settings.ai_max_calls_per_hour.value 7
	json_is .settings.ai_max_calls_per_hour.source "$XDG_CONFIG_HOME/fr/fr.conf:2"
	json_is .settings.ai_provider.source default
}

@test "what it prints is a file that it reads" {
	fr-config >"$HOME/all.conf"
	expect 0 fr-config --config "$HOME/all.conf" --format json
	json_is '[.settings[].source | select(startswith("default"))] | length' 0
}

@test "bad lines are named" {
	for line in 'ai_enabled' 'ai_enabled true' '= x' "ai_model = 'open" "ai_model = 'a' b"; do
		echo "$line" >"$HOME/bad.conf"
		expect 78 fr-config --config "$HOME/bad.conf"
		stderr_has "bad.conf:1: not of the form 'key = value'"
	done
	echo 'ai_daily_budget_usd = lots' >"$HOME/bad.conf"
	expect 78 fr-config --config "$HOME/bad.conf"
	stderr_has "ai_daily_budget_usd takes an amount in dollars such as 10.00, not 'lots'"
	FR_AI_ENABLED=x expect 78 fr-config
	stderr_has "FR_AI_ENABLED: ai_enabled takes true or false"
}

@test "a missing file that was named, and one that others can write, are refused" {
	expect 78 fr-config --config "$HOME/none.conf"
	stderr_has "cannot read '$HOME/none.conf': No such file or directory"
	echo >"$HOME/open.conf"
	chmod 666 "$HOME/open.conf"
	expect 78 fr-config --config "$HOME/open.conf"
	stderr_has "can be written by others than its owner"
	stderr_has "hint: chmod go-w '$HOME/open.conf'"
}

# Each way to give a key: found, named, and never shown.
key_is() { # SOURCE
	json_is .keys.anthropic "$1"
	stdout_lacks sk-secret
	stderr_lacks sk-secret
}

@test "a key from a file that only its owner can read" {
	echo sk-secret-1 >"$HOME/key"
	chmod 600 "$HOME/key"
	FR_API_KEY_FILE=$HOME/key expect 0 fr-config --format json
	key_is "file '$HOME/key'"
	chmod 640 "$HOME/key"
	FR_API_KEY_FILE=$HOME/key expect 0 fr-config --format json
	key_is "the key in file '$HOME/key' can be read by others than its owner"
	FR_API_KEY_FILE=$HOME/none expect 0 fr-config --format json
	key_is "cannot read the key from file '$HOME/none': No such file or directory"
	: >"$HOME/empty"
	chmod 600 "$HOME/empty"
	FR_API_KEY_FILE=$HOME/empty expect 0 fr-config --format json
	key_is "the key from file '$HOME/empty' is empty"
}

@test "a key from a command" {
	FR_API_KEY_COMMAND='echo sk-secret-2' expect 0 fr-config --format json
	key_is api_key_command
	FR_API_KEY_COMMAND='echo sk-secret-2; exit 4' expect 0 fr-config --format json
	key_is "api_key_command failed with status 4"
	OPENAI_API_KEY=sk-secret-3 FR_API_KEY_COMMAND="env >$HOME/environment; echo sk-secret-2" expect 0 fr-config --format json
	key_is api_key_command
	grep -q '^PATH=' "$HOME/environment"
	! grep -q sk-secret-3 "$HOME/environment" || false
	FR_API_KEY_COMMAND='yes sk-secret-2' expect 0 fr-config --format json
	stdout_lacks '"anthropic":"api_key_command"'
	FR_API_KEY_COMMAND='echo sk-secret-2' expect 0 fr-config
	stdout_lacks sk-secret
}

@test "a key from systemd's credentials, and from the environment" {
	mkdir "$HOME/credentials"
	echo sk-secret-3 >"$HOME/credentials/anthropic_api_key"
	chmod 400 "$HOME/credentials/anthropic_api_key"
	CREDENTIALS_DIRECTORY=$HOME/credentials ANTHROPIC_API_KEY=sk-secret-4 expect 0 fr-config --format json
	key_is "file '$HOME/credentials/anthropic_api_key'"
	ANTHROPIC_API_KEY=sk-secret-4 expect 0 fr-config --format json
	key_is "ANTHROPIC_API_KEY in the environment"
	ANTHROPIC_API_KEY=$'sk-secret-4\nx-header: y' expect 0 fr-config --format json
	key_is "the key from ANTHROPIC_API_KEY in the environment holds a character that no key has"
	expect 0 fr-config --format json
	key_is none
}
