/*
 * options.h: what the command line of fr-llm and the settings ask for.
 */
#ifndef FR_LLM_OPTIONS_H
#define FR_LLM_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "command.h"
#include "config.h"

struct options {
	struct fr_args args;
	struct fr_config *config; /* with --provider, --model and --timeout in it */
	bool named;               /* a provider was named on the command line */
	bool small;               /* a small model will do, and none was named there */

	/* Borrowed from argv, NULL where not given. */
	const char *base_url, *api, *fallback, *cacert, *share, *effort, *tools;
	bool no_stream, unordered, dry_run;
	bool check;           /* only say who would be asked */
	bool batch;           /* all envelopes as one */
	const char *batch_id; /* one that was sent before; NULL: it is to be sent */
	int jobs;
	int max_turns;             /* how often one prompt is asked, with tools */
	int64_t max_time_ms;       /* for the turns in which tools may be called, or for the batch */
	int64_t cache_seconds;     /* -1: no cache */
	int64_t max_cost_microusd; /* -1: no limit */
	int64_t total_ms, connect_ms, first_byte_ms, idle_ms;
};

/* Read both; exits where they are no good. */
void options_read(struct options *options, int argc, char **argv);
void options_release(struct options *options);

#endif
