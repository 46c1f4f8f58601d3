/*
 * sanitize/cut.h: the part of sanitize/sql.c that looks for signs that a part of the text is missing.
 *
 * Shared by sanitize/sql.c and sanitize/cut.c only.
 */
#ifndef FR_SANITIZE_CUT_H
#define FR_SANITIZE_CUT_H

#include <stdbool.h>

#include "sanitize/statement.h"

/*
 * A text that does not begin as a statement does may have lost its head inside of a literal, and then its quotes
 * are inside out: words stand where no word can stand. Does this token show it?
 */
bool fr_sql_inside_out(const struct fr_sql *sql, const struct fr_token *token);

/* Does a literal hold the sign of something left out, [...], or look as if it did: dots, and a word right behind it? */
bool fr_sql_elided(const struct fr_sql *sql, const struct fr_token *token);

/* Is there any byte that such a sign begins with? */
bool fr_sql_may_have_elisions(const char *text, size_t length);

/*
 * Is there an ellipsis in text, and anything but blanks behind it in the rest? Then *shown is how much of text may be
 * shown: up to behind it, or to where the quoted identifier begins that it is in.
 */
bool fr_sql_has_ellipsis(const char *text, size_t length, size_t rest, size_t *shown);

bool fr_sql_begins_with_ellipsis(const char *text, size_t length);

#endif
