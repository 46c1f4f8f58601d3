/*
 * markdown_inline.h: text from outside as one line of Markdown.
 */
#ifndef FR_MARKDOWN_INLINE_H
#define FR_MARKDOWN_INLINE_H

#include <jv.h>

/*
 * A value with every string in it made one line that has text and code spans, and nothing else that Markdown or HTML
 * would act on: control characters become spaces, backticks that do not pair become apostrophes, and outside of code
 * spans \ * < [ ] | are escaped. Keys of objects stay. Consumes value.
 */
jv fr_markdown_inline(jv value);

#endif
