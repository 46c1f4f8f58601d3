#include <string.h>
#include <unistd.h>

#include "fr-log.h"
#include "when.h"

enum {
	OPT_FORMAT = FR_OPT_OWN,
	OPT_COLOR,
	OPT_REVEAL,
	OPT_NO_REVEAL,
	OPT_WAIT,
	OPT_AUTO,
	OPT_FROM,
	OPT_TO,
	OPT_LAST,
	OPT_DATABASE,
	OPT_CAUSE,
	OPT_HELPFUL,
	OPT_UNHELPFUL,
	OPT_NOTE,
	OPT_OLDER_THAN,
	OPT_YES,
};

static const struct fr_option option_table[] = {
	{ 's', "store", "FILE|URI", "where to keep: a file (default fr.db in the state folder) or postgresql://…" },
	{ OPT_FORMAT, "format", "FORMAT", "text or table (default on a terminal), json, csv; stats: prometheus, too" },
	{ OPT_COLOR, "color", "WHEN", "auto (default: on a terminal, unless NO_COLOR), always or never" },
	{ OPT_REVEAL, "reveal", NULL, "show names instead of pseudonyms in text (default on a terminal)" },
	{ OPT_NO_REVEAL, "no-reveal", NULL, "leave pseudonyms as they are" },
	{ OPT_WAIT, "wait", "SECONDS", "how long to wait for others that write (default 10)" },
	{ OPT_AUTO, "auto", NULL, "mark diagnoses as made without being asked for; or list only such" },
	{ 'n', "limit", "N", "list N at the most (default 50); 0: all" },
	{ OPT_FROM, "from", "TIME", "only what was made from TIME on" },
	{ OPT_TO, "to", "TIME", "only what was made before TIME" },
	{ OPT_LAST, "last", "DURATION", "only what was made in the last DURATION" },
	{ OPT_DATABASE, "database", "NAME", "only of this database" },
	{ OPT_CAUSE, "cause", "NAME", "only with this cause" },
	{ OPT_HELPFUL, "helpful", NULL, "mark it as helpful; or list only such" },
	{ OPT_UNHELPFUL, "unhelpful", NULL, "mark it as unhelpful; or list only such" },
	{ OPT_NOTE, "note", "TEXT", "why" },
	{ OPT_OLDER_THAN, "older-than", "DURATION", "delete what is older" },
	{ OPT_YES, "yes", NULL, "really delete" },
	{ 0 },
};

static const struct fr_command command = {
	"fr-log",
	"[options] [COMMAND]",
	"keep diagnoses and errors, print them, find them again, and judge them",
	option_table,
	"With no command it is a filter: it keeps each envelope's diagnosis or error, prints it\n"
	"on a terminal, and passes the envelope on in a pipe.\n"
	"\n"
	"  list           what is kept, newest first    --from, --to, --last, --database, --cause, --auto, --helpful\n"
	"  search WORDS   those with these words        the same\n"
	"  show ID        one of them in full; the beginning of its id is enough\n"
	"  feedback ID    judge one                     --helpful or --unhelpful, --note\n"
	"  quality        how many were helpful, in the last 30 days\n"
	"  errors         what went wrong, newest first\n"
	"  stats          how much is kept, what models cost, how often something went wrong\n"
	"  replay ID      its envelope, to be sent through another prompt or model\n"
	"  export         all of it, as JSON lines that import reads, or the diagnoses as CSV\n"
	"  import         what export wrote, from standard input; what is there already stays as it is\n"
	"  prune          count what is old             --older-than; with --yes, delete it\n",
};

/* Options that belong to some commands only. */
enum {
	GIVEN_AUTO = 1,
	GIVEN_LIMIT = 2,
	GIVEN_TIME = 4,
	GIVEN_DATABASE = 8,
	GIVEN_CAUSE = 16,
	GIVEN_VERDICT = 32,
	GIVEN_NOTE = 64,
	GIVEN_AGE = 128,
	GIVEN_CHOICE = GIVEN_AUTO | GIVEN_LIMIT | GIVEN_TIME | GIVEN_DATABASE | GIVEN_CAUSE | GIVEN_VERDICT,
};

static const struct {
	const char *name;
	fr_log_command *run;
	int least, most; /* operands */
	const char *operand;
	unsigned takes;
	bool csv;
} commands[] = {
	{ "list", fr_log_list, 0, 0, NULL, GIVEN_CHOICE, true },
	{ "search", fr_log_search, 1, 100, "the words to look for", GIVEN_CHOICE, true },
	{ "show", fr_log_show, 1, 1, "one id", 0, false },
	{ "feedback", fr_log_feedback, 1, 1, "one id", GIVEN_VERDICT | GIVEN_NOTE, false },
	{ "errors", fr_log_errors, 0, 0, NULL, GIVEN_LIMIT | GIVEN_TIME | GIVEN_DATABASE, true },
	{ "quality", fr_log_quality, 0, 0, NULL, 0, true },
	{ "stats", fr_log_stats, 0, 0, NULL, 0, false },
	{ "replay", fr_log_replay, 1, 1, "one id", 0, false },
	{ "export", fr_log_export, 0, 0, NULL, GIVEN_TIME | GIVEN_DATABASE, true },
	{ "import", fr_log_import, 0, 0, NULL, 0, false },
	{ "prune", fr_log_prune, 0, 0, NULL, GIVEN_AGE, false },
};

/* What was given, and by which option: for the message. */
struct given {
	unsigned bits;
	const char *name[8]; /* of each bit */
};

