/*
 * query.h: one statement: the sections query, query_history, query_plan and query_hypothetical.
 */
#ifndef FR_CONTEXT_QUERY_H
#define FR_CONTEXT_QUERY_H

#include "error.h"
#include "evidence.h"
#include "options.h"
#include "share.h"
#include "window.h"

/*
 * Find the statement that options->query names or is, what was recorded of it in the window, and its plan; what cannot
 * be had is null and has a note. FR_EX_UNAVAILABLE when the server is gone, FR_EX_USAGE or FR_EX_DATAERR when there is
 * no such statement, FR_EX_IOERR when its file cannot be read.
 */
int query_gather(struct evidence *evidence, const struct options *options, const struct fr_share *share,
		 const struct window *window, struct fr_error *err);

#endif
