#include "reading.h"

#include <math.h>
#include <string.h>

void cite_add(struct citation *citation, uint64_t group, double value, double low, double high)
{
	if (citation->count < LOOKUPS_MOST)
		citation->lookups[citation->count++] =
		    (struct lookup){ .group = group, .value = value, .low = low, .high = high };
}

#define WHOLE 0.001 /* what is counted is found as a whole number, however it was stored */
#define UNSAID 0.01 /* of a number that ends in three zeros: nobody says "about" each time */

/* How exact the number claims to be. */
struct range {
	double below, above; /* in steps of the last digit */
};

static bool is_article(const struct tokens *tokens, int i)
{
	size_t length = at(tokens, i)->end - at(tokens, i)->start;

	return length <= 2 && strncasecmp(tokens->text + at(tokens, i)->start, "an", length) == 0;
}

static struct range range_of(const struct cite *cite, const struct tokens *tokens, int i)
{
	const struct fr_quantity *quantity = &at(tokens, i)->quantity;
	struct range range = { ROUNDING, ROUNDING };
	bool rounded = quantity->zeros > 0 && quantity->digits > quantity->zeros; /* else "over" may be "across" */
	double round = pow(10, quantity->zeros < quantity->digits ? quantity->zeros : 0);

	if (cite->evidence)
		return range;
	if (quantity->zeros >= 3 && quantity->digits > quantity->zeros)
		range.below = range.above = fmin(ROUNDING * round, UNSAID * quantity->value[0] / quantity->step[0]);
	for (int j = i - 1; j >= i - 3 && j >= 0; j--) {
		if (is_sign(tokens, j, '~') || is_role(cite, tokens, j, ROLE_ABOUT)) {
			range.below = range.above = ROUNDING * round;
		} else if (is_role(cite, tokens, j, ROLE_OVER) || (is_sign(tokens, j, '>') && j == i - 1)) {
			range.above = rounded ? round : ROUNDING;
		} else if (is_role(cite, tokens, j, ROLE_UNDER) || (is_sign(tokens, j, '<') && j == i - 1)) {
			range.below = rounded ? round : 1;
		} else if (at(tokens, j)->type == TOKEN_WORD &&
			   (is_role(cite, tokens, j, ROLE_FILLER) || is_article(tokens, j))) {
			continue;
		} else if (j != i - 1 || !is_sign(tokens, j, '(')) {
			break;
		}
	}
	return range;
}

/* The number's values times the unit's bases, into one group. */
static void add_readings(const struct cite *cite, struct citation *citation, uint64_t group,
			 const struct fr_quantity *quantity, const struct reading *reading, struct range range)
{
	double bases[2] = { 1, 0 };
	int count = 1;

	if (reading->unit != NULL) {
		count = reading->unit->bases;
		bases[0] = reading->unit->base[0] * reading->eight;
		bases[1] = reading->unit->base[1] * reading->eight;
	}
	if (cite->evidence && count == 2) { /* PostgreSQL's kB are binary, and so are those of our rules */
		bases[0] = bases[1];
		count = 1;
	}
	for (int i = 0; i < quantity->readings; i++)
		for (int j = 0; j < count; j++) {
			double value = quantity->value[i] * bases[j], step = quantity->step[i] * bases[j];
			double slack = fabs(value) * 1e-12;

			cite_add(citation, group, value, value - range.below * step - slack,
				 value + range.above * step + slack);
			citation->lookups[citation->count - 1].step = step;
		}
}

static bool says_nothing(const struct head *head)
{
	return head->unit == NULL && head->nouns == 0 && head->column == 0 && !head->pid;
}

/* Is all that its cell holds the number, or a list of numbers? */
static bool is_cell(const struct cite *cite, const struct tokens *tokens, int i)
{
	int last = -1;

	for (int j = 0; j < tokens->count; j++) {
		if (at(tokens, j)->type != TOKEN_NUMBER || at(tokens, j)->cell != at(tokens, i)->cell)
			continue;
		if (last >= 0 &&
		    !(j == last + 2 && (is_role(cite, tokens, j - 1, ROLE_JOINT) || is_sign(tokens, j - 1, ','))))
			return false;
		last = j;
	}
	return true;
}

/* In a table the head of the column says what a number is, or a cell before it in its row. */
static void from_heads(const struct cite *cite, const struct tokens *tokens, int i, struct reading *reading,
		       uint64_t *column, bool *pid)
{
	struct heads row;
	const struct head *head;
	int cell = at(tokens, i)->cell;

	if (cite->heads == NULL || cell >= CELLS_MOST || reading->nouns != 0)
		return;
	head = &cite->heads->of[cell];
	if (says_nothing(head)) {
		cite_heads(cite, tokens, &row);
		while (cell > 0 && says_nothing(head))
			head = &row.of[--cell];
	}
	if (*column == 0 && is_cell(cite, tokens, i))
		*column = head->column;
	if (reading->per == 0 && head->per > 0) {
		reading->per = head->per;
		reading->per_each = 1;
	}
	if (reading->unit != NULL)
		return;
	if (head->column == 0) {
		reading->unit = head->unit;
		reading->nouns = head->nouns;
	}
	*pid |= head->pid;
}

