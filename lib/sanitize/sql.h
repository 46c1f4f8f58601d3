/*
 * sanitize/sql.h: SQL text without its values, at any truncation.
 *
 *	SELECT * FROM users WHERE email = 'a@b.org' AND id = 123
 *	SELECT * FROM users WHERE email = '<redacted>' AND id = <N>
 *
 * Literals of every form and comments go, and values that SQL writes without quotes (SET, PASSWORD, the data of
 * COPY); words, identifiers, operators, and parameters such as $1 stay. Where the text can be read in two
 * ways, what either reading hides is hidden. Doing it again changes nothing.
 */
#ifndef FR_SANITIZE_SQL_H
#define FR_SANITIZE_SQL_H

#include <stdbool.h>

#include "bytes.h"
#include "sanitize/counts.h"
#include "sanitize/lex.h"

/*
 * Append the sanitised text to out and count what went. Where PCRE2 gives up, and where the text
 * shows that its head was cut off inside a literal, all of it becomes one '<redacted>', counted as a "field".
 */
void fr_sql_sanitize(struct fr_lexer *lexer, const char *text, size_t length, struct fr_bytes *out,
		     struct fr_counts *counts);

/* Is it a statement that names roles: GRANT, ALTER, SET and their like? */
bool fr_sql_names_roles(const char *text, size_t length);

#endif
