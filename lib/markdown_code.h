/*
 * markdown_code.h: the code in a text of Markdown.
 *
 *	jv code = fr_markdown_code(text, strlen(text));	// ["CREATE INDEX ON orders (customer);\n", "VACUUM orders"]
 */
#ifndef FR_MARKDOWN_CODE_H
#define FR_MARKDOWN_CODE_H

#include <stddef.h>

#include <jv.h>

/* What stands in code blocks and code spans, a string each, in the order of the text; the caller frees the array. */
jv fr_markdown_code(const char *text, size_t length);

#endif