static bool has_any(const struct index *index, uint64_t nouns)
{
	for (uint64_t bit = 1; bit != 0; bit <<= 1)
		if ((nouns & bit) != 0 && index_holds(index, index_group(GROUP_NOUN, bit, 0), 0, INFINITY))
			return true;
	return false;
}

static void add_groups(const struct cite *cite, const struct fr_quantity *quantity, const struct reading *reading,
		       struct range range, uint64_t column, struct citation *citation)
{
	enum kind kind = reading->unit != NULL ? reading->unit->kind : KIND_NUMBER;
	bool counted = kind == KIND_NUMBER || (reading->times && column == 0);

	citation->kind = kind;
	citation->rate = reading->per > 0;
	citation->rate_of = reading->per_nouns;
	if (column != 0) {
		citation->kind = terms_is(cite->terms, column, ROLE_SETTING) ? KIND_SETTING : kind;
		add_readings(cite, citation,
			     index_group(GROUP_COLUMN, column, kind != KIND_NUMBER ? (uint64_t)kind : 0), quantity,
			     reading, range);
		if (!cite->evidence)
			return;
	}
	struct fr_quantity each = *quantity;

	for (int i = 0; i < each.readings && reading->per_each > 1; i++) {
		each.value[i] /= reading->per_each;
		each.step[i] /= reading->per_each;
	}
	int first = citation->count;
	if (reading->per > 0)
		add_readings(
		    cite, citation,
		    index_group(GROUP_PER, (uint64_t)reading->per,
				cite->evidence ? (uint64_t)kind : (uint64_t)(kind == KIND_FACTOR ? KIND_NUMBER : kind)),
		    &each, reading,
		    quantity->step[0] == 1 ?
			(struct range){ fmax(range.below, ROUNDING), fmax(range.above, ROUNDING) } :
			range);
	for (int i = first; i < citation->count; i++)
		citation->lookups[i].each = true;
	if (reading->per == 0 && reading->averaged && counted && reading->nouns != 0)
		add_readings(cite, citation, index_group(GROUP_PER, 1, KIND_NUMBER), quantity, reading, range);
	if (kind != KIND_NUMBER)
		add_readings(cite, citation, index_group(GROUP_KIND, kind, 0), quantity, reading, range);
	if (counted && (reading->nouns != 0 || reading->times)) {
		uint64_t nouns = reading->nouns;
		struct reading bare = *reading;

		if (reading->times) {
			bare.unit = NULL;
			nouns |= terms_word(cite->terms, index_hash("calls", 5)) != NULL ?
				     terms_word(cite->terms, index_hash("calls", 5))->nouns :
				     0;
		}
		if ((nouns & ~cite->terms->narrow) == 0 && !cite->evidence && !has_any(cite->index, nouns))
			nouns = cite->terms->narrow_as;
		for (uint64_t bit = 1; bit != 0; bit <<= 1)
			if ((nouns & bit) != 0)
				add_readings(cite, citation, index_group(GROUP_NOUN, bit, 0), quantity, &bare, range);
		if (!cite->evidence)
			add_readings(cite, citation, index_group(GROUP_NOUN, 0, 0), quantity, &bare, range);
	}
	/* What a text counts and does not say what of: a small number would be anything's */
	if (cite->evidence && counted && reading->nouns == 0 && column == 0 && quantity->value[0] >= 10)
		add_readings(cite, citation, index_group(GROUP_NOUN, 0, 0), quantity, reading, range);
	if ((cite->evidence && counted) || (counted && reading->nouns == 0 && !reading->times))
		add_readings(cite, citation, index_group(GROUP_ANY, 0, 0), quantity, reading, range);
}

static struct lookup any_reading(const struct fr_quantity *quantity, const struct reading *reading, struct range range)
{
	double base = reading->unit != NULL && reading->unit->kind == KIND_NUMBER ? reading->unit->base[0] : 1;
	int most = quantity->readings == 2 && quantity->value[1] > quantity->value[0] ? 1 :
											0; /* 1,234 is rather 1234 */
	double value = quantity->value[most] * base, step = quantity->step[most] * base;

	return (struct lookup){ .group = index_group(GROUP_ANY, 0, 0),
				.value = value,
				.step = step,
				.low = value - range.below * step,
				.high = value + range.above * step };
}

static bool is_each_word(const struct cite *cite, const struct tokens *tokens, int i)
{
	return is_role(cite, tokens, i, ROLE_EACH) && at(tokens, i)->end - at(tokens, i)->start > 2;
}

/* A number that PostgreSQL has made known: 2 billion xids. Where a sentence says where its figures stand it is one,
 * too. */
