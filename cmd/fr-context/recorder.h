/*
 * recorder.h: the source flight_recorder: a database that has the recorder's schema.
 */
#ifndef FR_CONTEXT_RECORDER_H
#define FR_CONTEXT_RECORDER_H

#include "database.h"
#include "error.h"
#include "evidence.h"
#include "section.h"
#include "window.h"

/*
 * Ask all sections about the window, and about that of evidence->before when there is one, in one round trip; in a
 * second one the fallbacks of those that failed because something is not there or not allowed. What fails all the same
 * is null and has a note. FR_EX_UNAVAILABLE when the database has no recorder or is lost, FR_EX_NOPERM when the role
 * may not look at the recorder, FR_EX_CONFIG when a section's file is not good.
 */
int recorder_gather(struct evidence *evidence, struct fr_database *db, const struct sections *sections,
		    const struct window *window, const struct window *before, int limit, int timeout_seconds,
		    struct fr_error *err);

#endif
