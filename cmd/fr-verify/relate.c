/* What an answer says that follows from what else it says in the same line. */
#include <math.h>
#include <string.h>

#include "answer.h"
#include "cues.h"

static bool is_near(const struct lookup *wanted, double value)
{
	return value >= wanted->low && value <= wanted->high;
}

/* What an honest answer computes from what else it says in the line: a part in percent, a length of time, a sum. */
static bool follows(const struct citation *wanted, const struct citation *a, const struct citation *b, unsigned cues)
{
	double x = a->lookups[0].value, y = b->lookups[0].value;

	for (int i = 0; i < wanted->count && !wanted->denied; i++) {
		const struct lookup *lookup = &wanted->lookups[i];

		if (lookup->word)
			continue;
		if (wanted->kind == KIND_PERCENTAGE && y > 0 && a->kind != KIND_PERCENTAGE && a->kind != KIND_TIME &&
		    (x <= y || (cues & CUE_COMPARED) != 0) && is_near(lookup, 100 * x / y))
			return true;
		if (wanted->kind == KIND_PERCENTAGE && y > 0 && (cues & CUE_COMPARED) != 0 &&
		    a->kind != KIND_PERCENTAGE && a->kind != KIND_TIME && is_near(lookup, 100 * fabs(x - y) / y))
			return true;
		if (wanted->kind == KIND_PERCENTAGE && x + y > 0 && (cues & (CUE_SUM_WORD | CUE_WHOLE)) != 0 &&
		    a->kind == KIND_NUMBER && is_near(lookup, 100 * x / (x + y)))
			return true;
		if (wanted->kind == KIND_FACTOR && y > 0 && a->kind != KIND_TIME && is_near(lookup, x / y))
			return true;
		if (wanted->kind == KIND_DURATION && a->kind == KIND_TIME && is_near(lookup, fabs(x - y)))
			return true;
		if ((cues & (CUE_SUM_WORD | CUE_SUM_SIGN)) != 0 &&
		    (wanted->kind == a->kind || (wanted->kind == KIND_NUMBER && a->kind == KIND_SETTING)) &&
		    (is_near(lookup, x + y) || is_near(lookup, fabs(x - y))))
			return true;
	}
	return false;
}

#define COARSE 3        /* steps: as 1 MB is nearly any number of buffers */
#define RELATED_MOST 10 /* citations of a line that are tried with each other: those nearest by */

/* How long is it from the time to the window's start or end? 03:00:14 may be 03:00:14.9. */
static bool is_since(const struct lookup *wanted, const struct lookup *time, double edge)
{
	double least = time->value - edge, most = least + time->step;

	return (least <= wanted->high && most >= wanted->low) || (-most <= wanted->high && -least >= wanted->low);
}

/* One value from one other: buffers as a size; or from two of different kinds: a time for each of so many. */
static bool follows_otherwise(const struct answer *answer, const struct citation *wanted, const struct citation *a,
			      const struct citation *b, unsigned cues)
{
	double x = a->lookups[0].value, y = b->lookups[0].value;

	for (int i = 0; i < wanted->count; i++) {
		const struct lookup *lookup = &wanted->lookups[i];

		if (lookup->word)
			continue;
		if ((cues & CUE_REST) != 0 && wanted->kind == KIND_PERCENTAGE && a->kind == KIND_PERCENTAGE &&
		    is_near(lookup, 100 - x))
			return true;
		if ((cues & CUE_TIME) != 0 && wanted->kind == KIND_PERCENTAGE && a->kind == KIND_DURATION &&
		    answer->evidence->elapsed_seconds > 0 &&
		    is_near(lookup, 100 * x / answer->evidence->elapsed_seconds))
			return true;
		if ((cues & CUE_WINDOW) != 0 && !wanted->denied && wanted->kind == KIND_DURATION &&
		    a->kind == KIND_TIME &&
		    (is_since(lookup, &a->lookups[0], answer->evidence->from) ||
		     is_since(lookup, &a->lookups[0], answer->evidence->to)))
			return true;
		if (wanted->kind == KIND_SIZE && a->kind == KIND_NUMBER && is_near(lookup, x * 8192) &&
		    (lookup->value >= COARSE * lookup->step || fabs(x * 8192 - lookup->value) < 1))
			return true;
		if ((wanted->kind == KIND_NUMBER || wanted->kind == KIND_FACTOR) &&
		    (a->kind == KIND_SIZE || a->kind == KIND_SETTING) && x > 8192 && is_near(lookup, x / 8192))
			return true;
		if ((cues & CUE_PRODUCT) != 0 && wanted->kind == KIND_NUMBER && y > 0 &&
		    (is_near(lookup, x * y) || is_near(lookup, x / y)))
			return true;
		if (!wanted->denied && (cues & CUE_EACH) != 0 && wanted->kind == a->kind && b->kind == KIND_NUMBER &&
		    y > 0 && is_near(lookup, x / y))
			return true;
	}
	return false;
}