static unsigned bit_of(int option)
{
	switch (option) {
	case OPT_AUTO:
		return GIVEN_AUTO;
	case 'n':
		return GIVEN_LIMIT;
	case OPT_FROM:
	case OPT_TO:
	case OPT_LAST:
		return GIVEN_TIME;
	case OPT_DATABASE:
		return GIVEN_DATABASE;
	case OPT_CAUSE:
		return GIVEN_CAUSE;
	case OPT_HELPFUL:
	case OPT_UNHELPFUL:
		return GIVEN_VERDICT;
	case OPT_NOTE:
		return GIVEN_NOTE;
	case OPT_OLDER_THAN:
	case OPT_YES:
		return GIVEN_AGE;
	default:
		return 0;
	}
}

static void note_given(struct given *given, int option)
{
	unsigned bit = bit_of(option);

	given->bits |= bit;
	for (size_t i = 0; i < 8; i++)
		for (const struct fr_option *known = option_table; bit == 1U << i && known->key != 0; known++)
			if (known->key == option)
				given->name[i] = known->name;
}

static void check_given(const struct given *given, unsigned taken, const char *by)
{
	for (size_t i = 0; i < 8; i++)
		if ((given->bits & ~taken & 1U << i) != 0)
			fr_usage("%s does not take --%s", by, given->name[i]);
}

static enum fr_log_format format_of(const char *format)
{
	if (strcmp(format, "json") == 0)
		return FR_LOG_JSON;
	if (strcmp(format, "csv") == 0)
		return FR_LOG_CSV;
	if (strcmp(format, "prometheus") == 0)
		return FR_LOG_PROMETHEUS;
	if (strcmp(format, "text") != 0 && strcmp(format, "table") != 0)
		fr_usage("--format takes text, table, json, csv or prometheus, not '%s'", format);
	return FR_LOG_TEXT;
}

static void set_time(char time[FR_TIME_BYTES], const char *text)
{
	struct fr_error err;
	int64_t time_us;

	if (fr_when(&time_us, text, fr_time_now_us(), &err) < 0)
		fr_die(&err);
	fr_time_format(time, time_us);
}

/* That long ago. */
static void set_ago(char time[FR_TIME_BYTES], const char *text)
{
	struct fr_error err;
	int64_t length_us;

	if (fr_when_duration(&length_us, text, &err) < 0)
		fr_die(&err);
	fr_time_format(time, fr_time_now_us() - length_us);
}

static void set_option(struct fr_log_options *options, int option, const char *value)
{
	switch (option) {
	case 's':
		options->store = value;
		break;
	case OPT_FORMAT:
		options->format = format_of(value);
		break;
	case OPT_COLOR:
		if (fr_color_named(value, &options->color) < 0)
			fr_usage("--color takes auto, always or never, not '%s'", value);
		break;
	case OPT_REVEAL:
	case OPT_NO_REVEAL:
		options->reveal = option == OPT_REVEAL;
		break;
	case OPT_WAIT:
		options->wait_seconds = (int)fr_number("--wait", value, 0, 86400);
		break;
	case OPT_AUTO:
		options->auto_generated = true;
		break;
	case 'n':
		options->limit = fr_number("--limit", value, 0, 1000000000);
		break;
	case OPT_FROM:
		set_time(options->from, value);
		break;
	case OPT_TO:
		set_time(options->to, value);
		break;
	case OPT_LAST:
		set_ago(options->from, value);
		break;
	case OPT_DATABASE:
		options->database = value;
		break;
	case OPT_CAUSE:
		options->cause = value;
		break;
	case OPT_HELPFUL:
	case OPT_UNHELPFUL:
		options->verdict = option == OPT_HELPFUL ? FR_LOG_HELPFUL : FR_LOG_UNHELPFUL;
		break;
	case OPT_NOTE:
		options->note = value;
		break;
	case OPT_OLDER_THAN:
		set_ago(options->before, value);
		break;
	case OPT_YES:
		options->yes = true;
		break;
	}
}

static fr_log_command *command_of(const struct fr_log_options *options, const struct given *given, char ***operands,
				  int *count)
{
	const char *name = (*operands)[0];

	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strcmp(commands[i].name, name) != 0)
			continue;
		(*operands)++;
		(*count)--;
		if (*count < commands[i].least || (commands[i].most > 0 && *count > commands[i].most))
			fr_usage("%s takes %s", name, commands[i].operand);
		if (*count > commands[i].most)
			fr_usage("unexpected operand '%s'", (*operands)[0]);
		check_given(given, commands[i].takes, name);
		if (options->format == FR_LOG_CSV && !commands[i].csv)
			fr_usage("%s has no form in CSV", name);
		if (options->format == FR_LOG_PROMETHEUS && commands[i].run != fr_log_stats)
			fr_usage("%s has no form for Prometheus: that is for stats", name);
		return commands[i].run;
	}
	fr_usage("unknown command '%s'", name);
}

fr_log_command *fr_log_parse(struct fr_log_options *options, struct fr_args *args, int argc, char **argv,
			     char ***operands, int *count)
{
	struct given given = { 0 };

	fr_start(args, &command, argc, argv);
	options->args = args;
	options->format = isatty(STDOUT_FILENO) ? FR_LOG_TEXT : FR_LOG_JSON;
	snprintf(options->from, sizeof(options->from), "0001-01-01T00:00:00.000000Z");
	snprintf(options->to, sizeof(options->to), "9999-12-31T23:59:59.999999Z");
	for (int option; (option = fr_next_option(args)) != -1;) {
		set_option(options, option, args->value);
		note_given(&given, option);
	}
	*operands = fr_operands(args, count);
	if (*count > 0)
		return command_of(options, &given, operands, count);
	check_given(&given, GIVEN_AUTO, "the filter");
	if (options->format == FR_LOG_CSV)
		fr_usage("the filter has no form in CSV");
	if (options->format == FR_LOG_PROMETHEUS)
		fr_usage("the filter has no form for Prometheus: that is for stats");
	return NULL;
}
