/*
 * live.h: the source live: a recording in memory, made there and then.
 */
#ifndef FR_CONTEXT_LIVE_H
#define FR_CONTEXT_LIVE_H

#include "error.h"
#include "evidence.h"
#include "options.h"
#include "section.h"
#include "share.h"
#include "window.h"

/* Sample the database for options->live_us, with progress on a terminal; *window becomes what was sampled. */
int live_gather(struct evidence *evidence, struct window *window, const struct options *options,
		const struct fr_share *share, const struct sections *sections, struct fr_error *err);

#endif
