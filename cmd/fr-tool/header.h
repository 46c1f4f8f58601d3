/*
 * header.h: the comments at the top of a tool's file.
 */
#ifndef FR_TOOL_HEADER_H
#define FR_TOOL_HEADER_H

#include "error.h"
#include "table.h"

/*
 * Read them into tool, and what follows as its SQL. *section is the caller's to free; NULL when none is named.
 * FR_EX_CONFIG with path and line when they are not good.
 */
int header_read(struct tool *tool, const char *text, const char *path, char **section, struct fr_error *err);

#endif
