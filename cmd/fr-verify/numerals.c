#include "numerals.h"

#define WITHIN 3 /* words: "seven idle application sessions" */

static const struct token *word_at(const struct tokens *tokens, int i)
{
	return i < tokens->count && tokens->of[i].type == TOKEN_WORD ? &tokens->of[i] : NULL;
}

/* two minutes, two a call, ten of the 11: a measure, a rate, a part. */
static bool is_measured(const struct terms *terms, const struct tokens *tokens, int numeral)
{
	const struct token *next = word_at(tokens, numeral + 1), *second = word_at(tokens, numeral + 2);
	const struct term *term = second != NULL ? terms_word(terms, second->hash) : NULL;
	int part = second != NULL && terms_is(terms, second->hash, ROLE_THE) ? numeral + 3 : numeral + 2;

	if (next == NULL)
		return false;
	if (terms_unit(terms, tokens->text + next->start, next->end - next->start) != NULL)
		return true;
	if (terms_is(terms, next->hash, ROLE_EACH) && term != NULL && term->per > 0)
		return true;
	return next->hash == index_hash("of", 2) && part < tokens->count && tokens->of[part].type == TOKEN_NUMBER;
}

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

		if (term == NULL || term->numeral == 0 ||
		    !(is_counted(terms, tokens, i) || is_measured(terms, tokens, i)))
			continue;
		token->type = TOKEN_NUMBER;
		token->quantity = (struct fr_quantity){
			.readings = 1, .value = { term->numeral }, .step = { 1 }, .digits = term->numeral < 10 ? 1 : 2
		};
	}
}
