/* fr-log: keep diagnoses and errors, print them, and find them again. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config.h"
#include "fr-log.h"

enum { OPT_FORMAT = FR_OPT_OWN, OPT_AUTO, OPT_WAIT, OPT_REVEAL, OPT_NO_REVEAL };

static const struct fr_option option_table[] = {
	{ 's', "store", "FILE", "where to keep (default fr.db in the state folder)" },
	{ OPT_FORMAT, "format", "FORMAT", "text (default on a terminal) or json" },
	{ OPT_REVEAL, "reveal", NULL, "show names instead of pseudonyms in text (default on a terminal)" },
	{ OPT_NO_REVEAL, "no-reveal", NULL, "leave pseudonyms as they are" },
	{ OPT_AUTO, "auto", NULL, "mark diagnoses as made without being asked for" },
	{ 'n', "limit", "N", "list N at the most (default 50); 0: all" },
	{ OPT_WAIT, "wait", "SECONDS", "how long to wait for others that write (default 10)" },
	{ 0 },
};

static const struct fr_command command = {
	"fr-log",
	"[options] [list | show ID | errors]",
	"keep diagnoses and errors, print them, and find them again",
	option_table,
	"With no operand it is a filter: it keeps each envelope's diagnosis or error, prints it\n"
	"on a terminal, and passes the envelope on in a pipe.\n"
	"\n"
	"  list     what is kept, newest first\n"
	"  show ID  one of them in full; the beginning of its id is enough\n"
	"  errors   what went wrong, newest first\n",
};

static void parse(struct fr_log_options *options, struct fr_args *args, const char **store)
{
	const char *format = isatty(STDOUT_FILENO) ? "text" : "json";

	for (int option; (option = fr_next_option(args)) != -1;)
		switch (option) {
		case 's':
			*store = args->value;
			break;
		case OPT_REVEAL:
		case OPT_NO_REVEAL:
			options->reveal = option == OPT_REVEAL;
			break;
		case OPT_FORMAT:
			format = args->value;
			break;
		case OPT_AUTO:
			options->auto_generated = true;
			break;
		case 'n':
			options->limit = fr_number("--limit", args->value, 0, 1000000000);
			break;
		case OPT_WAIT:
			options->wait_seconds = (int)fr_number("--wait", args->value, 0, 86400);
			break;
		}
	if (strcmp(format, "text") != 0 && strcmp(format, "json") != 0)
		fr_usage("--format takes text or json, not '%s'", format);
	options->text = strcmp(format, "text") == 0;
}

/* Where the store is. That there is no place for one must not keep a diagnosis from being printed. */
static void find_place(struct fr_log_options *options, const char *store)
{
	struct fr_config *config;
	struct fr_error err;

	if (fr_config_load(&config, &err) < 0 ||
	    (store != NULL && fr_config_set(config, "store", store, "--store", &err) < 0))
		fr_die(&err);
	if (fr_store_place(&options->where, config, &options->placeless) == 0)
		options->place = options->where.name;
	fr_config_free(config);
	if (fr_share_init(&options->share, NULL, &err) < 0)
		fr_die(&err);
}

static enum fr_exit run(struct fr_log_options *options, char **operands, int count)
{
	if (count == 0)
		return fr_log_filter(options);
	if (strcmp(operands[0], "show") == 0) {
		if (count != 2)
			fr_usage("show takes one id");
		return fr_log_show(options, operands[1]);
	}
	if (count > 1)
		fr_usage("unexpected operand '%s'", operands[1]);
	if (strcmp(operands[0], "list") != 0 && strcmp(operands[0], "errors") != 0)
		fr_usage("unknown command '%s'", operands[0]);
	return fr_log_list(options, strcmp(operands[0], "errors") == 0);
}

int main(int argc, char **argv)
{
	struct fr_args args;
	struct fr_log_options options = {
		.args = &args, .limit = 50, .wait_seconds = 10, .reveal = isatty(STDOUT_FILENO)
	};
	const char *store = NULL;
	enum fr_exit worst;
	char **operands;
	int count;

	fr_start(&args, &command, argc, argv);
	signal(SIGXFSZ, SIG_IGN); /* a file size limit is a full disk: the diagnosis must still come out */
	parse(&options, &args, &store);
	operands = fr_operands(&args, &count);
	find_place(&options, store);
	options.look = fr_log_look_of(stdout);
	worst = run(&options, operands, count);
	fr_share_release(&options.share);
	fr_store_place_release(&options.where);
	return fr_finish(worst);
}
