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
	enum { FR_SQL_UNKNOWN, FR_SQL_NO, FR_SQL_YES } announced; /* is a word such as SET anywhere in the text? */
	bool backslashes, elisions; /* is there any \\, any [ or byte that … begins with, in the text? */
	bool blank;                 /* only blanks and comments since the last statement */
	bool utility;               /* one of the statements was dealt with by fr_sql_utility */
	bool fragment;              /* does not begin as a statement does: its head may be missing */
};

/* Append what stands for the token, and move on behind it. -1: nothing of the text may be shown. */
int fr_sql_emit(struct fr_sql *sql, const struct fr_token *token);

/*
 * What may be shown from text[at] on, up to token->start, and the token behind it; a string that has two readings is
 * as long as both. -1: nothing of the text may be shown.
 */
int fr_sql_run(struct fr_sql *sql, size_t at, struct fr_token *token);

/* Append what may be shown, up to text[end], and move there, or to the end of the text. -1: as above. */
int fr_sql_emit_kept(struct fr_sql *sql, size_t end);

/* Append text[start] to text[end] as it is, or '<redacted>' in its place. */
void fr_sql_keep(struct fr_sql *sql, size_t start, size_t end);
void fr_sql_hide_string(struct fr_sql *sql, size_t start, size_t end, enum fr_sql_kind kind);

/* Hide all from text[at] on, except blanks at its ends, and move to the end. */
void fr_sql_hide_rest(struct fr_sql *sql, size_t at, enum fr_sql_kind kind);

/* Where the first word is, behind blanks, comments and parentheses. */
size_t fr_sql_first_word(const char *text, size_t length);

/* Is the first word one that a statement begins with? */
bool fr_sql_begins_statement(const char *text, size_t length);

/*
 * May the statement that begins at sql->at, of which the first words are length bytes long, write values without
 * quotes: SET, and COPY, CREATE and ALTER where the text has a word that such values follow?
 */
bool fr_sql_is_utility(struct fr_sql *sql, size_t length);

/* Is it a word that such values follow: SET, PASSWORD, STDIN? */
bool fr_sql_announces(const char *word, size_t length);

/* Sanitise such a statement, from sql->at to behind its end. -1: nothing of the text may be shown. */
int fr_sql_utility(struct fr_sql *sql);

#endif
