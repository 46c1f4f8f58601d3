/*
 * tools_list.h: what tools a command has. Shared by tools.c and tools_list.c only.
 */
#ifndef FR_LLM_TOOLS_LIST_H
#define FR_LLM_TOOLS_LIST_H

#include <jv.h>

#include "error.h"

/*
 * Run the command, which prints a list of tools, and take it: [{name, description, input_schema}] sorted, the caller's
 * to free in any case. FR_EX_CONFIG and why, when it is no such list; when it ends with 69, 74, 75 or 77, that.
 */
int tools_list(jv *offered, const char *command, struct fr_error *err);

#endif
