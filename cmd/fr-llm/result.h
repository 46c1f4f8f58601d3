/*
 * result.h: what a model is told of a tool's answer.
 */
#ifndef FR_LLM_RESULT_H
#define FR_LLM_RESULT_H

#include <jv.h>

#define RESULT_BYTES_MOST 32768 /* of one, as JSON */

/* {"error": {code, message}}; the caller frees it. */
jv result_error(int code, const char *message);

/* The answer with as many of its rows as there is room for; truncated then says that some are missing. Consumes it. */
jv result_fit(jv answer);

/*
 * The answer as text, its rows between two lines of a mark, and declared as data: whoever could write into the database
 * could write into them. JSON on one line has no line that is the mark. Borrows answer.
 */
jv result_text(jv answer);

#endif
