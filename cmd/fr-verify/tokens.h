/*
 * tokens.h: one line of an answer as words, numbers, times and signs.
 *
 * Marks of Markdown are gone from it: emphasis is passed over, and what stands between backticks says so.
 */
#ifndef TOKENS_H
#define TOKENS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "quantity.h"

#define TOKENS_MOST 2048 /* of one piece; a longer line comes in pieces */

enum token_type {
	TOKEN_WORD,   /* letters, digits, _ and all letters beyond ASCII; $1 is one, too */
	TOKEN_NUMBER, /* or a time: quantity tells */
	TOKEN_SIGN
};

struct token {
	enum token_type type;
	size_t start, end; /* bytes of the line */
	bool spaced;       /* white space stands before it */
	bool code;         /* between backticks */
	int cell;          /* of a table, from 0; what stands before the first bar is in 0 */
	char sign; /* '-' for every dash, '~' for every "about", 'x' for a multiplication; '?' for what has no meaning
		      here */
	uint64_t hash; /* of a word */
	struct fr_quantity quantity;
};

struct tokens {
	const char *text; /* the line; borrowed */
	int count;
	struct token of[TOKENS_MOST];
};

/* Is the token at i an arrow: 29.6 → 22.5 MB? */
bool token_is_arrow(const struct tokens *tokens, int i);

/*
 * Read on from *at, to the line's end or until the tokens are full; then *at is where the next piece begins, and at the
 * end length. *code is kept from piece to piece.
 */
void tokens_read(struct tokens *tokens, const char *text, size_t length, size_t *at, bool *code);

#endif
