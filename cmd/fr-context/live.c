#include "live.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "recorded.h"
#include "recording.h"
#include "sampler.h"

#define INTERVAL_US 500000
#define SNAPSHOT_US 10000000

struct progress {
	struct evidence *evidence;
	int64_t live_us;
	bool terminal;
};

static void tell(void *state, const struct fr_sampler_progress *now)
{
	struct progress *progress = state;

	if (now->event == FR_LOST)
		evidence_note(progress->evidence, "the server was lost %.1f s into the window: %s",
			      (double)now->elapsed_us / 1e6, now->message);
	if (now->event == FR_SAMPLED && progress->terminal)
		fprintf(stderr, "\rsampling: %lld of %lld s ", (long long)(now->elapsed_us / 1000000),
			(long long)(progress->live_us / 1000000));
}

/* The line is gone when the work is done: on a terminal, too, only messages stay. */
static int sample(struct fr_recording *recording, const struct fr_sampler_options *options,
		  const struct fr_share *share, struct fr_error *err)
{
	const struct progress *progress = options->state;
	struct fr_sampler *sampler;
	int result;

	if (fr_sampler_connect(&sampler, options, share, err) < 0)
		return -1;
	result = fr_sampler_run(sampler, recording, err);
	if (progress->terminal)
		fputs("\r\033[K", stderr);
	fr_sampler_free(sampler);
	return result;
}

int live_gather(struct evidence *evidence, struct window *window, const struct options *options,
		const struct fr_share *share, const struct sections *sections, struct fr_error *err)
{
	struct progress progress = { evidence, options->live_us, isatty(STDERR_FILENO) };
	struct fr_sampler_options sampling = { .dsn = options->dsn,
					       .application_name = "fr-context",
					       .interval_us = INTERVAL_US,
					       .snapshot_us = SNAPSHOT_US,
					       .duration_us = options->live_us,
					       .tell = tell,
					       .state = &progress };
	struct fr_recording *recording;
	char timeout[12];
	int result;

	/* The sampler connects by itself, and libpq asks this how long that may take. */
	snprintf(timeout, sizeof(timeout), "%d", options->timeout);
	setenv("PGCONNECT_TIMEOUT", timeout, 0);
	if (fr_recording_create(&recording, ":memory:", share, err) < 0)
		return -1;
	result = sample(recording, &sampling, share, err);
	if (result == 0)
		result = fr_recording_span(recording, &window->start_us, &window->end_us, err);
	if (result == 0 && window->end_us == 0)
		result = fr_error_set(err, FR_EX_UNAVAILABLE, "the server gave no sample in that time");
	if (result == 0)
		result = recorded_gather(evidence, recording, sections, window, options->limit, err);
	fr_recording_close(recording);
	return result;
}