/* May it follow from what the lines before say? */
static bool reaches_back(const struct citation *wanted, unsigned cues)
{
	return (cues & (CUE_COMPARED | CUE_SUM_WORD)) != 0 || wanted->kind == KIND_PERCENTAGE ||
	       wanted->kind == KIND_FACTOR || (wanted->kind == KIND_DURATION && (cues & CUE_WINDOW) != 0);
}

/* The citations that are tried with the one: those nearest by in the line, and, when it compares, those of the lines
 * before. */
static int related(const struct answer *answer, int which, unsigned cues, const struct citation **near, int *own)
{
	const struct citations *citations = &answer->citations;
	int first = which > RELATED_MOST / 2 ? which - RELATED_MOST / 2 : 0;
	int last = first + RELATED_MOST < citations->count ? first + RELATED_MOST : citations->count;
	int count = 0;

	for (int i = first; i < last; i++)
		if (i != which && answer_knows(&citations->of[i]))
			near[count++] = &citations->of[i];
	*own = count;
	for (int i = 0; i < answer->recent_count && reaches_back(&citations->of[which], cues); i++)
		if ((cues & (CUE_COMPARED | CUE_SUM_WORD)) != 0 || i >= answer->recent_count - 3)
			near[count++] = &answer->recent[i];
	return count;
}

/* Of settings the sizes have a unit. */
static bool is_size(const struct citation *citation)
{
	return citation->kind == KIND_SIZE || (citation->kind == KIND_SETTING && citation->lookups[0].value >= 1024);
}

static bool is_derived(const struct answer *answer, int which, unsigned cues)
{
	const struct citation *wanted = &answer->citations.of[which];
	const struct citation *near[RELATED_MOST + RECENT_MOST];
	int count, own;

	cues = cues_beside(answer, wanted, cues);
	count = related(answer, which, cues, near, &own);
	if (wanted->kind == KIND_PERCENTAGE && (cues & CUE_RECORDED) != 0)
		return false;
	for (int i = 0; i < count; i++)
		for (int j = 0; j < count; j++) {
			if (i != j && (near[i]->kind == near[j]->kind || (is_size(near[i]) && is_size(near[j]))) &&
			    follows(wanted, near[i], near[j], cues))
				return true;
			if (follows_otherwise(answer, wanted, near[i], near[j],
					      i < own && j < own ? cues : cues & ~(unsigned)CUE_EACH))
				return true;
		}
	return false;
}

static void remember(struct answer *answer)
{
	const struct citations *citations = &answer->citations;

	for (int i = 0; i < citations->count; i++)
		if (answer_knows(&citations->of[i]) &&
		    (citations->of[i].kind <= KIND_SIZE || citations->of[i].kind == KIND_TIME ||
		     citations->of[i].kind == KIND_SETTING)) {
			if (answer->recent_count == RECENT_MOST)
				memmove(&answer->recent[0], &answer->recent[1],
					(RECENT_MOST - 1) * sizeof(answer->recent[0]));
			else
				answer->recent_count++;
			answer->recent[answer->recent_count - 1] = citations->of[i];
		}
}

void answer_relate(struct answer *answer)
{
	unsigned cues = cues_read(answer);

	for (int i = 0; i < answer->citations.count; i++) {
		struct citation *citation = &answer->citations.of[i];

		if (!citation->found && !citation->of_column && !citation->refuted &&
		    (citation->kind < KIND_TIME || citation->kind == KIND_SETTING))
			citation->found = is_derived(answer, i, cues) ||
					  (!citation->denied && citation->follows && answer_divides(answer, i));
	}
	remember(answer);
}
