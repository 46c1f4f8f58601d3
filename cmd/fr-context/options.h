/*
 * options.h: the command line of fr-context.
 */
#ifndef FR_CONTEXT_OPTIONS_H
#define FR_CONTEXT_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "command.h"
#include "window.h"

struct options {
	struct fr_args args;
	struct window_request window;
	const char *dsn;       /* NULL: as PG* and the like have it */
	const char *recording; /* the file to read; NULL: another source */
	const char *fleet;     /* the file with the servers (fleet.h); NULL: one */
	int jobs;              /* servers at once */
	int64_t live_us;       /* how long to sample; 0: another source */
	const char *query;     /* one statement to look at: SQL, @FILE or a queryid; NULL: none */
	bool analyze;          /* and to run */
	enum baseline baseline;
	int severity;    /* --if-anomaly: 1 low to 4 critical; 0: not asked */
	int limit;       /* rows a section at the most */
	int timeout;     /* seconds */
	char **sections; /* the wanted ones; none: all */
	size_t section_count;
};

/* Read the command line; exits when it is misuse or asks for help. */
void options_parse(struct options *options, int argc, char **argv);
void options_release(struct options *options);

#endif
