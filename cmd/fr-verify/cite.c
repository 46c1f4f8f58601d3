#include "cite.h"

#include <math.h>
#include <string.h>

/* Half of the last digit that is written. What was rounded twice is found because evidence is indexed as prompts show
 * it, too. */
#define ROUNDING 0.500001

static const struct token *at(const struct tokens *tokens, int i)
{
	static const struct token none = { .type = TOKEN_SIGN, .sign = '\n' };

	return i >= 0 && i < tokens->count ? &tokens->of[i] : &none;
}

static bool is_sign(const struct tokens *tokens, int i, char sign)
{
	return at(tokens, i)->type == TOKEN_SIGN && at(tokens, i)->sign == sign;
}

static bool is_role(const struct cite *cite, const struct tokens *tokens, int i, enum role role)
{
	return at(tokens, i)->type == TOKEN_WORD && terms_is(cite->terms, at(tokens, i)->hash, role);
}

static bool is_number(const struct tokens *tokens, int i)
{
	return at(tokens, i)->type == TOKEN_NUMBER && at(tokens, i)->quantity.readings > 0;
}

/* What was written about a number: around it, in the order in which it is found. */
struct reading {
	const struct unit *unit;
	double eight; /* the unit is so many of it: 8192 8kB */
	bool times;   /* its unit is a word that may count calls, too */
	uint64_t nouns;
	int per;
	int last;      /* the last token of it */
	int unit_last; /* the last token of the unit */
};

static bool is_attached(const struct tokens *tokens, int i)
{
	return !at(tokens, i)->spaced && at(tokens, i)->start == at(tokens, i - 1)->end;
}

