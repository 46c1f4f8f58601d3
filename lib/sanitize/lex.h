/*
 * sanitize/lex.h: tokens of SQL text, as sanitize/grammar.h defines them.
 */
#ifndef FR_SANITIZE_LEX_H
#define FR_SANITIZE_LEX_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdbool.h>
#include <stddef.h>

#include "error.h"

enum fr_token_kind {
	FR_TOKEN_END = 0, /* nothing is left */
	FR_TOKEN_KEPT = 'k',
	FR_TOKEN_STRING = 's',
	FR_TOKEN_OPEN_STRING = 'u', /* the text ends before the string does */
	FR_TOKEN_OPEN_DOLLAR = 'd',
	FR_TOKEN_NUMBER = 'n',
	FR_TOKEN_COMMENT = 'c',
	FR_TOKEN_QUOTED = 'q',  /* between double quotes, but no identifier that can be shown */
	FR_TOKEN_ELISION = 'e', /* three dots */
	FR_TOKEN_BREAK = 'b'    /* ; */
};

enum fr_reading {
	FR_LEX_RUN,          /* what may be shown, as far as it goes, and one token */
	FR_LEX_STEP,         /* one token */
	FR_LEX_STEP_ESCAPED, /* one token, with standard_conforming_strings off */
	FR_LEX_SET,          /* the head of SET */
	FR_LEX_READINGS
};

struct fr_lexer {
	pcre2_code *code[FR_LEX_READINGS]; /* all but the first are compiled when they are first needed */
	bool interpreted[FR_LEX_READINGS]; /* there is no JIT here */
	pcre2_match_data *match;
	pcre2_match_context *context;
	pcre2_jit_stack *stack;
};

struct fr_token {
	enum fr_token_kind kind;
	size_t start, end;
};

/* Compile the grammar. FR_EX_FAULT when PCRE2 refuses it. */
int fr_lexer_init(struct fr_lexer *lexer, struct fr_error *err);
void fr_lexer_release(struct fr_lexer *lexer);

/*
 * The token at text[at], at <= length. With FR_LEX_RUN token->start is where what may be shown ends. Returns -1 when
 * PCRE2 gave up (a limit was reached), after which nothing is known of the rest of the text.
 */
int fr_lex(struct fr_lexer *lexer, enum fr_reading reading, const char *text, size_t length, size_t at,
	   struct fr_token *token);

#endif
