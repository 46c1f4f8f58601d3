#include "reading.h"

#include <string.h>

static const struct unit *unit_at(const struct cite *cite, const struct tokens *tokens, int i)
{
	const struct token *token = at(tokens, i);
	const char *text = tokens->text + token->start;
	size_t length = token->end - token->start;

	if (token->type == TOKEN_SIGN && (token->sign == '%' || token->sign == 'x'))
		return terms_unit(cite->terms, &token->sign, 1);
	if (token->type != TOKEN_WORD)
		return NULL;
	if (length == 1 && !is_attached(tokens, i) && strchr("sBhkKMG", text[0]) == NULL)
		return NULL;
	return terms_unit(cite->terms, text, length);
}

static void read_unit(const struct cite *cite, const struct tokens *tokens, int i, struct reading *reading)
{
	int next = i + 1;

	if (is_sign(tokens, next, '-') && is_attached(tokens, next) && at(tokens, next + 1)->type == TOKEN_WORD &&
	    is_attached(tokens, next + 1))
		next++;
	reading->eight = 1;
	if (is_sign(tokens, next, 'x') && is_number(tokens, next + 1) && unit_at(cite, tokens, next + 2) != NULL &&
	    unit_at(cite, tokens, next + 2)->kind == KIND_SIZE) /* 4096 x 8kB */
		next++;
	if (is_number(tokens, next) && unit_at(cite, tokens, next + 1) != NULL &&
	    (at(tokens, next)->quantity.value[0] == 8 || at(tokens, next)->quantity.value[0] == 16) &&
	    unit_at(cite, tokens, next + 1)->kind == KIND_SIZE &&
	    (at(tokens, next)->spaced || is_sign(tokens, next - 1, 'x'))) {
		reading->eight = at(tokens, next)->quantity.value[0];
		next++;
	}
	reading->unit = unit_at(cite, tokens, next);
	if (reading->unit != NULL)
		reading->last = reading->unit_last = next;
	else
		reading->eight = 1;
	reading->times = reading->unit != NULL && reading->unit->kind == KIND_FACTOR &&
			 at(tokens, next)->type == TOKEN_WORD && at(tokens, next)->end - at(tokens, next)->start > 1;
}

static bool is_per(const struct tokens *tokens, int i)
{
	return at(tokens, i)->end - at(tokens, i)->start == 3 &&
	       strncasecmp(tokens->text + at(tokens, i)->start, "per", 3) == 0;
}

static void read_per(const struct cite *cite, const struct tokens *tokens, int from, struct reading *reading)
{
	for (int i = from; i < from + 2 && (i == from || at(tokens, from)->type == TOKEN_WORD); i++) {
		const struct term *term;

		if (!is_sign(tokens, i, '/') && !is_role(cite, tokens, i, ROLE_EACH))
			continue;
		term = at(tokens, i + 1)->type == TOKEN_WORD ? terms_word(cite->terms, at(tokens, i + 1)->hash) : NULL;
		reading->per = term != NULL ? term->per : 0;
		reading->per_each = term != NULL && term->per_each > 0 ? term->per_each : 1;
		reading->per_nouns = term != NULL && term->nouns != 0                           ? term->nouns :
				     is_per(tokens, i) && at(tokens, i + 1)->type == TOKEN_WORD ? cite->terms->each_as :
												  0;
		if (reading->per > 0 || (reading->per_nouns != 0 && is_per(tokens, i)))
			reading->last = i + 1;
		else if (is_role(cite, tokens, i, ROLE_EACH) && at(tokens, i)->end - at(tokens, i)->start == 4)
			reading->per = 1; /* each: of the calls */
		return;
	}
}

/* 35 MB of temp blocks per call */
static void read_per_later(const struct cite *cite, const struct tokens *tokens, struct reading *reading)
{
	int last = reading->last;

	for (int i = last + 1; i <= last + 5 && at(tokens, i)->type == TOKEN_WORD; i++) {
		const struct term *term = is_per(tokens, i) && at(tokens, i + 1)->type == TOKEN_WORD ?
					      terms_word(cite->terms, at(tokens, i + 1)->hash) :
					      NULL;

		if (term != NULL && term->per > 0) {
			reading->per = term->per;
			reading->per_each = term->per_each > 0 ? term->per_each : 1;
			return;
		}
	}
}

static uint64_t nouns_of(const struct cite *cite, const struct tokens *tokens, int i)
{
	const struct term *term = at(tokens, i)->type == TOKEN_WORD ? terms_word(cite->terms, at(tokens, i)->hash) :
								      NULL;

	return term != NULL && !is_role(cite, tokens, i, ROLE_STOP) ? term->nouns : 0;
}