static bool is_constant(const struct cite *cite, int i, const struct fr_quantity *quantity,
			const struct reading *reading)
{
	double unit = reading->unit != NULL && reading->unit->kind == KIND_NUMBER ? reading->unit->base[0] : 1;

	if (cite->evidence || (cite->references != NULL && references_of(cite->references, i) != NULL))
		return false;
	for (size_t k = 0; k < cite->terms->constants_count; k++)
		if (quantity->value[0] * unit == cite->terms->constants[k])
			return true;
	return false;
}

int cite_number(const struct cite *cite, const struct tokens *tokens, int i, bool *after_pid,
		struct citations *citations)
{
	int first = i, merged = read_spaced(cite, tokens, i);
	struct fr_quantity quantity = at(tokens, i)->quantity;
	struct citation *citation = &citations->of[citations->count];
	struct range range = range_of(cite, tokens, i);
	struct reading reading;
	uint64_t column;
	int pid, last;
	bool head_pid = false;

	for (int k = i + 1; k <= merged; k++)
		quantity.value[0] = quantity.value[0] * 1000 + at(tokens, k)->quantity.value[0];
	i = merged;
	read_all(cite, tokens, i, &reading);
	last = reading.last;
	reading.averaged = !cite->evidence && is_average(cite, tokens, i);
	if (is_unchecked(cite, tokens, i, &reading))
		return i;
	if (is_constant(cite, i, &quantity, &reading))
		return reading.unit_last > i ? reading.unit_last : i;
	*citation = (struct citation){ .start = at(tokens, first)->start, .step = quantity.step[0] };
	citation->soft = is_soft(cite, tokens, i, &citation->placed);
	if (last > i || reading.unit != NULL)
		last = read_compound(cite, tokens, &reading, &quantity);
	pid = is_pid(cite, tokens, i, &reading, *after_pid);
	column = pid == 1 ? 0 : bound_to(cite, tokens, i, &reading, false);
	if (column != 0 && is_sign(tokens, i - 1, '='))
		range = (struct range){ ROUNDING, ROUNDING };
	if (column == 0 && pid == 0 && !cite->evidence)
		column = setting_now(cite, tokens, i, &reading);
	from_heads(cite, tokens, i, &reading, &column, &head_pid);
	if ((reading.nouns != 0 || quantity.digits < 4) && reading.unit == NULL && reading.per == 0 && column == 0 &&
	    quantity.step[0] == 1 && range.above <= ROUNDING && range.below <= ROUNDING && !is_average(cite, tokens, i))
		range = (struct range){ WHOLE, WHOLE }; /* what is counted is whole; averages are another thing */
	citation->follows = reading.per > 0 || reading.per_nouns != 0 || is_each_word(cite, tokens, reading.last + 1);
	for (int k = i - 1; k >= i - 4 && k >= 0; k--)
		citation->follows |= is_sign(tokens, k, '=') || is_sign(tokens, k, '~') ||
				     is_role(cite, tokens, k, ROLE_SO) || is_role(cite, tokens, k, ROLE_ABOUT) ||
				     token_is_arrow(tokens, k);
	*after_pid = pid == 1 || head_pid;
	citation->end = at(tokens, last)->end;
	if (quantity.digits >= 16 && reading.unit == NULL) {
		citation->lookups[citation->count++] =
		    (struct lookup){ .group = index_group(GROUP_WORD,
							  index_hash(tokens->text + citation->start,
								     at(tokens, i)->end - citation->start),
							  0),
				     .word = true };
		last = i;
	} else if (quantity.digits > 1 && quantity.step[0] == 1 && tokens->text[citation->start] == '0' &&
		   quantity.readings == 1 && !cite->evidence) {
		citation->kind = reading.unit != NULL ? reading.unit->kind : KIND_NUMBER; /* 010: nobody writes that */
	} else if (pid > 0 || head_pid) {
		citation->kind = KIND_PID;
		citation->soft = false;
		add_readings(cite, citation, index_group(GROUP_KIND, KIND_PID, 0), &quantity, &reading,
			     (struct range){ 0.1, 0.1 });
		if (pid == 2)
			add_groups(cite, &quantity, &reading, range, 0, citation);
		if (pid == 1)
			citation->kind = KIND_PID;
	} else {
		add_groups(cite, &quantity, &reading, range, column, citation);
		citation->of_column = column != 0 && is_sign(tokens, i - 1, '=') &&
				      index_has_word(cite->index, index_group(GROUP_COLUMN_NAME, column, 0));
	}
	if (last == i)
		citation->end = at(tokens, i)->end;
	if (!cite->evidence &&
	    (column == 0 || !index_has_word(cite->index, index_group(GROUP_COLUMN_NAME, column, 0))) &&
	    (reading.unit == NULL || reading.unit->kind == KIND_NUMBER || reading.times ||
	     is_sign(tokens, reading.unit_last, 'x')))
		citation->any = any_reading(&quantity, &reading, range);
	citations->count++;
	return reading.unit_last > i ? reading.unit_last : merged;
}
