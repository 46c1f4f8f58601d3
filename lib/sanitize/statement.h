/*
 * sanitize/statement.h: the part of sanitize/sql.c that looks at words: does the text begin as a statement
 * does, and the statements that write values without quotes around them.
 *
 * Shared by sanitize/sql.c and sanitize/statement.c only.
 */
#ifndef FR_SANITIZE_STATEMENT_H
#define FR_SANITIZE_STATEMENT_H

#include <stdbool.h>

#include "bytes.h"
#include "sanitize/lex.h"

enum fr_sql_kind {
	FR_SQL_STRING,
	FR_SQL_NUMBER,
	FR_SQL_IDENTIFIER, /* between double quotes, and no name */
	FR_SQL_VALUE,      /* written without quotes */
	FR_SQL_COMMENT,
	FR_SQL_FIELD, /* all of the text, or the rest of it */
	FR_SQL_KINDS
};

struct fr_sql {
	struct fr_lexer *lexer;
	const char *text;
	size_t length;
	size_t at; /* what comes before is in out */
	struct fr_bytes *out;
	size_t begin; /* where in out this text begins */
	size_t hidden[FR_SQL_KINDS];
	bool blank;    /* only blanks and comments since the last statement */
	bool fragment; /* does not begin as a statement does: its head may be missing */
};

/* Append what stands for the token, and move on behind it. -1: nothing of the text may be shown. */
int fr_sql_emit(struct fr_sql *sql, const struct fr_token *token);

/* The one token at text[at]; a string that has two readings is as long as both. -1: nothing of the text may be shown.
 */
int fr_sql_next(struct fr_sql *sql, size_t at, struct fr_token *token);

/* Append text[start] to text[end] as it is, or '<redacted>' in its place. */
void fr_sql_keep(struct fr_sql *sql, size_t start, size_t end);
void fr_sql_hide_string(struct fr_sql *sql, size_t start, size_t end, enum fr_sql_kind kind);

/* Hide all from text[at] on, except blanks at its ends, and move to the end. */
void fr_sql_hide_rest(struct fr_sql *sql, size_t at, enum fr_sql_kind kind);

/* Where the first word is, behind blanks, comments and parentheses. */
size_t fr_sql_first_word(const char *text, size_t length);

/* Is the first word one that a statement begins with? */
bool fr_sql_begins_statement(const char *text, size_t length);

/* Does the statement in text write values without quotes: SET, COPY, CREATE, ALTER? */
bool fr_sql_is_utility(const char *text, size_t length);

/* Is it a word that such values follow: SET, PASSWORD, STDIN? */
bool fr_sql_announces(const char *word, size_t length);

/* Sanitise such a statement, from sql->at to behind its end. -1: nothing of the text may be shown. */
int fr_sql_utility(struct fr_sql *sql);

#endif