static uint64_t narrowing(const struct cite *cite, uint64_t nouns)
{
	return (nouns & ~cite->terms->narrow) == 0 ? nouns : 0;
}

/* Of "active sessions" the last noun counts, of "blocked sessions" and "blocked 22 sessions" the one that says more. */
static void read_noun(const struct cite *cite, const struct tokens *tokens, int number, struct reading *reading)
{
	uint64_t narrow = 0, nouns;

	for (int i = reading->last + 1; i <= reading->last + 4; i++) {
		const struct token *token = at(tokens, i);

		if (token->type == TOKEN_SIGN && (token->sign == '-' || token->sign == '"' || token->sign == '/') &&
		    !token->spaced)
			continue;
		if (token->type != TOKEN_WORD || is_role(cite, tokens, i, ROLE_STOP))
			break;
		nouns = nouns_of(cite, tokens, i);
		narrow |= narrowing(cite, nouns);
		if (nouns == 0)
			continue;
		reading->nouns = nouns;
		reading->last = i;
		if (nouns_of(cite, tokens, i + 1) == 0)
			break;
		i = reading->last;
	}
	if (reading->nouns != 0 && narrow == 0)
		narrow = narrowing(cite, nouns_of(cite, tokens, number - 1));
	if (reading->nouns != 0 && narrow != 0)
		reading->nouns = narrow | (cite->evidence ? reading->nouns : 0);
}

/* calls: 20, sessions = 22, samples (16 of 19): the noun stands before. */
static uint64_t noun_before(const struct cite *cite, const struct tokens *tokens, int i)
{
	int j = i - 1;

	while (j >= 1 && is_role(cite, tokens, j, ROLE_JOINT) && is_number(tokens, j - 1))
		j -= 2;
	if (j == i - 1 && is_role(cite, tokens, j, ROLE_JOINT) && is_number(tokens, j - 2)) /* 9 connections of 100 */
		return nouns_of(cite, tokens, j - 1);
	if (!is_sign(tokens, j, ':') && !is_sign(tokens, j, '=') && !is_sign(tokens, j, '('))
		return 0;
	return nouns_of(cite, tokens, j - 1);
}

/* 3 to 5 s, 17 of 19 samples, 91/97 connections: what the last of them says is said of all. */
static void read_around(const struct cite *cite, const struct tokens *tokens, int i, struct reading *reading)
{
	*reading = (struct reading){ .last = i, .eight = 1 };
	read_unit(cite, tokens, i, reading);
	read_per(cite, tokens, reading->last + 1, reading);
	if (reading->unit == NULL || reading->unit->kind == KIND_NUMBER)
		read_noun(cite, tokens, i, reading);
	if (reading->unit != NULL && reading->per == 0)
		read_per_later(cite, tokens, reading);
	if (reading->nouns != 0 && reading->per == 0)
		read_per(cite, tokens, reading->last + 1, reading);
	for (int j = i - 2; j >= 0 && j > i - 16 && reading->per == 0; j--) { /* every call touches 2,309 buffers */
		const struct term *term =
		    at(tokens, j + 1)->type == TOKEN_WORD ? terms_word(cite->terms, at(tokens, j + 1)->hash) : NULL;

		if (is_sign(tokens, j, '.') || is_sign(tokens, j, '|'))
			break;
		if (is_role(cite, tokens, j, ROLE_EACH) && at(tokens, j)->end - at(tokens, j)->start > 3 &&
		    term != NULL)
			reading->per = term->per;
	}
}

/* 0.5 ms a call (0.56 before): the unit is that of the number that it is compared with. */
static void read_compared(const struct cite *cite, const struct tokens *tokens, int i, struct reading *reading)
{
	struct reading compared;

	if (!is_role(cite, tokens, i + 1, ROLE_EARLIER) && !is_role(cite, tokens, i - 1, ROLE_EARLIER))
		return;
	for (int j = i - 1; j > i - 12 && j >= 0 && !is_sign(tokens, j, '.'); j--) {
		if (!is_number(tokens, j))
			continue;
		read_around(cite, tokens, j, &compared);
		if (compared.unit == NULL && compared.per == 0)
			return;
		reading->unit = compared.unit;
		reading->eight = compared.eight;
		reading->per = compared.per;
		reading->per_each = compared.per_each;
		return;
	}
}

/* "a factor of 2.9", but not "the scale factor is 0.2". */
static bool is_factor(const struct cite *cite, const struct tokens *tokens, int i)
{
	for (int j = i - 1; j >= i - 2; j--)
		if (is_role(cite, tokens, j, ROLE_FACTOR))
			return !is_role(cite, tokens, j - 1, ROLE_SCALE);
	return false;
}

