/*
 * json.h: reading members of a jv without the bookkeeping.
 *
 * These borrow their object: it is not consumed. A path names members from the outside
 * in, with dots: "response.usage.output_tokens".
 */
#ifndef FR_JSON_H
#define FR_JSON_H

#include <stdbool.h>

#include <jv.h>

/* The value at path, the caller's to free; jv_invalid() without a message when it is not there. */
jv fr_json_get(jv object, const char *path);

/* The string at path as a copy that the caller frees; NULL when there is none or it holds a NUL. */
char *fr_json_text(jv object, const char *path);

/* The number at path, or fallback when there is none. */
double fr_json_number(jv object, const char *path, double fallback);

/* Is there a value other than null and false at path? */
bool fr_json_true(jv object, const char *path);

/* Is value one of the array's? (jv_array_indexes of libjq 1.6 leaks.) Borrows value, too; false when it is no array. */
bool fr_json_holds(jv array, jv value);

/*
 * The value at path, parsed where it is a string: a column of JSON, which some kinds of store give as text. The
 * caller's to free.
 */
jv fr_json_document(jv object, const char *path);

/* The object with value at the one-level key. Consumes object and value. */
jv fr_json_set(jv object, const char *key, jv value);

/* Parse a whole file: jv_invalid() with a message that names the path when it cannot be read or is not JSON. */
jv fr_json_file(const char *path);

#endif
