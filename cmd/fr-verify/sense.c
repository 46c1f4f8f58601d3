#include "reading.h"

#include <math.h>
#include <string.h>

#define PRESENT_WITHIN 4 /* tokens */

/* `lock_timeout` … (today: 0): the setting before, when the number is said to be the present one. */
uint64_t setting_now(const struct cite *cite, const struct tokens *tokens, int i, const struct reading *reading)
{
	bool now = is_role(cite, tokens, reading->last + 1, ROLE_PRESENT);

	for (int j = i - 1; j >= i - 3 && j >= 0; j--)
		now |= is_role(cite, tokens, j, ROLE_PRESENT);
	for (int j = i - 1; now && j >= 0 && j > i - 24 && !(is_sign(tokens, j, '.') && at(tokens, j + 1)->spaced); j--)
		if (is_role(cite, tokens, j, ROLE_SETTING) &&
		    memchr(tokens->text + at(tokens, j)->start, '_', at(tokens, j)->end - at(tokens, j)->start) != NULL)
			return at(tokens, j)->hash;
	return 0;
}

uint64_t bound_to(const struct cite *cite, const struct tokens *tokens, int i, const struct reading *reading, bool sure)
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

int is_pid(const struct cite *cite, const struct tokens *tokens, int i, const struct reading *reading, bool after_pid)
{
	const struct fr_quantity *quantity = &at(tokens, i)->quantity;
	int j = i - 1;

	if ((reading->unit != NULL && reading->unit_last > i) || reading->per > 0 || quantity->step[0] != 1 ||
	    quantity->readings != 1)
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
	return after_pid && quantity->digits >= 2 &&
	       (reading->nouns == 0 || index_holds(cite->index, index_group(GROUP_KIND, KIND_PID, 0),
						   quantity->value[0], quantity->value[0])) &&
	       (is_sign(tokens, i - 1, ',') || is_role(cite, tokens, i - 1, ROLE_JOINT) || is_sign(tokens, i - 1, '/'));
}

bool is_unchecked(const struct cite *cite, const struct tokens *tokens, int i, const struct reading *reading)
{
	const struct fr_quantity *quantity = &at(tokens, i)->quantity;
	const struct token *next = at(tokens, i + 1);
	int before = i - 1;

	if (cite->evidence)
		return false;
	if ((is_attached(tokens, i) && at(tokens, i - 1)->type == TOKEN_WORD) ||
	    (next->type == TOKEN_WORD && is_attached(tokens, i + 1) && at(tokens, i + 2)->type == TOKEN_NUMBER &&
	     is_attached(tokens, i + 2))) /* 40P01 */
		return true;
	if (next->type == TOKEN_WORD && is_attached(tokens, i + 1) && next->end - next->start == 2 &&
	    (strncasecmp(tokens->text + next->start, "st", 2) == 0 ||
	     strncasecmp(tokens->text + next->start, "nd", 2) == 0 ||
	     strncasecmp(tokens->text + next->start, "rd", 2) == 0 ||
	     strncasecmp(tokens->text + next->start, "th", 2) == 0))
		return true;
	if (reading->unit == NULL && (is_role(cite, tokens, i - 1, ROLE_UNCHECKED) ||
				      (is_sign(tokens, i - 1, '#') && is_role(cite, tokens, i - 2, ROLE_UNCHECKED))))
		return true;
	if (quantity->value[0] == 0 && is_role(cite, tokens, i - 1, ROLE_JOINT) &&
	    is_role(cite, tokens, i - 2, ROLE_NULL)) /* null or 0 */
		return true;
	if (is_sign(tokens, i - 1, '+') && is_attached(tokens, i) && is_attached(tokens, i - 1) &&
	    at(tokens, i - 2)->type == TOKEN_WORD) /* N+1 */
		return true;
	if (is_sign(tokens, i - 1, '[') && is_sign(tokens, i + 1, ']') && quantity->digits <= 2) /* a footnote */
		return true;
	while (is_sign(tokens, before, '#') || is_sign(tokens, before, '-') || is_sign(tokens, before, '>') ||
	       is_sign(tokens, before, '+') || is_sign(tokens, before, '(') || is_sign(tokens, before, '|') ||
	       is_sign(tokens, before, '['))
		before--;
	return before < 0 && quantity->digits <= 2 && quantity->step[0] == 1 &&
	       ((is_sign(tokens, i + 1, '.') && is_attached(tokens, i + 1)) || is_sign(tokens, i + 1, ')') ||
		is_sign(tokens, i + 1, ']') || (is_sign(tokens, 0, '#') && reading->unit == NULL));
}

