/* fr-config: every setting, its value, and where it came from. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "config.h"
#include "json.h"

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

static void print_text(const struct fr_config *config)
{
	const char *key, *help;

	for (int i = 0; (key = fr_config_key(i, &help)) != NULL; i++) {
		const char *value = fr_config_text(config, key);

		printf("# %s\n%s = %s\t# %s\n", help, key, *value != '\0' ? value : "''",
		       fr_config_source(config, key));
	}
}

static void print_json(const struct fr_config *config)
{
	const char *key, *help;
	jv all = jv_object();

	for (int i = 0; (key = fr_config_key(i, &help)) != NULL; i++) {
		jv entry = fr_json_set(jv_object(), "value", jv_string(fr_config_text(config, key)));

		all = fr_json_set(all, key, fr_json_set(entry, "source", jv_string(fr_config_source(config, key))));
	}
	jv_dumpf(all, stdout, 0);
	putchar('\n');
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
