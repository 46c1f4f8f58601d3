#include "options.h"

#include <stdlib.h>
#include <string.h>

#include "evidence.h"
#include "when.h"

enum {
	OPT_FROM = FR_OPT_OWN,
	OPT_TO,
	OPT_LAST,
	OPT_AT,
	OPT_AROUND,
	OPT_RECORDING,
	OPT_FLEET,
	OPT_JOBS,
	OPT_LIVE,
	OPT_QUERY,
	OPT_ANALYZE,
	OPT_SECTION,
	OPT_LIMIT,
	OPT_BASELINE,
	OPT_IF_ANOMALY,
	OPT_TIMEOUT,
};

static const struct fr_option table[] = {
	{ 'd', "dsn", "DSN", "the database: a libpq connection string, URI or name" },
	{ OPT_FROM, "from", "TIME", "where the window starts" },
	{ OPT_TO, "to", "TIME", "where it ends (default: now)" },
	{ OPT_LAST, "last", "LENGTH", "the window is the time up to now (default: 15m)" },
	{ OPT_AT, "at", "TIME", "the window lies around this time" },
	{ OPT_AROUND, "around", "LENGTH", "how far on either side of --at (default: 10m)" },
	{ OPT_RECORDING, "recording", "FILE", "read what fr-record kept, instead of a database" },
	{ OPT_LIVE, "live", "LENGTH", "sample the database for this long; it needs no recorder" },
	{ OPT_FLEET, "fleet", "FILE", "every server of FILE: a line each, its name and connection string" },
	{ OPT_JOBS, "jobs", "N", "servers of the fleet at once (default: 32)" },
	{ OPT_QUERY, "query", "SQL", "one statement, its history and plan: SQL, @FILE, or a queryid" },
	{ OPT_ANALYZE, "analyze", NULL, "run it, in a transaction that is rolled back (SELECT only)" },
	{ OPT_SECTION, "section", "NAME", "only this section; may be given again, or as A,B" },
	{ OPT_LIMIT, "limit", "N", "rows of a section at the most (default: 20)" },
	{ OPT_BASELINE, "baseline", "WHICH", "what to compare with: previous, yesterday, none (default: none)" },
	{ OPT_IF_ANOMALY, "if-anomaly", "LEVEL", "print nothing unless there is one: low, medium, high, critical" },
	{ OPT_TIMEOUT, "timeout", "SECONDS", "for connecting, and for each statement (default: 30)" },
	{ 0 },
};

static const struct fr_command command = {
	"fr-context",
	"[options]",
	"gather what a database knows about a window of time",
	table,
	"Times: 10:00, 'yesterday 08:00', 2026-11-23T10:00:00Z, -2h, now; local unless they have an offset.\n"
	"The database is one that pg-flight-recorder records, unless --live or --recording says otherwise.\n",
};

static void add_sections(struct options *options, const char *names)
{
	while (*names != '\0') {
		size_t length = strcspn(names, ",");

		if (length > 0) {
			options->sections =
			    realloc(options->sections, (options->section_count + 1) * sizeof(*options->sections));
			if (options->sections == NULL)
				abort();
			options->sections[options->section_count++] = strndup(names, length);
		}
		names += length + (names[length] == ',');
	}
}

static int severity(const char *level)
{
	if (evidence_severity(level) == 0)
		fr_usage("--if-anomaly takes low, medium, high or critical, not '%s'", level);
	return evidence_severity(level);
}

static enum baseline baseline(const char *which)
{
	static const char *const names[] = { "none", "previous", "yesterday" };

	for (int i = 0; i < 3; i++)
		if (strcmp(which, names[i]) == 0)
			return (enum baseline)i;
	fr_usage("--baseline takes previous, yesterday or none, not '%s'", which);
}

static int64_t length_us(const char *text)
{
	struct fr_error err = { 0 };
	int64_t length;

	if (fr_when_duration(&length, text, &err) < 0)
		fr_die(&err);
	return length;
}

static void take(struct options *options, int option, const char *value)
{
	switch (option) {
	case 'd':
		options->dsn = value;
		break;
	case OPT_FROM:
		options->window.from = value;
		break;
	case OPT_TO:
		options->window.to = value;
		break;
	case OPT_LAST:
		options->window.last = value;
		break;
	case OPT_AT:
		options->window.at = value;
		break;
	case OPT_AROUND:
		options->window.around = value;
		break;
	case OPT_RECORDING:
		options->recording = value;
		break;
	case OPT_FLEET:
		options->fleet = value;
		break;
	case OPT_JOBS:
		options->jobs = (int)fr_number("--jobs", value, 1, 1000);
		break;
	case OPT_LIVE:
		options->live_us = length_us(value);
		break;
	case OPT_QUERY:
		options->query = value;
		break;
	case OPT_ANALYZE:
		options->analyze = true;
		break;
	case OPT_SECTION:
		add_sections(options, value);
		break;
	case OPT_LIMIT:
		options->limit = (int)fr_number("--limit", value, 1, 100000);
		break;
	case OPT_BASELINE:
		options->baseline = baseline(value);
		break;
	case OPT_IF_ANOMALY:
		options->severity = severity(value);
		break;
	case OPT_TIMEOUT:
		options->timeout = (int)fr_number("--timeout", value, 1, 86400);
		break;
	}
}

static void check(const struct options *options)
{
	struct fr_error err = { 0 };

	if (options->recording != NULL && options->live_us > 0)
		fr_usage("only one of --recording and --live says where to look");
	if (options->recording != NULL && options->dsn != NULL)
		fr_usage("--recording reads a file: it does not go with --dsn");
	if (options->fleet != NULL && (options->recording != NULL || options->dsn != NULL))
		fr_usage("--fleet says where to look: it does not go with --recording or --dsn");
	if (options->live_us > 0 && !window_is_default(&options->window))
		fr_usage("--live is its own window: it does not go with --from, --last or --at");
	if (options->query != NULL && options->recording != NULL)
		fr_usage("--query asks a database: it does not go with --recording");
	if (options->analyze && options->query == NULL)
		fr_usage("--analyze goes with --query");
	if (options->live_us > 0 && options->baseline != BASELINE_NONE)
		fr_usage("--live knows nothing of the time before: it does not go with --baseline");
	if (window_check(&options->window, &err) < 0)
		fr_die(&err);
}

void options_parse(struct options *options, int argc, char **argv)
{
	*options = (struct options){ .limit = 20, .timeout = 30, .jobs = 32 };
	fr_start(&options->args, &command, argc, argv);
	for (int option; (option = fr_next_option(&options->args)) != -1;)
		take(options, option, options->args.value);
	fr_no_operands(&options->args);
	check(options);
}

void options_release(struct options *options)
{
	for (size_t i = 0; i < options->section_count; i++)
		free(options->sections[i]);
	free(options->sections);
}
