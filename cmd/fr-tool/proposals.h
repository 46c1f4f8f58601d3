/*
 * proposals.h: the indexes that an answer proposes.
 */
#ifndef FR_TOOL_PROPOSALS_H
#define FR_TOOL_PROPOSALS_H

#include <jv.h>

#define PROPOSALS_MOST 100

/*
 * The first PROPOSALS_MOST CREATE INDEX statements in the code blocks and code spans of an answer in Markdown, each
 * once, as they were written: [string]. A pattern with … in it is none. Borrows text; the caller frees the array.
 */
jv proposals_of(jv text);

#endif
