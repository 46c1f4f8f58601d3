/*
 * fleet.h: many servers, one envelope each.
 *
 * Each server is looked at by a process of its own, made by fork: one that hangs or dies costs its time and an envelope
 * with .error, and takes nothing from the others. No connection string is ever an argument of a process.
 */
#ifndef FR_CONTEXT_FLEET_H
#define FR_CONTEXT_FLEET_H

#include "error.h"
#include "options.h"

/* Look at options->dsn and write one envelope, or none, to stdout; runs in the child. */
typedef enum fr_exit fleet_look(const struct options *options, void *state);

/*
 * Look at every server of the file options->fleet, options->jobs at once. A line of the file is a name and what libpq
 * takes to connect, with blanks between, or a name alone, which is a service's; # begins a comment. The name becomes
 * .source.server. Envelopes come in the order in which they are ready. Exits when the file is no good; else the worst
 * of all.
 */
enum fr_exit fleet_run(const struct options *options, fleet_look *look, void *state);

#endif
