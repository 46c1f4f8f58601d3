/*
 * shown.h: what of a result a model gets to see.
 */
#ifndef FR_TOOL_SHOWN_H
#define FR_TOOL_SHOWN_H

#include <jv.h>

#include "error.h"
#include "sanitize.h"

/*
 * Rows (an array of objects) sanitised by the names of their columns, as if they were the section called name. Numbers
 * and times pass under any name: the statements that come here (policy.h) make none of them from text. Consumes rows;
 * on failure *rows is null.
 */
int shown_rows(jv *rows, struct fr_sanitizer *sanitizer, const char *name, struct fr_error *err);

/* The messages of *failure, sanitised as prose: a server's can quote what a model may not see. */
void shown_error(struct fr_error *failure, struct fr_sanitizer *sanitizer);

#endif
