/* What an answer says twice in a breath has to be the same: "763959 ms (about 764 s)", "34 of 35 (97.1 %)". */
#include <math.h>
#include <string.h>

#include "answer.h"

#define BETWEEN_MOST 6 /* tokens between the two */
#define HALF 0.500001  /* of the last digit */

/* The tokens between two citations. */
struct between {
	bool same;   /* nothing but signs and words that say that the same follows */
	bool about;  /* "about", "=", "i.e." */
	bool opened; /* ( */
	bool of;     /* "of" or "/" is the last of them */
	int count;
};

static bool is_word(const struct answer *answer, const struct token *token, enum role role)
{
	return token->type == TOKEN_WORD && terms_is(answer->evidence->terms, token->hash, role);
}

static struct between look_between(const struct answer *answer, const struct citation *a, const struct citation *b)
{
	struct between between = { .same = true };

	for (int i = named_token_at(&answer->tokens, a->end); i < answer->tokens.count; i++) {
		const struct token *token = &answer->tokens.of[i];
		bool is_about = is_word(answer, token, ROLE_ABOUT) || is_word(answer, token, ROLE_SO) ||
				(token->type == TOKEN_SIGN && (token->sign == '~' || token->sign == '='));

		if (token->start >= b->start)
			break;
		between.count++;
		between.about |= is_about;
		between.opened |= token->type == TOKEN_SIGN && token->sign == '(';
		between.of = (token->type == TOKEN_SIGN && token->sign == '/') ||
			     (token->type == TOKEN_WORD && token->end - token->start == 2 &&
			      strncasecmp(answer->tokens.text + token->start, "of", 2) == 0);
		between.same &= is_about || (token->type == TOKEN_SIGN && (token->sign == '(' || token->sign == '.'));
	}
	return between;
}

static bool is_near(double value, double step, const struct lookup *lookup)
{
	double slack = HALF * (step + lookup->step);

	return value >= fmin(lookup->low, lookup->value - slack) && value <= fmax(lookup->high, lookup->value + slack);
}

/* May the one be the other in another unit? A number without a unit may be bytes, buffers, milliseconds or seconds. */
static bool is_same(const struct citation *a, const struct citation *b)
{
	static const double units[] = { 1, 8192, 0.001 };

	for (int i = 0; i < a->count; i++)
		for (int j = 0; j < b->count; j++)
			for (size_t k = 0;
			     k <
			     (a->kind == KIND_NUMBER || a->kind == KIND_SETTING ? sizeof(units) / sizeof(units[0]) : 1);
			     k++)
				if (!a->lookups[i].word && !b->lookups[j].word &&
				    is_near(a->lookups[i].value * units[k], a->lookups[i].step * units[k],
					    &b->lookups[j]))
					return true;
	return false;
}

static bool is_measure(const struct citation *citation)
{
	return citation->kind == KIND_DURATION || citation->kind == KIND_SIZE;
}

/* A number with no word behind it. */
static bool is_bare(const struct answer *answer, const struct citation *citation)
{
	int next = named_token_at(&answer->tokens, citation->start) + 1;

	return citation->kind == KIND_NUMBER && next < answer->tokens.count &&
	       answer->tokens.of[next].type == TOKEN_SIGN;
}

/* 60 calls at 12062 ms = 723.7 s */
static bool is_product(const struct citation *times, const struct citation *a, const struct citation *b)
{
	for (int i = 0; i < b->count && times->count > 0; i++)
		if (!b->lookups[i].word && is_near(a->lookups[0].value * times->lookups[0].value,
						   a->lookups[0].step * times->lookups[0].value, &b->lookups[i]))
			return true;
	return false;
}

/* Is b said to be a once more? */
static bool repeats(const struct answer *answer, const struct citation *a, const struct citation *b)
{
	struct between between;

	if (!is_measure(b) || b->rate || b->rate_of != 0 || a->count == 0 || a->lookups[0].word || b->count == 0 ||
	    (a->kind != b->kind && a->kind != KIND_NUMBER && a->kind != KIND_SETTING))
		return false;
	between = look_between(answer, a, b);
	if (between.count == 0 || between.count > BETWEEN_MOST || !between.same)
		return false;
	return between.about || (between.opened && (a->kind == KIND_SETTING || is_bare(answer, a)));
}

/* 34 of 35 (97.1 %), 38.7 % of samples (12 of 31): the three are next to each other. */
static bool is_other_part(const struct answer *answer, const struct citation *part, const struct citation *of,
			  const struct citation *whole, bool part_first)
{
	const struct citation *first = part_first ? part : whole, *second = part_first ? of : part;
	struct between inner, outer;

	if (part->kind != KIND_PERCENTAGE || of->kind != KIND_NUMBER || whole->kind != KIND_NUMBER ||
	    part->count == 0 || of->count == 0 || whole->count == 0 || whole->lookups[0].value <= 0 ||
	    of->lookups[0].value > whole->lookups[0].value)
		return false;
	inner = look_between(answer, of, whole);
	outer = look_between(answer, first, second);
	if (!inner.of || inner.count > 3 || inner.opened || !outer.opened || outer.count > BETWEEN_MOST)
		return false;
	return !is_near(100 * of->lookups[0].value / whole->lookups[0].value, 0, &part->lookups[0]);
}

void answer_agree(struct answer *answer)
{
	struct citations *citations = &answer->citations;

	for (int i = 1; i < citations->count; i++) {
		bool repeated = repeats(answer, &citations->of[i - 1], &citations->of[i]);

		if (repeated && is_same(&citations->of[i - 1], &citations->of[i]))
			citations->of[i].found |= citations->of[i - 1].found;
		else if (repeated && !citations->of[i].stands &&
			 !(i >= 2 && is_product(&citations->of[i - 2], &citations->of[i - 1], &citations->of[i])))
			citations->of[i].found = citations->of[i].soft = false;
		if (i >= 2 &&
		    is_other_part(answer, &citations->of[i], &citations->of[i - 2], &citations->of[i - 1], false))
			citations->of[i].found = false;
		if (i >= 2 &&
		    is_other_part(answer, &citations->of[i - 2], &citations->of[i - 1], &citations->of[i], true))
			citations->of[i - 1].found = false;
	}
}
