#include "numerals.h"

#define WITHIN 3 /* words: "seven idle application sessions" */

/* Do the words behind say what is counted, and is it something that the evidence counts? */
static bool is_counted(const struct terms *terms, const struct tokens *tokens, int numeral)
{
	for (int i = numeral + 1; i <= numeral + WITHIN && i < tokens->count; i++) {
		const struct token *token = &tokens->of[i];
		const struct term *term = token->type == TOKEN_WORD ? terms_word(terms, token->hash) : NULL;

		if (token->type != TOKEN_WORD || terms_is(terms, token->hash, ROLE_STOP))
			return false;
		if (term != NULL && term->nouns != 0 && (term->nouns & terms->uncounted) == 0)
			return true;
	}
	return false;
}

void numerals_read(const struct terms *terms, struct tokens *tokens)
{
	for (int i = 0; i < tokens->count; i++) {
		struct token *token = &tokens->of[i];
		const struct term *term = token->type == TOKEN_WORD && !token->code ? terms_word(terms, token->hash) :
										      NULL;

		if (term == NULL || term->numeral == 0 || !is_counted(terms, tokens, i))
			continue;
		token->type = TOKEN_NUMBER;
		token->quantity = (struct fr_quantity){
			.readings = 1, .value = { term->numeral }, .step = { 1 }, .digits = term->numeral < 10 ? 1 : 2
		};
	}
}
