/* What an answer worked out by dividing: "11315 buffers = 88.4 MB, so 707 per checkpoint". */
#include <math.h>

#include "answer.h"

#define HALF 0.500001   /* of the last digit: a quotient is rounded, also where a count would be whole */
#define BEFORE_MOST 3   /* numbers before it that it may be worked out from, */
#define BEFORE_WITHIN 4 /* of so many */
#define EACH_MOST 16    /* counts of what it is said to be per */

bool answer_knows(const struct citation *citation)
{
	return citation->found && citation->count > 0 && !citation->lookups[0].word;
}

static bool is_near(const struct citation *wanted, double value)
{
	for (int i = 0; i < wanted->count; i++)
		if (!wanted->lookups[i].word &&
		    fabs(wanted->lookups[i].value - value) <= HALF * wanted->lookups[i].step)
			return true;
	return wanted->any.group != 0 && fabs(wanted->any.value - value) <= HALF * wanted->any.step;
}

/* Is it x by one of the counts of what it is said to be per? */
static bool is_each(const struct answer *answer, const struct citation *wanted, double x)
{
	for (uint64_t bit = 1; bit != 0; bit <<= 1) {
		const struct index_entry *found;
		size_t count =
		    (wanted->rate_of & bit) == 0 ?
			0 :
			index_find(&answer->evidence->index, index_group(GROUP_NOUN, bit, 0), 1, INFINITY, &found);

		for (size_t i = 0; i < count && i < EACH_MOST; i++)
			if (is_near(wanted, x / found[i].value))
				return true;
	}
	return false;
}

/* May x by y be what is wanted: anything by a count, and lengths of time and counts by a length of time? */
static bool may_divide(const struct citation *wanted, enum kind x, enum kind y)
{
	if (y == KIND_NUMBER)
		return wanted->kind == x;
	return y == KIND_DURATION && wanted->kind == KIND_NUMBER && x != KIND_SIZE;
}

static bool divides(const struct answer *answer, const struct citation *wanted, const struct citation *x)
{
	double value = x->lookups[0].value, elapsed = answer->evidence->elapsed_seconds;

	if (wanted->rate_of != 0 && wanted->kind == x->kind && is_each(answer, wanted, value))
		return true;
	return elapsed > 0 && may_divide(wanted, x->kind, KIND_DURATION) && is_near(wanted, value / elapsed);
}

bool answer_divides(const struct answer *answer, int which)
{
	const struct citations *citations = &answer->citations;
	const struct citation *wanted = &citations->of[which], *before[BEFORE_MOST];
	int count = 0;

	for (int i = which - 1; i >= 0 && i >= which - BEFORE_WITHIN && count < BEFORE_MOST; i--)
		if (answer_knows(&citations->of[i]) && citations->of[i].kind <= KIND_SIZE)
			before[count++] = &citations->of[i];
	for (int i = 0; i < count; i++) {
		if (divides(answer, wanted, before[i]))
			return true;
		for (int j = 0; j < count; j++)
			if (i != j && before[j]->lookups[0].value > 0 &&
			    may_divide(wanted, before[i]->kind, before[j]->kind) &&
			    is_near(wanted, before[i]->lookups[0].value / before[j]->lookups[0].value))
				return true;
	}
	return false;
}
