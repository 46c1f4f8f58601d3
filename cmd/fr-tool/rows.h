/*
 * rows.h: what a tool finds, of a database or a recording, as it was found: nothing of it is sanitised yet.
 */
#ifndef FR_TOOL_ROWS_H
#define FR_TOOL_ROWS_H

#include <stdbool.h>

#include <jv.h>

#include "arguments.h"
#include "call.h"
#include "error.h"
#include "table.h"

/*
 * *rows is an array of objects, the caller's to free, as many as there is room for; *truncated: there were more.
 * FR_EX_DATAERR: the server does not like it; FR_EX_NOPERM: the policy or the role's rights forbid it;
 * FR_EX_TEMPFAIL: it took too long; FR_EX_UNAVAILABLE: the connection is lost.
 */
int rows_ask(struct caller *caller, const struct tool *tool, const struct arguments *arguments, jv *rows,
	     bool *truncated, struct fr_error *err);

#endif