void read_all(const struct cite *cite, const struct tokens *tokens, int i, struct reading *reading)
{
	int number = i, own, next;

	read_around(cite, tokens, i, reading);
	own = reading->last;
	for (int tries = 0; tries < 6 && !is_sign(tokens, i - 1, '=') && reading->unit == NULL && reading->nouns == 0 &&
			    reading->per == 0;
	     tries++) {
		bool joint = is_role(cite, tokens, number + 1, ROLE_JOINT) ||
			     (is_sign(tokens, number + 1, '-') && !at(tokens, number + 1)->spaced) ||
			     (token_is_arrow(tokens, number + 1) && !is_sign(tokens, number - 1, '=')) ||
			     is_sign(tokens, number + 1, '/');

		next = number + (is_role(cite, tokens, number + 2, ROLE_THE) ? 3 : 2);
		if (unit_at(cite, tokens, next + 1) != NULL && unit_at(cite, tokens, next + 1)->kind == KIND_NUMBER &&
		    at(tokens, i)->quantity.digits > 3) /* 15,370 of 200 million */
			break;
		if (!joint || !is_number(tokens, next) || at(tokens, next)->quantity.digits > 12)
			break;
		number = next;
		read_around(cite, tokens, number, reading);
	}
	if (reading->per == 0 && number == i && !is_sign(tokens, i - 1, '=') &&
	    is_role(cite, tokens, reading->last + 1, ROLE_JOINT) && is_number(tokens, reading->last + 2)) {
		struct reading later; /* 40 rows and 240 blocks a call */

		read_around(cite, tokens, reading->last + 2, &later);
		reading->per = later.per;
		reading->per_each = later.per_each;
	}
	if (number != i)
		reading->last = reading->unit_last = own; /* the words belong to the other number */
	if (reading->unit == NULL && reading->nouns == 0 && reading->per == 0)
		read_compared(cite, tokens, i, reading);
	if (reading->unit == NULL && is_factor(cite, tokens, i))
		reading->unit = terms_unit(cite->terms, "x", 1);
	if (reading->per == 0 && is_sign(tokens, i - 1, 'x') && !cite->evidence) {
		reading->per = 1; /* 5496 calls x 20 rows */
		reading->per_each = 1;
	}
	if (reading->unit == NULL && reading->nouns == 0)
		reading->nouns = noun_before(cite, tokens, i);
}

int read_compound(const struct cite *cite, const struct tokens *tokens, struct reading *reading,
		  struct fr_quantity *quantity)
{
	int i = reading->last + 1;
	struct reading next;

	while (is_sign(tokens, i, ',') || is_role(cite, tokens, i, ROLE_JOINT))
		i++;
	if (reading->unit == NULL || reading->unit->kind != KIND_DURATION || !is_number(tokens, i))
		return reading->last;
	next = (struct reading){ .last = i };
	read_unit(cite, tokens, i, &next);
	if (next.unit == NULL || next.unit->kind != KIND_DURATION || next.unit->base[0] >= reading->unit->base[0] ||
	    at(tokens, i)->quantity.value[0] * next.unit->base[0] >= reading->unit->base[0] ||
	    (is_sign(tokens, i - 1, ',') && at(tokens, i)->quantity.step[0] < 1)) /* 36 s, 0.02 ms each */
		return reading->last;
	quantity->value[0] =
	    quantity->value[0] * reading->unit->base[0] / next.unit->base[0] + at(tokens, i)->quantity.value[0];
	quantity->step[0] = at(tokens, i)->quantity.step[0];
	quantity->readings = 1;
	*reading = next;
	return read_compound(cite, tokens, reading, quantity);
}

int read_spaced(const struct cite *cite, const struct tokens *tokens, int i)
{
	double value = at(tokens, i)->quantity.value[0];
	int last = i;

	if (cite->evidence || at(tokens, i)->quantity.digits > 3 || at(tokens, i)->quantity.step[0] != 1)
		return i;
	while (is_number(tokens, last + 1) && at(tokens, last + 1)->quantity.digits == 3 &&
	       at(tokens, last + 1)->spaced && at(tokens, last + 1)->quantity.step[0] == 1 &&
	       at(tokens, last + 1)->cell == at(tokens, i)->cell && last < i + 4)
		value = value * 1000 + at(tokens, ++last)->quantity.value[0];
	return last > i && index_holds(cite->index, index_group(GROUP_ANY, 0, 0), value - 0.5, value + 0.5) ? last : i;
}