static const struct unit *unit_at(const struct cite *cite, const struct tokens *tokens, int i)
{
	const struct token *token = at(tokens, i);
	const char *text = tokens->text + token->start;
	size_t length = token->end - token->start;

	if (token->type == TOKEN_SIGN && (token->sign == '%' || token->sign == 'x'))
		return terms_unit(cite->terms, &token->sign, 1);
	if (token->type != TOKEN_WORD)
		return NULL;
	if (length == 1 && !is_attached(tokens, i) && strchr("sBh", text[0]) == NULL)
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
	if (is_number(tokens, next) && unit_at(cite, tokens, next + 1) != NULL && is_attached(tokens, next + 1) &&
	    (at(tokens, next)->quantity.value[0] == 8 || at(tokens, next)->quantity.value[0] == 16) &&
	    unit_at(cite, tokens, next + 1)->kind == KIND_SIZE && at(tokens, next)->spaced) {
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

static void read_per(const struct cite *cite, const struct tokens *tokens, int from, struct reading *reading)
{
	for (int i = from; i < from + 2 && (i == from || at(tokens, from)->type == TOKEN_WORD); i++) {
		const struct term *term;

		if (!is_sign(tokens, i, '/') && !is_role(cite, tokens, i, ROLE_EACH))
			continue;
		term = at(tokens, i + 1)->type == TOKEN_WORD ? terms_word(cite->terms, at(tokens, i + 1)->hash) : NULL;
		reading->per = term != NULL ? term->per : 0;
		if (reading->per > 0)
			reading->last = i + 1;
		else if (is_role(cite, tokens, i, ROLE_EACH) && at(tokens, i)->end - at(tokens, i)->start == 4)
			reading->per = 1; /* each: of the calls */
		return;
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
	*reading = (struct reading){ .last = i };
	read_unit(cite, tokens, i, reading);
	read_per(cite, tokens, reading->last + 1, reading);
	if (reading->unit == NULL || reading->unit->kind == KIND_NUMBER)
		read_noun(cite, tokens, i, reading);
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

static void read_all(const struct cite *cite, const struct tokens *tokens, int i, struct reading *reading)
{
	int number = i, own;

	read_around(cite, tokens, i, reading);
	own = reading->last;
	for (int tries = 0; tries < 6 && reading->unit == NULL && reading->nouns == 0 && reading->per == 0; tries++) {
		bool joint = is_role(cite, tokens, number + 1, ROLE_JOINT) || is_sign(tokens, number + 1, '-') ||
			     is_sign(tokens, number + 1, '/');

		if (!joint || !is_number(tokens, number + 2) || at(tokens, number + 2)->quantity.digits > 12)
			break;
		number += 2;
		read_around(cite, tokens, number, reading);
	}
	if (number != i)
		reading->last = own; /* the words belong to the other number */
	if (reading->unit == NULL && reading->nouns == 0)
		reading->nouns = noun_before(cite, tokens, i);
}

static void add(struct citation *citation, uint64_t group, double value, double low, double high)
{
	if (citation->count < LOOKUPS_MOST)
		citation->lookups[citation->count++] =
		    (struct lookup){ .group = group, .value = value, .low = low, .high = high };
}

/* How exact the number claims to be. */
struct range {
	double below, above; /* in steps of the last digit */
};

static struct range range_of(const struct cite *cite, const struct tokens *tokens, int i)
{
	const struct fr_quantity *quantity = &at(tokens, i)->quantity;
	struct range range = { ROUNDING, ROUNDING };
	bool rounded = quantity->zeros > 0 && quantity->digits > quantity->zeros; /* else "over" may be "across" */
	double round = pow(10, quantity->zeros < quantity->digits ? quantity->zeros : 0);

	if (cite->evidence)
		return range;
	if (quantity->zeros >= 3 && quantity->digits > quantity->zeros)
		range.below = range.above = ROUNDING * round;
	for (int j = i - 1; j >= i - 3 && j >= 0; j--) {
		if (is_sign(tokens, j, '~') || is_role(cite, tokens, j, ROLE_ABOUT)) {
			range.below = range.above = ROUNDING * round;
		} else if (is_role(cite, tokens, j, ROLE_OVER) || (is_sign(tokens, j, '>') && j == i - 1)) {
			range.above = rounded ? round : ROUNDING;
		} else if (is_role(cite, tokens, j, ROLE_UNDER) || (is_sign(tokens, j, '<') && j == i - 1)) {
			range.below = rounded ? round : 1;
		} else if (at(tokens, j)->type == TOKEN_WORD && is_role(cite, tokens, j, ROLE_FILLER)) {
			continue;
		} else if (j != i - 1 || !is_sign(tokens, j, '(')) {
			break;
		}
	}
	return range;
}

/* The number's values times the unit's bases, into one group. */
static void add_readings(struct citation *citation, uint64_t group, const struct fr_quantity *quantity,
			 const struct reading *reading, struct range range)
{
	double bases[2] = { 1, 0 };
	int count = 1;

	if (reading->unit != NULL) {
		count = reading->unit->bases;
		bases[0] = reading->unit->base[0] * reading->eight;
		bases[1] = reading->unit->base[1] * reading->eight;
	}
	for (int i = 0; i < quantity->readings; i++)
		for (int j = 0; j < count; j++) {
			double value = quantity->value[i] * bases[j], step = quantity->step[i] * bases[j];
			double slack = fabs(value) * 1e-12;

			add(citation, group, value, value - range.below * step - slack,
			    value + range.above * step + slack);
		}
}

/* The column or setting whose value the number at i is said to be; 0: none. */
static uint64_t bound_to(const struct cite *cite, const struct tokens *tokens, int i, const struct reading *reading,
			 bool sure)
{
	bool equals = false, open = false;
	int j = i - 1;

	if (is_role(cite, tokens, reading->last + 1, ROLE_JOINT) &&
	    at(tokens, reading->last + 2)->type == TOKEN_NUMBER && reading->unit == NULL)
		return 0;
	for (int fillers = 0; fillers < 6; fillers++, j--) {
		const struct token *token = at(tokens, j);

		if (token->type == TOKEN_SIGN) {
			if (strchr(":=~(\"'<>", token->sign) == NULL)
				return 0;
			equals |= token->sign == '=' || token->sign == ':';
			open |= token->sign == '(';
		} else if (token->type == TOKEN_NUMBER) {
			return 0;
		} else if (!is_role(cite, tokens, j, ROLE_FILLER) && !is_role(cite, tokens, j, ROLE_ABOUT) &&
			   !is_role(cite, tokens, j, ROLE_OVER) && !is_role(cite, tokens, j, ROLE_UNDER)) {
			break;
		}
	}
	if (at(tokens, j)->type != TOKEN_WORD || (open && !is_sign(tokens, reading->last + 1, ')')))
		return 0;
	if (memchr(tokens->text + at(tokens, j)->start, '_', at(tokens, j)->end - at(tokens, j)->start) == NULL &&
	    !at(tokens, j)->code && !equals && !sure)
		return 0;
	if (index_has_word(cite->index, index_group(GROUP_COLUMN_NAME, at(tokens, j)->hash, 0)) ||
	    terms_is(cite->terms, at(tokens, j)->hash, ROLE_SETTING))
		return at(tokens, j)->hash;
	return 0;
}

/* Is the number at i the id of a process? 2: it may be one. */
static int is_pid(const struct cite *cite, const struct tokens *tokens, int i, const struct reading *reading,
		  bool after_pid)
{
	const struct fr_quantity *quantity = &at(tokens, i)->quantity;
	int j = i - 1;

	if (reading->unit != NULL || reading->per > 0 || quantity->step[0] != 1 || quantity->readings != 1)
		return 0;
	while (is_sign(tokens, j, '(') || is_sign(tokens, j, ':') || is_sign(tokens, j, '=') ||
	       is_sign(tokens, j, '#') || is_role(cite, tokens, j, ROLE_FILLER) || is_sign(tokens, j, '"'))
		j--;
	if (at(tokens, j)->type == TOKEN_WORD) {
		const char *text = tokens->text + at(tokens, j)->start;
		size_t length = at(tokens, j)->end - at(tokens, j)->start;

		if (is_role(cite, tokens, j, ROLE_PID) ||
		    (length > 4 && strncasecmp(text + length - 4, "_pid", 4) == 0))
			return 1;
		if (length == 2 && strncasecmp(text, "id", 2) == 0 && is_role(cite, tokens, j - 1, ROLE_MAYBE_PID))
			return 1;
		if (is_role(cite, tokens, j, ROLE_MAYBE_PID) && (reading->nouns == 0 || reading->last == i))
			return 1;
		if (is_role(cite, tokens, j, ROLE_MAYBE_PIDS) && reading->nouns == 0)
			return 2;
	}
	return after_pid && reading->nouns == 0 && quantity->digits >= 2 &&
	       (is_sign(tokens, i - 1, ',') || is_role(cite, tokens, i - 1, ROLE_JOINT) || is_sign(tokens, i - 1, '/'));
}

/* A number that is no fact: of a list, a version, an ordinal. */
static bool is_unchecked(const struct cite *cite, const struct tokens *tokens, int i, const struct reading *reading)
{
	const struct fr_quantity *quantity = &at(tokens, i)->quantity;
	const struct token *next = at(tokens, i + 1);
	int before = i - 1;

	if (cite->evidence)
		return false;
	if (next->type == TOKEN_WORD && is_attached(tokens, i + 1) && next->end - next->start == 2 &&
	    (strncasecmp(tokens->text + next->start, "st", 2) == 0 ||
	     strncasecmp(tokens->text + next->start, "nd", 2) == 0 ||
	     strncasecmp(tokens->text + next->start, "rd", 2) == 0 ||
	     strncasecmp(tokens->text + next->start, "th", 2) == 0))
		return true;
	if (reading->unit == NULL && (is_role(cite, tokens, i - 1, ROLE_UNCHECKED) ||
				      (is_sign(tokens, i - 1, '#') && is_role(cite, tokens, i - 2, ROLE_UNCHECKED))))
		return true;
	while (is_sign(tokens, before, '#') || is_sign(tokens, before, '-') || is_sign(tokens, before, '>') ||
	       is_sign(tokens, before, '+') || is_sign(tokens, before, '(') || is_sign(tokens, before, '|') ||
	       is_sign(tokens, before, '['))
		before--;
	return before < 0 && quantity->digits <= 2 && quantity->step[0] == 1 &&
	       ((is_sign(tokens, i + 1, '.') && is_attached(tokens, i + 1)) || is_sign(tokens, i + 1, ')') ||
		is_sign(tokens, i + 1, ']') || (is_sign(tokens, 0, '#') && reading->unit == NULL));
}

/* Is the number at i advice rather than a fact? Then it need not be in the evidence. */
static bool is_soft(const struct cite *cite, const struct tokens *tokens, int i)
{
	bool now = false, to = false, soft = false;

	for (int j = i - 1; j >= i - 6 && j >= 0 && !to && !now && !is_sign(tokens, j, '.') && !is_sign(tokens, j, ';');
	     j--) {
		soft |= j >= i - 3 && is_role(cite, tokens, j, ROLE_DEFAULT);
		if (j >= i - 3 || is_number(tokens, i - 2))
			now |= is_role(cite, tokens, j, ROLE_NOW);
		to |= is_role(cite, tokens, j, ROLE_TOWARD) || is_sign(tokens, j, '=');
	}
	for (int j = i + 1; j <= i + 3; j++)
		soft |= is_role(cite, tokens, j, ROLE_DEFAULT);
	for (int j = 0; to && !now && j < i; j++)
		soft |= is_role(cite, tokens, j, ROLE_CHANGE) && !at(tokens, j)->code;
	return soft || (cite->fix && !now);
}

static bool says_nothing(const struct head *head)
{
	return head->unit == NULL && head->nouns == 0 && head->column == 0 && !head->pid;
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
	if (*column == 0)
		*column = head->column;
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
	if (column != 0) {
		citation->kind = terms_is(cite->terms, column, ROLE_SETTING) ? KIND_SETTING : kind;
		add_readings(citation, index_group(GROUP_COLUMN, column, kind != KIND_NUMBER ? (uint64_t)kind : 0),
			     quantity, reading, range);
		if (!cite->evidence)
			return;
	}
	if (reading->per > 0)
		add_readings(citation, index_group(GROUP_PER, (uint64_t)reading->per, 0), quantity, reading,
			     quantity->step[0] == 1 ?
				 (struct range){ fmax(range.below, ROUNDING), fmax(range.above, ROUNDING) } :
				 range);
	if (kind != KIND_NUMBER)
		add_readings(citation, index_group(GROUP_KIND, kind, 0), quantity, reading, range);
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
				add_readings(citation, index_group(GROUP_NOUN, bit, 0), quantity, &bare, range);
		if (!cite->evidence)
			add_readings(citation, index_group(GROUP_NOUN, 0, 0), quantity, &bare, range);
	}
	/* What a text counts and does not say what of: a small number would be anything's */
	if (cite->evidence && counted && reading->nouns == 0 && column == 0 && quantity->value[0] >= 10)
		add_readings(citation, index_group(GROUP_NOUN, 0, 0), quantity, reading, range);
	if (cite->evidence || (counted && reading->nouns == 0 && !reading->times))
		add_readings(citation, index_group(GROUP_ANY, 0, 0), quantity, reading, range);
}

/* 1 min 20 s, 2h 5m: the lengths are added. The last token of it. */
static int read_compound(const struct cite *cite, const struct tokens *tokens, struct reading *reading,
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
	if (next.unit == NULL || next.unit->kind != KIND_DURATION || next.unit->base[0] >= reading->unit->base[0])
		return reading->last;
	quantity->value[0] =
	    quantity->value[0] * reading->unit->base[0] / next.unit->base[0] + at(tokens, i)->quantity.value[0];
	quantity->step[0] = at(tokens, i)->quantity.step[0];
	quantity->readings = 1;
	*reading = next;
	return read_compound(cite, tokens, reading, quantity);
}

static bool is_average(const struct cite *cite, const struct tokens *tokens, int i)
{
	for (int j = i - 6; j <= i + 6; j++)
		if (is_role(cite, tokens, j, ROLE_AVERAGE) || is_role(cite, tokens, j, ROLE_ABOUT) ||
		    is_sign(tokens, j, '~'))
			return true;
	return false;
}

/* 284 781: one number, when the evidence has it. The last token of it. */
static int read_spaced(const struct cite *cite, const struct tokens *tokens, int i)
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

static int cite_number(const struct cite *cite, const struct tokens *tokens, int i, bool *after_pid,
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
	if (is_unchecked(cite, tokens, i, &reading))
		return i;
	*citation = (struct citation){ .start = at(tokens, first)->start,
				       .soft = is_soft(cite, tokens, i),
				       .step = quantity.step[0] };
	if (last > i || reading.unit != NULL)
		last = read_compound(cite, tokens, &reading, &quantity);
	pid = is_pid(cite, tokens, i, &reading, *after_pid);
	column = pid == 1 ? 0 : bound_to(cite, tokens, i, &reading, false);
	if (column != 0 && is_sign(tokens, i - 1, '='))
		range = (struct range){ ROUNDING, ROUNDING };
	from_heads(cite, tokens, i, &reading, &column, &head_pid);
	if ((reading.nouns != 0 || quantity.digits < 4) && reading.unit == NULL && reading.per == 0 && column == 0 &&
	    quantity.step[0] == 1 && range.above <= ROUNDING && range.below <= ROUNDING && !is_average(cite, tokens, i))
		range = (struct range){ 0.1, 0.1 }; /* what is counted is whole; averages are another thing */
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
		add_readings(citation, index_group(GROUP_KIND, KIND_PID, 0), &quantity, &reading,
			     (struct range){ 0.1, 0.1 });
		if (pid == 2)
			add_groups(cite, &quantity, &reading, range, 0, citation);
		if (pid == 1)
			citation->kind = KIND_PID;
	} else {
		add_groups(cite, &quantity, &reading, range, column, citation);
	}
	if (last == i)
		citation->end = at(tokens, i)->end;
	citations->count++;
	return reading.unit_last > i ? reading.unit_last : merged;
}

static void cite_time(const struct cite *cite, const struct tokens *tokens, int i, struct citations *citations)
{
	const struct fr_quantity *time = &at(tokens, i)->quantity;
	struct citation *citation = &citations->of[citations->count++];
	double step = time->seconds_step, seconds = time->seconds;
	double below = step < 1 ? ROUNDING * step : 1e-6, above = step - 1e-6;
	double clock = fmod(fmod(seconds, 86400) + 86400, 86400);

	*citation = (struct citation){
		.kind = KIND_TIME, .start = at(tokens, i)->start, .end = at(tokens, i)->end, .step = step
	};
	if (!time->clocked || cite->evidence)
		if (time->dated)
			add(citation, index_group(GROUP_DATE, 0, 0), time->day, time->day, time->day);
	if (!time->clocked)
		return;
	if (time->dated)
		add(citation, index_group(GROUP_TIME, 0, 0), time->day * 86400 + seconds,
		    time->day * 86400 + seconds - below, time->day * 86400 + seconds + above);
	if (!time->dated && !cite->evidence && at(tokens, i + 1)->type == TOKEN_WORD && clock < 43200 &&
	    at(tokens, i + 1)->end - at(tokens, i + 1)->start == 2 &&
	    strncasecmp(tokens->text + at(tokens, i + 1)->start, "pm", 2) == 0)
		clock += 43200;
	if (!time->dated || cite->evidence)
		add(citation, index_group(GROUP_CLOCK, 0, 0), clock, clock - below, clock + above);
	if (!time->dated && step <= 1) {
		add(citation, index_group(GROUP_KIND, KIND_DURATION, 0), seconds, seconds - ROUNDING * step,
		    seconds + ROUNDING * step);
		citation->soft = is_soft(cite, tokens, i);
	}
}

int cite_name_end(const struct tokens *tokens, int first)
{
	int last = first;

	while (((is_sign(tokens, last + 1, '.')) || (is_sign(tokens, last + 1, '-') && at(tokens, first)->code)) &&
	       is_attached(tokens, last + 1) &&
	       (at(tokens, last + 2)->type == TOKEN_WORD || is_number(tokens, last + 2)) &&
	       is_attached(tokens, last + 2))
		last += 2;
	return last;
}

void cite_name(const struct tokens *tokens, int first, int last, struct citation *citation)
{
	*citation =
	    (struct citation){ .kind = KIND_NAME, .start = at(tokens, first)->start, .end = at(tokens, last)->end };
	for (int i = first; i <= last; i++)
		if (at(tokens, i)->type != TOKEN_SIGN && citation->count < LOOKUPS_MOST)
			citation->lookups[citation->count++] =
			    (struct lookup){ .group = index_group(GROUP_WORD,
								  index_hash(tokens->text + at(tokens, i)->start,
									     at(tokens, i)->end - at(tokens, i)->start),
								  0),
					     .word = true };
}

void cite_pid(const struct tokens *tokens, int number, struct citation *citation)
{
	double value = at(tokens, number)->quantity.value[0];

	*citation = (struct citation){
		.kind = KIND_PID, .start = at(tokens, number)->start, .end = at(tokens, number)->end, .step = 1
	};
	add(citation, index_group(GROUP_KIND, KIND_PID, 0), value, value, value);
}

/* user_7f3a: what fr-sanitize calls people. */
static bool is_pseudonym(const char *text, size_t length)
{
	static const char *const types[] = { "user_", "app_", "host_", "db_" };

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		size_t type = strlen(types[i]);

		if (length >= type + 4 && memcmp(text, types[i], type) == 0 &&
		    strspn(text + type, "0123456789abcdef") >= length - type)
			return true;
	}
	return false;
}

static int cite_word(const struct cite *cite, const struct tokens *tokens, int i, struct citations *citations)
{
	struct citation *citation = &citations->of[citations->count];
	const char *text = tokens->text + at(tokens, i)->start;
	int last = cite_name_end(tokens, i);
	size_t length = at(tokens, i)->end - at(tokens, i)->start;
	bool upper = false, digit = false, snake = memchr(text, '_', length) != NULL;

	for (size_t k = 0; k < length; k++) {
		upper |= text[k] >= 'A' && text[k] <= 'Z';
		digit |= text[k] >= '0' && text[k] <= '9';
	}
	cite_name(tokens, i, last, citation);
	if (last > i && is_role(cite, tokens, last, ROLE_SUFFIX))
		return last;
	if (is_pseudonym(text, length)) {
		citations->count++;
		return last;
	}
	if (terms_knows(cite->terms, text, length) || is_role(cite, tokens, i, ROLE_PLACEHOLDER) ||
	    is_sign(tokens, i - 1, '<') || is_sign(tokens, last + 1, '('))
		return last;
	citation->soft = cite->fix;
	if (snake && !upper) {
		citations->count++;
		return last;
	}
	if (last > i && !upper && is_sign(tokens, i + 1, '.') && !is_number(tokens, last) && length > 1) {
		citation->soft |= !at(tokens, i)->code; /* it may be a sentence without a space behind it */
		citations->count++;
		return last;
	}
	/* A name alone in code: `orders`, `nightly-invoices`. */
	if (at(tokens, i)->code && !at(tokens, i - 1)->code && !at(tokens, last + 1)->code && !upper &&
	    text[0] != '$' && (length > 2 || digit) &&
	    (terms_word(cite->terms, at(tokens, i)->hash) == NULL || last > i))
		citations->count++;
	return last;
}

/* autovacuum = off, log_lock_waits is off. */
static bool cite_switch(const struct cite *cite, const struct tokens *tokens, int i, struct citations *citations)
{
	struct citation *citation = &citations->of[citations->count];
	const char *text = tokens->text + at(tokens, i)->start;
	size_t length = at(tokens, i)->end - at(tokens, i)->start;
	bool on = length == 2 || strncasecmp(text, "enabled", length) == 0;
	struct reading reading = { .last = i };
	uint64_t column;

	if (!is_role(cite, tokens, i, ROLE_SWITCH) || at(tokens, i - 1)->type == TOKEN_NUMBER ||
	    (!is_sign(tokens, i - 1, '=') && at(tokens, i + 1)->type == TOKEN_WORD))
		return false;
	column = bound_to(cite, tokens, i, &reading, true);
	if (column == 0)
		return false;
	*citation = (struct citation){ .kind = KIND_SETTING,
				       .start = at(tokens, i)->start,
				       .end = at(tokens, i)->end,
				       .soft = is_soft(cite, tokens, i) };
	citation->lookups[citation->count++] =
	    (struct lookup){ .group = index_group(GROUP_COLUMN, column, index_hash(on ? "on" : "off", on ? 2 : 3)),
			     .word = true };
	citations->count++;
	return true;
}

void cite(const struct cite *cite, const struct tokens *tokens, const bool *masked, struct citations *citations)
{
	bool after_pid = false;

	citations->count = 0;
	for (int i = 0; i < tokens->count && citations->count < CITATIONS_MOST; i++) {
		const struct token *token = at(tokens, i);

		if ((masked != NULL && masked[i]) || token->type == TOKEN_SIGN)
			continue;
		if (is_number(tokens, i)) {
			if (is_sign(tokens, i + 1, '.') && is_attached(tokens, i + 1) && is_number(tokens, i + 2) &&
			    is_attached(tokens, i + 2)) {
				int last = cite_name_end(tokens, i); /* an address, or a version */

				cite_name(tokens, i, last, &citations->of[citations->count]);
				citations->of[citations->count].lookups[0].group = index_group(
				    GROUP_WORD,
				    index_hash(tokens->text + token->start, at(tokens, last)->end - token->start), 0);
				citations->of[citations->count].count = 1;
				citations->count += !is_role(cite, tokens, i - 1, ROLE_UNCHECKED);
				i = last;
			} else {
				i = cite_number(cite, tokens, i, &after_pid, citations);
			}
		} else if (token->type == TOKEN_NUMBER) {
			cite_time(cite, tokens, i, citations);
		} else if (!cite->evidence) {
			if (!cite_switch(cite, tokens, i, citations))
				i = cite_word(cite, tokens, i, citations);
		}
	}
}

void cite_heads(const struct cite *cite, const struct tokens *tokens, struct heads *heads)
{
	*heads = (struct heads){ 0 };
	for (int i = 0; i < tokens->count; i++) {
		const struct token *token = at(tokens, i);
		struct head *head = token->cell < CELLS_MOST ? &heads->of[token->cell] : NULL;
		const struct term *term;

		if (head == NULL || token->type == TOKEN_NUMBER)
			continue;
		heads->count = token->cell + 1;
		if (head->unit == NULL && (token->sign == '%' || is_sign(tokens, i - 1, '(') ||
					   is_sign(tokens, i - 1, '/') || is_sign(tokens, i - 1, ',')))
			head->unit = token->type == TOKEN_WORD ? terms_unit(cite->terms, tokens->text + token->start,
									    token->end - token->start) :
				     token->sign == '%'        ? terms_unit(cite->terms, "%", 1) :
								 NULL;
		if (token->type != TOKEN_WORD)
			continue;
		if (head->column == 0 && memchr(tokens->text + token->start, '_', token->end - token->start) != NULL &&
		    index_has_word(cite->index, index_group(GROUP_COLUMN_NAME, token->hash, 0)))
			head->column = token->hash;
		term = terms_word(cite->terms, token->hash);
		if (term == NULL)
			continue;
		head->pid |= (term->roles >> ROLE_PID & 1) != 0;
		head->nouns |= term->nouns;
	}
}

void cite_index(const struct citation *citation, struct index *index)
{
	for (int i = 0; i < citation->count; i++)
		if (citation->lookups[i].word)
			index_word(index, citation->lookups[i].group);
		else
			index_value(index, citation->lookups[i].group, citation->lookups[i].value);
}
