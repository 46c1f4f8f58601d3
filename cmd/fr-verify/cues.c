#include "cues.h"

#define FEW 10      /* of a few numbers some two make any smaller one */
#define OF_WITHIN 5 /* tokens: "% of the 31 samples" */

/* Which of the relations the line gives a reason to think of. */
unsigned cues_read(const struct answer *answer)
{
	const struct terms *terms = answer->evidence->terms;
	unsigned cues = 0;
	bool times = false;

	for (int i = 0; i < answer->tokens.count; i++) {
		const struct token *token = &answer->tokens.of[i];

		if (answer->masked[i])
			continue;
		if (token->type == TOKEN_WORD && terms_is(terms, token->hash, ROLE_DERIVE))
			cues |= CUE_SUM_WORD;
		if (token->type == TOKEN_WORD && token->end - token->start > 2 &&
		    (terms_is(terms, token->hash, ROLE_EACH) || terms_is(terms, token->hash, ROLE_AVERAGE)))
			cues |= CUE_EACH;
		if (token->type == TOKEN_WORD &&
		    (terms_is(terms, token->hash, ROLE_COMPARED) || terms_is(terms, token->hash, ROLE_EARLIER)))
			cues |= CUE_COMPARED;
		if (token->type == TOKEN_WORD && terms_is(terms, token->hash, ROLE_WHOLE))
			cues |= CUE_WHOLE;
		if (token->type == TOKEN_WORD && terms_is(terms, token->hash, ROLE_REST))
			cues |= CUE_REST;
		if (token->type == TOKEN_WORD && terms_is(terms, token->hash, ROLE_WINDOW))
			cues |= CUE_WINDOW;
		times |= token->type == TOKEN_SIGN && token->sign == 'x';
		if (times && token->type == TOKEN_SIGN && token->sign == '=')
			cues |= CUE_PRODUCT;
		if (token->type == TOKEN_SIGN && (token->sign == '=' || token->sign == '?') && i > 0 &&
		    answer->tokens.of[i - 1].type == TOKEN_NUMBER)
			cues |= CUE_SUM_SIGN;
	}
	return cues;
}

/* Does a word of that role stand between the number and those to either side? */
static bool is_beside(const struct answer *answer, int token, enum role role)
{
	const struct tokens *tokens = &answer->tokens;

	for (int side = -1; side <= 1; side += 2)
		for (int i = token + side; i >= 0 && i < tokens->count && tokens->of[i].type != TOKEN_NUMBER; i += side)
			if (tokens->of[i].type == TOKEN_WORD && tokens->of[i].end - tokens->of[i].start > 2 &&
			    terms_is(answer->evidence->terms, tokens->of[i].hash, role))
				return true;
	return false;
}

/* Does a word behind say what the part is of? */
static unsigned read_whole(const struct answer *answer, int token)
{
	const struct tokens *tokens = &answer->tokens;
	const struct terms *terms = answer->evidence->terms;
	unsigned cues = 0;

	for (int i = token + 1; i < tokens->count && i <= token + OF_WITHIN && tokens->of[i].type != TOKEN_NUMBER;
	     i++) {
		const struct term *term = tokens->of[i].type == TOKEN_WORD ? terms_word(terms, tokens->of[i].hash) :
									     NULL;

		if (term != NULL && (term->nouns & terms->always_said) != 0)
			cues |= CUE_RECORDED;
		if (term != NULL && terms_is(terms, tokens->of[i].hash, ROLE_TIME))
			cues |= CUE_TIME;
	}
	return cues;
}

unsigned cues_beside(const struct answer *answer, const struct citation *citation, unsigned cues)
{
	int token = named_token_at(&answer->tokens, citation->start);
	bool few = citation->kind == KIND_NUMBER && citation->count > 0 && citation->lookups[0].value < FEW;
	bool each = citation->rate || citation->follows || is_beside(answer, token, ROLE_EACH) ||
		    is_beside(answer, token, ROLE_AVERAGE);

	if (few || !each)
		cues &= ~(unsigned)CUE_EACH;
	if (few || (!citation->follows && !is_beside(answer, token, ROLE_DERIVE)))
		cues &= ~(unsigned)CUE_SUM_WORD;
	return cues | read_whole(answer, token);
}