/* Nobody proposes 449,749 of anything. */
static bool is_exact(const struct fr_quantity *quantity)
{
	double digits = quantity->readings > 0 && quantity->step[0] > 0 ? fabs(quantity->value[0] / quantity->step[0]) :
									  0;

	while (digits >= 10 && fmod(digits, 10) < 0.5)
		digits /= 10;
	return digits >= 100 && fmod(log2(fabs(quantity->value[0])), 1) > 1e-9;
}

/* Does a word beside it, in the same brackets, say that it is so today? */
static bool is_present(const struct cite *cite, const struct tokens *tokens, int i)
{
	for (int side = -1; side <= 1; side += 2)
		for (int j = i + side; j >= i - PRESENT_WITHIN && j <= i + PRESENT_WITHIN; j += side) {
			if (at(tokens, j)->type == TOKEN_NUMBER ||
			    (at(tokens, j)->type == TOKEN_SIGN && strchr(".;()", at(tokens, j)->sign) != NULL))
				break;
			if (is_role(cite, tokens, j, ROLE_PRESENT))
				return true;
		}
	return false;
}

/* Where the brackets that the number stands in open; else where the line begins. */
static int bracket_before(const struct tokens *tokens, int i)
{
	int closed = 0;

	for (int j = i - 1; j >= 0; j--) {
		closed += is_sign(tokens, j, ')');
		if (is_sign(tokens, j, '(') && closed-- == 0)
			return j;
	}
	return 0;
}

/* "whether 165 calls are needed", but not "whether 1.1 was meant". */
static bool is_counted(const struct cite *cite, const struct tokens *tokens, int i)
{
	const struct term *term = at(tokens, i)->type == TOKEN_WORD ? terms_word(cite->terms, at(tokens, i)->hash) :
								      NULL;

	return term != NULL && term->nouns != 0;
}

bool is_soft(const struct cite *cite, const struct tokens *tokens, int i, bool *placed)
{
	bool now = false, to = false, soft = false;

	for (int j = i - 1; j >= i - 6 && j >= 0 && !to && !now && !is_sign(tokens, j, '.') && !is_sign(tokens, j, ';');
	     j--) {
		soft |= j >= i - 3 && is_role(cite, tokens, j, ROLE_DEFAULT);
		if (j >= i - 3 || is_number(tokens, i - 2))
			now |= is_role(cite, tokens, j, ROLE_NOW);
		to |= (is_role(cite, tokens, j, ROLE_TOWARD) && !is_role(cite, tokens, j - 1, ROLE_UP)) ||
		      is_sign(tokens, j, '=');
	}
	now |= is_present(cite, tokens, i);
	for (int j = i - 3; j < i; j++) /* also where "is" stands between */
		soft |= j >= 0 && is_role(cite, tokens, j, ROLE_DEFAULT);
	for (int j = i + 1; j <= i + 3; j++)
		soft |= is_role(cite, tokens, j, ROLE_DEFAULT);
	for (int j = bracket_before(tokens, i); to && !now && j < i; j++)
		soft |= is_role(cite, tokens, j, ROLE_CHANGE) && !at(tokens, j)->code;
	soft |= is_sign(tokens, i - 1, '.') && at(tokens, i - 2)->end - at(tokens, i - 2)->start == 1 &&
		at(tokens, i - 2)->type == TOKEN_WORD && tokens->text[at(tokens, i - 2)->start] == 'g'; /* e.g. */
	soft |= is_sign(tokens, i - 1, '"') && is_sign(tokens, i - 2, '=');
	soft |= cite->fix && is_role(cite, tokens, i - 1, ROLE_CONDITION) && !is_counted(cite, tokens, i + 1);
	*placed = !soft && !to;
	return soft || (cite->fix && !now && (to || !is_exact(&at(tokens, i)->quantity)));
}

bool is_average(const struct cite *cite, const struct tokens *tokens, int i)
{
	for (int j = i - 6; j <= i + 6; j++)
		if (is_role(cite, tokens, j, ROLE_AVERAGE) || is_role(cite, tokens, j, ROLE_ABOUT) ||
		    is_sign(tokens, j, '~'))
			return true;
	return false;
}
