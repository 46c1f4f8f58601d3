/*
 * layout.h: a prompt's message as text, with the evidence in few tokens.
 *
 * A prompt program gives the content of a message as a string, or as an array of strings and blocks. The block
 *
 *	{"evidence": [{"section": "lock_summary", "rows": 5, "columns": ["blocking_pid", …]}, …]}
 *
 * becomes the window, the coverage, the findings, and these sections of .context, all between two lines of a mark that
 * does not occur in it: whatever was recorded cannot end its block, whichever prompt shows it. A section is laid out as
 *
 *	columns: […]			a table (table.h), at most rows (10) of it
 *	columns: […], pairs: true	its one row as name=value
 *	settings: […]			name=value of the settings with these names
 *
 * and without any of them as all of its one row. "without": {column: [text…]} leaves out rows in which that column has
 *one of these texts in it; "baseline": true takes the section from .baseline, and is passed over where there is none.
 *Sections without rows, and those that could not be read, are named behind all others.
 *
 * Sections stand in the order of their weight: when the block would be more than room tokens, the last ones are cut to
 *three rows and then left out, and named as such.
 */
#ifndef FR_PROMPT_LAYOUT_H
#define FR_PROMPT_LAYOUT_H

#include <jv.h>

/* The content as a string; jv_invalid() when it is neither string nor array. Consumes content, borrows the rest. */
jv layout_content(jv content, jv envelope, jv facts, int room);

#endif
