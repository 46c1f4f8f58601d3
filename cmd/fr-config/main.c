/* fr-config: every setting, its value, and where it came from. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "config.h"
#include "credentials.h"
#include "json.h"
#include "json_write.h"

enum { OPT_FORMAT = FR_OPT_OWN };

static const struct fr_option options[] = {
	{ OPT_FORMAT, "format", "FORMAT", "text (default) or json" },
	{ 0 },
};

static const struct fr_command command = {
	"fr-config",
	"[options]",
	"print every setting, its value, and where it came from",
	options,
	"Values come from the first of: a tool's option, FR_<KEY> in the environment,\n"
	"~/.config/fr/fr.conf, /etc/fr/fr.conf, the default.\n",
};

/* The value as it may be shown. */
static const char *shown(const struct fr_config *config, const char *key)
{
	const char *value = fr_config_text(config, key);

	return *value != '\0' && fr_config_hidden(config, key) ? "(hidden)" : value;
}

static const char *const providers[] = { "anthropic", "openai" };

/* Where a provider's key would come from, or what is wrong with it; never the key. */
static const char *key_state(const struct fr_config *config, const char *provider, char text[], size_t size)
{
	struct fr_secret secret = { 0 };
	struct fr_error err;
	int found = fr_credentials_find(config, provider, &secret, &err);

	snprintf(text, size, "%s", found < 0 ? err.message : found > 0 ? secret.source : "none");
	fr_secret_wipe(&secret);
	return text;
}

static void print_text(const struct fr_config *config)
{
	char state[8192];
	const char *key, *help;

	for (int i = 0; (key = fr_config_key(i, &help)) != NULL; i++) {
		const char *value = shown(config, key);

		printf("# %s\n%s = '%s'  # %s\n", help, key, value, fr_config_source(config, key));
	}
	for (size_t i = 0; i < sizeof(providers) / sizeof(providers[0]); i++)
		printf("# key for %s: %s\n", providers[i], key_state(config, providers[i], state, sizeof(state)));
}

static void print_json(const struct fr_config *config)
{
	const char *key, *help;
	jv all = jv_object(), sources = jv_object();
	char state[8192];

	for (int i = 0; (key = fr_config_key(i, &help)) != NULL; i++) {
		jv entry = fr_json_set(jv_object(), "value", jv_string(shown(config, key)));

		all = fr_json_set(all, key, fr_json_set(entry, "source", jv_string(fr_config_source(config, key))));
	}
	for (size_t i = 0; i < sizeof(providers) / sizeof(providers[0]); i++)
		sources = fr_json_set(sources, providers[i],
				      jv_string(key_state(config, providers[i], state, sizeof(state))));
	fr_json_write_line(stdout, fr_json_set(fr_json_set(jv_object(), "settings", all), "keys", sources));
}

int main(int argc, char **argv)
{
	struct fr_args args;
	struct fr_error err;
	struct fr_config *config;
	const char *format = "text";

	fr_start(&args, &command, argc, argv);
	for (int option; (option = fr_next_option(&args)) != -1;)
		if (option == OPT_FORMAT)
			format = args.value;
	fr_no_operands(&args);
	if (strcmp(format, "text") != 0 && strcmp(format, "json") != 0)
		fr_usage("--format takes text or json, not '%s'", format);

	if (fr_config_load(&config, &err) < 0)
		fr_die(&err);
	if (strcmp(format, "json") == 0)
		print_json(config);
	else
		print_text(config);
	fr_config_free(config);
	return fr_finish(FR_EX_OK);
}
