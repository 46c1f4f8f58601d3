/*
 * window.h: which stretch of time is asked about, from --from, --to, --last, --at and --around.
 */
#ifndef FR_CONTEXT_WINDOW_H
#define FR_CONTEXT_WINDOW_H

#include <stdint.h>

#include <jv.h>

#include "error.h"

/* The options as they were written; NULL where one was not given. Borrowed. */
struct window_request {
	const char *from, *to, *last, *at, *around;
};

/* Microseconds since the Unix epoch. */
struct window {
	int64_t start_us, end_us;
};

/* Do the options go together? FR_EX_USAGE when not. */
int window_check(const struct window_request *request, struct fr_error *err);

/*
 * The window, seen from now_us; the last 15 minutes when nothing was asked for. FR_EX_USAGE when a time cannot be read,
 * or nothing lies between the two.
 */
int window_resolve(struct window *window, const struct window_request *request, int64_t now_us, struct fr_error *err);

/* What a window is compared with. */
enum baseline { BASELINE_NONE, BASELINE_PREVIOUS, BASELINE_YESTERDAY };

/* The window of the same length before it, or the same hours of the day before. */
struct window window_before(const struct window *window, enum baseline which);

/* Was nothing asked for? */
int window_is_default(const struct window_request *request);

/* The member .window of an envelope; the caller frees it. */
jv window_json(const struct window *window);

#endif
