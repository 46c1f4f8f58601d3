/* What an answer says that follows from what else it says in the same line. */
#include <math.h>

#include "answer.h"

enum {
	CUE_SUM_WORD = 1, /* "in total", "remaining" */
	CUE_SUM_SIGN = 2, /* 3 + 4 = 7 */
	CUE_EACH = 4      /* "each", "on average" */
};

static bool is_near(const struct lookup *wanted, double value)
{
	return value >= wanted->low && value <= wanted->high;
}

/* What an honest answer computes from what else it says in the line: a part in percent, a length of time, a sum. */
static bool follows(const struct citation *wanted, const struct citation *a, const struct citation *b, unsigned cues)
{
	double x = a->lookups[0].value, y = b->lookups[0].value;

	for (int i = 0; i < wanted->count; i++) {
		const struct lookup *lookup = &wanted->lookups[i];

		if (lookup->word)
			continue;
		if (wanted->kind == KIND_PERCENTAGE && y > 0 && a->kind != KIND_PERCENTAGE && a->kind != KIND_TIME &&
		    is_near(lookup, 100 * x / y))
			return true;
		if (wanted->kind == KIND_FACTOR && y > 0 && a->kind != KIND_TIME && is_near(lookup, x / y))
			return true;
		if (wanted->kind == KIND_DURATION && a->kind == KIND_TIME && is_near(lookup, fabs(x - y)))
			return true;
		if ((cues & (CUE_SUM_WORD | CUE_SUM_SIGN)) != 0 && wanted->kind == a->kind &&
		    (is_near(lookup, x + y) || is_near(lookup, fabs(x - y))))
			return true;
	}
	return false;
}

#define RELATED_MOST 6 /* citations of a line that are tried with each other: those nearest by */

/* Which of the relations the line gives a reason to think of. */
static unsigned read_cues(const struct answer *answer)
{
	const struct terms *terms = answer->evidence->terms;
	unsigned cues = 0;

	for (int i = 0; i < answer->tokens.count; i++) {
		const struct token *token = &answer->tokens.of[i];

		if (answer->masked[i])
			continue;
		if (token->type == TOKEN_WORD && terms_is(terms, token->hash, ROLE_DERIVE))
			cues |= CUE_SUM_WORD;
		if (token->type == TOKEN_WORD && token->end - token->start > 2 &&
		    (terms_is(terms, token->hash, ROLE_EACH) || terms_is(terms, token->hash, ROLE_AVERAGE)))
			cues |= CUE_EACH;
		if (token->type == TOKEN_SIGN && token->sign == '=' && i > 0 &&
		    answer->tokens.of[i - 1].type == TOKEN_NUMBER)
			cues |= CUE_SUM_SIGN;
	}
	return cues;
}

/* One value from one other: buffers as a size; or from two of different kinds: a time for each of so many. */
static bool follows_otherwise(const struct citation *wanted, const struct citation *a, const struct citation *b,
			      unsigned cues)
{
	double x = a->lookups[0].value, y = b->lookups[0].value;

	for (int i = 0; i < wanted->count; i++) {
		const struct lookup *lookup = &wanted->lookups[i];

		if (lookup->word)
			continue;
		if (wanted->kind == KIND_SIZE && a->kind == KIND_NUMBER && is_near(lookup, x * 8192))
			return true;
		if ((cues & CUE_EACH) != 0 && wanted->kind == a->kind && b->kind == KIND_NUMBER && y > 0 &&
		    is_near(lookup, x / y))
			return true;
	}
	return false;
}

static bool is_known(const struct citation *citation)
{
	return citation->found && citation->count > 0 && !citation->lookups[0].word;
}

static bool is_derived(const struct answer *answer, int which, unsigned cues)
{
	const struct citations *citations = &answer->citations;
	const struct citation *wanted = &citations->of[which];
	int first = which > RELATED_MOST / 2 ? which - RELATED_MOST / 2 : 0;
	int last = first + RELATED_MOST < citations->count ? first + RELATED_MOST : citations->count;

	if (wanted->kind == KIND_NUMBER && wanted->count > 0 && wanted->lookups[0].value < 10)
		cues &= ~(CUE_EACH | CUE_SUM_WORD); /* of a few numbers some two make any small one */
	for (int i = first; i < last; i++)
		for (int j = first; j < last; j++) {
			const struct citation *a = &citations->of[i], *b = &citations->of[j];

			if (i == which || j == which || !is_known(a) || !is_known(b))
				continue;
			if (i != j && a->kind == b->kind && follows(wanted, a, b, cues))
				return true;
			if (follows_otherwise(wanted, a, b, cues))
				return true;
		}
	return false;
}

void answer_relate(struct answer *answer)
{
	unsigned cues = read_cues(answer);

	for (int i = 0; i < answer->citations.count; i++) {
		struct citation *citation = &answer->citations.of[i];

		if (!citation->found && (citation->kind < KIND_TIME || citation->kind == KIND_SETTING))
			citation->found = is_derived(answer, i, cues);
	}
}
