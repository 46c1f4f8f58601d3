/*
 * recorded.h: the sources recording and live: what fr-record keeps, from a file or sampled there and then.
 */
#ifndef FR_CONTEXT_RECORDED_H
#define FR_CONTEXT_RECORDED_H

#include "error.h"
#include "evidence.h"
#include "recording.h"
#include "section.h"
#include "window.h"

/* Ask all sections about the window. What fails is null and has a note; -1: the recording does not say what it is. */
int recorded_gather(struct evidence *evidence, struct fr_recording *recording, const struct sections *sections,
		    const struct window *window, int limit, struct fr_error *err);

#endif
