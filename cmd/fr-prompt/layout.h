/*
 * layout.h: a prompt's message as text, with the evidence in few tokens.
 *
 * A prompt program gives the content of a message as a string, or as an array of strings and blocks. The block
 *
 *	{"evidence": [{"section": "lock_summary", "rows": 5, "columns": ["blocking_pid", …]}, …]}
 *
 * becomes the window, the coverage, the findings, and these sections of .context, all between two lines of a mark that
 *does not occur in it: whatever was recorded cannot end its block, whichever prompt shows it. A section is laid out as
 *
 *	columns		a table, tabs between, without the columns that are null in every row
 *	pairs: true	its one row as name=value; zeros by name only, nulls not at all
 *	settings: […]	name=value of the settings with these names
 *
 * "without": {column: [text…]} leaves out rows in which that column has one of these texts in it. A section that could
 *not be read says "not available", one without rows "empty".
 */
#ifndef FR_PROMPT_LAYOUT_H
#define FR_PROMPT_LAYOUT_H

#include <jv.h>

/* The content as a string; jv_invalid() when it is neither string nor array. Consumes content, borrows the rest. */
jv layout_content(jv content, jv envelope, jv facts);

#endif
