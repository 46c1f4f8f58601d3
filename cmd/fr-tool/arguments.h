/*
 * arguments.h: what a model gives a tool, checked against its parameters, as the values of $1….
 */
#ifndef FR_TOOL_ARGUMENTS_H
#define FR_TOOL_ARGUMENTS_H

#include <stdint.h>

#include <jv.h>

#include "error.h"
#include "table.h"

struct arguments {
	char *values[TOOL_PARAMETERS]; /* as text: times in UTC, lengths of time in seconds; NULL is SQL's NULL */
	int count;
};

/* Read input, which is borrowed. Times are seen from now_us. FR_EX_DATAERR with a message for the model. */
int arguments_read(struct arguments *arguments, const struct tool *tool, jv input, int64_t now_us,
		   struct fr_error *err);
void arguments_release(struct arguments *arguments);

/* The value of the parameter of that name; NULL when it has none. Borrowed. */
const char *arguments_value(const struct arguments *arguments, const struct tool *tool, const char *name);

#endif
