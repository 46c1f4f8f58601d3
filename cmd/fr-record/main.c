/* fr-record: samples a PostgreSQL server over a plain connection into a SQLite file. */
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "recording.h"
#include "sampler.h"
#include "values.h"

enum { OPT_SNAPSHOT = FR_OPT_OWN, OPT_KEEP };

static const struct fr_option options[] = {
	{ 'd', "dsn", "DSN", "the server, as a libpq connection string or URI (default: PG* variables)" },
	{ 'o', "output", "FILE", "where the recording goes (default: recording.db); one that is there is added to" },
	{ 'i', "interval", "TIME", "between samples (default: 1s)" },
	{ OPT_SNAPSHOT, "snapshot-interval", "TIME", "between snapshots of the counters (default: 10s)" },
	{ 't', "duration", "TIME", "how long (default: until interrupted)" },
	{ OPT_KEEP, "keep", "TIME", "drop what is older (default: keep everything)" },
	{ 0 },
};

static const struct fr_command command = {
	"fr-record",
	"[-d DSN] [-o FILE] [-t TIME]",
	"sample a PostgreSQL server into a SQLite file",
	options,
	"TIME is 1s, 200ms, 15m, '1 hour'. What was recorded is read by fr-context --recording FILE.\n",
};

static volatile sig_atomic_t stop;

static void on_signal(int signal)
{
	stop = signal;
}

/* A second signal ends the process at once: every sample is committed when it is taken, so nothing is lost by it. */
static void catch_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND };

	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	signal(SIGXFSZ, SIG_IGN); /* a file size limit is an error of write(2) then */
}

/* Microseconds in a TIME above zero, at most 365 days; or misuse of the option called name. */
static int64_t time_us(const char *name, const char *text, int64_t least_us)
{
	const int64_t most_us = INT64_C(365) * 86400 * 1000000;
	char *end;
	double number = strtod(text, &end);
	int64_t seconds = fr_value_seconds(text), us = seconds > most_us / 1000000 ? most_us + 1 : seconds * 1000000;

	if (end != text && strcmp(end, "ms") == 0)
		us = number > 1e12 || number < 0 ? -1 : (int64_t)(number * 1000);
	if (us < least_us || us > most_us)
		fr_usage("--%s takes a time from %lld ms to 365 days, like 1s or 15m, not '%s'", name,
			 (long long)(least_us / 1000), text);
	return us;
}

static void show(void *state, const struct fr_sampler_progress *progress)
{
	bool terminal = *(const bool *)state;

	if (terminal && progress->event != FR_SAMPLED)
		fputs("\r\033[K", stderr);
	if (progress->event == FR_LOST)
		fr_note("%s; trying again", progress->message);
	else if (progress->event == FR_FOUND)
		fr_note("connected again");
	else if (terminal)
		fprintf(stderr, "\r\033[K%lld s, %lld samples, %lld snapshots ",
			(long long)(progress->elapsed_us / 1000000), (long long)progress->samples,
			(long long)progress->snapshots);
}

static void parse(struct fr_args *args, struct fr_sampler_options *sampling, const char **output)
{
	for (int option; (option = fr_next_option(args)) != -1;)
		switch (option) {
		case 'd':
			sampling->dsn = args->value;
			break;
		case 'o':
			*output = args->value;
			break;
		case 'i':
			sampling->interval_us = time_us("interval", args->value, 10000);
			break;
		case OPT_SNAPSHOT:
			sampling->snapshot_us = time_us("snapshot-interval", args->value, 10000);
			break;
		case 't':
			sampling->duration_us = time_us("duration", args->value, 1000);
			break;
		case OPT_KEEP:
			sampling->keep_us = time_us("keep", args->value, 1000000);
			break;
		}
	fr_no_operands(args);
	if (**output == '\0' || strcmp(*output, ":memory:") == 0)
		fr_usage("--output takes a file, not '%s'", *output);
}

int main(int argc, char **argv)
{
	bool terminal = isatty(STDERR_FILENO);
	struct fr_sampler_options sampling = { .application_name = "fr-record",
					       .interval_us = 1000000,
					       .snapshot_us = 10000000,
					       .stop = &stop,
					       .tell = show,
					       .state = &terminal };
	const char *output = "recording.db";
	struct fr_args args;
	struct fr_error err = { 0 };
	struct fr_share share;
	struct fr_sampler *sampler;
	struct fr_recording *recording;
	int result;

	fr_start(&args, &command, argc, argv);
	parse(&args, &sampling, &output);
	catch_signals();
	if (fr_share_init(&share, NULL, &err) < 0 || fr_sampler_connect(&sampler, &sampling, &share, &err) < 0 ||
	    fr_recording_create(&recording, output, &share, &err) < 0)
		fr_die(&err);
	result = fr_sampler_run(sampler, recording, &err);
	if (terminal)
		fputc('\n', stderr);
	if (result < 0)
		fr_report(&err);
	fr_sampler_free(sampler);
	fr_recording_close(recording);
	fr_share_release(&share);
	return fr_finish(result < 0 ? err.code : FR_EX_OK);
}
