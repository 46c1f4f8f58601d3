#include "reference.h"

#include <math.h>
#include <string.h>

#define BRACKETS_MOST 300 /* bytes */

static bool is_sign(const struct tokens *tokens, int i, const char *signs)
{
	return i >= 0 && i < tokens->count && tokens->of[i].type == TOKEN_SIGN &&
	       strchr(signs, tokens->of[i].sign) != NULL;
}

static bool is_known(const struct index *index, const struct reference_place *place)
{
	uint64_t section = index_section(place->section, place->earlier);

	if (place->section == index_hash("window", 6)) /* known of every row */
		return place->number == 0;
	if (place->number > 0 && index_has_word(index, index_group(GROUP_SHOWN_ROW, section, 0)))
		return index_has_word(index, index_group(GROUP_SHOWN_ROW, section, place->number));
	for (uint32_t row = 1; row <= index->rows_count; row++)
		if (reference_is(place, &index->rows[row]))
			return true;
	return false;
}

/* The place that the token is said to be in, when it is a section's name or a row's number. */
static void read_place(struct reference *reference, const struct index *index, const struct tokens *tokens, int i)
{
	const struct token *token = &tokens->of[i];
	struct reference_place place = { .start = token->start, .end = token->end, .section = token->hash }, *last;

	if (reference->count == PLACES_MOST)
		return;
	if (token->type == TOKEN_WORD) {
		place.earlier = i > 0 && tokens->of[i - 1].type == TOKEN_WORD &&
				tokens->of[i - 1].hash == index_hash("baseline", 8);
		place.known = is_known(index, &place);
		place.candidates = token->hash == index_hash("candidates", 10);
		if (place.known)
			reference->of[reference->count++] = place;
		return;
	}
	if (reference->count == 0 || token->quantity.readings == 0)
		return;
	last = &reference->of[reference->count - 1];
	place.section = last->section;
	place.earlier = last->earlier;
	place.candidates = last->candidates;
	place.number = (uint32_t)fmin(token->quantity.value[0], UINT32_MAX);
	place.known = place.number > 0 && is_known(index, &place);
	if (last->number == 0) /* of the section it is this row that is meant */
		*last = place;
	else
		reference->of[reference->count++] = place;
}

/* [lock_summary 1-3]: the rows between. */
static void read_range(struct reference *reference, const struct index *index, const struct tokens *tokens, int i)
{
	struct reference_place *last = reference->count > 0 ? &reference->of[reference->count - 1] : NULL;

	if (!is_sign(tokens, i, "-") || last == NULL || last->number == 0 || i + 1 >= tokens->count ||
	    tokens->of[i + 1].type != TOKEN_NUMBER || tokens->of[i + 1].quantity.readings == 0)
		return;
	while (reference->count < PLACES_MOST &&
	       reference->of[reference->count - 1].number + 1 < tokens->of[i + 1].quantity.value[0]) {
		struct reference_place between = reference->of[reference->count - 1];

		between.number++;
		between.known = is_known(index, &between);
		reference->of[reference->count++] = between;
	}
}

/* What is in the brackets from first to last. False when that is no reference. */
static bool read_brackets(struct reference *reference, const struct index *index, const struct tokens *tokens)
{
	reference->count = 0;
	for (int i = reference->first + 1; i < reference->last; i++) {
		if (tokens->of[i].type == TOKEN_SIGN)
			read_range(reference, index, tokens, i);
		else
			read_place(reference, index, tokens, i);
		if (reference->count == 0 && i > reference->first + 2)
			return false;
	}
	return reference->count > 0;
}

static int closing(const struct tokens *tokens, int opening)
{
	for (int i = opening + 1; i < tokens->count && tokens->of[i].end - tokens->of[opening].start <= BRACKETS_MOST;
	     i++) {
		if (is_sign(tokens, i, "]"))
			return i;
		if (is_sign(tokens, i, "["))
			break;
	}
	return -1;
}

/* "…. It": the sentence ends at i. */
static bool ends_sentence(const struct tokens *tokens, int i)
{
	return is_sign(tokens, i, ".!?") && i + 1 < tokens->count && tokens->of[i + 1].spaced &&
	       !is_sign(tokens, i + 1, "[");
}

/* The line begins with it. */
static bool is_leading(const struct reference *first, const struct tokens *tokens)
{
	int i = 0;

	while (i < first->first && (tokens->of[i].type == TOKEN_SIGN || (i == 0 && is_sign(tokens, 1, ".)"))))
		i++;
	return i == first->first;
}

static bool has_rows(const struct reference *reference)
{
	for (int i = 0; i < reference->count; i++)
		if (reference->of[i].number > 0)
			return true;
	return false;
}

/* The figures of the sentence that ends with it; before: those behind the reference before. */
static void share_before(struct reference *reference, const struct tokens *tokens, int before)
{
	reference->to = reference->first;
	for (reference->from = reference->first; reference->from > before; reference->from--)
		if (ends_sentence(tokens, reference->from - 1))
			break;
}

/* Which figures are whose. A section's name that begins a line is a heading rather: its figures may be of others, too.
 */
static void share_out(struct references *references, const struct tokens *tokens)
{
	bool leading = references->count > 0 && is_leading(&references->of[0], tokens);
	bool table = references->count == 1 && tokens->of[tokens->count - 1].cell > 0;

	for (int i = 0; i < references->count; i++) {
		struct reference *reference = &references->of[i];
		int next = i + 1 < references->count ? references->of[i + 1].first : tokens->count;

		reference->from = reference->to = 0;
		if (table)
			reference->to = tokens->count;
		else if (!leading)
			share_before(reference, tokens, i > 0 ? references->of[i - 1].last + 1 : 0);
		else if (has_rows(reference)) {
			reference->from = reference->last + 1;
			reference->to = next;
		}
	}
}

/* "[a 1] [b 2]", "[a 1] and [b 2]": is it one reference with the one before? */
static bool continues(const struct references *references, const struct tokens *tokens, int first)
{
	int i = references->count > 0 ? references->of[references->count - 1].last + 1 : tokens->count;

	while (i < first && (is_sign(tokens, i, ",;/") ||
			     (tokens->of[i].type == TOKEN_WORD && tokens->of[i].hash == index_hash("and", 3))))
		i++;
	return i == first;
}

static void append(struct reference *reference, const struct reference *more)
{
	reference->last = more->last;
	for (int i = 0; i < more->count && reference->count < PLACES_MOST; i++)
		reference->of[reference->count++] = more->of[i];
}

void references_read(struct references *references, const struct index *index, const struct tokens *tokens)
{
	references->count = 0;
	for (int i = 0; i < tokens->count && references->count < REFERENCES_MOST; i++) {
		struct reference *reference = &references->of[references->count];

		if (!is_sign(tokens, i, "["))
			continue;
		*reference = (struct reference){ .first = i, .last = closing(tokens, i) };
		if (reference->last < 0 || !read_brackets(reference, index, tokens))
			continue;
		i = reference->last;
		if (continues(references, tokens, reference->first))
			append(&references->of[references->count - 1], reference);
		else
			references->count++;
	}
	share_out(references, tokens);
}

struct reference *references_of(struct references *references, int token)
{
	for (int i = 0; i < references->count; i++)
		if (token >= references->of[i].from && token < references->of[i].to)
			return &references->of[i];
	return NULL;
}

bool reference_has(const struct reference *reference, const struct index *index, uint32_t row)
{
	const struct index_row *which = &index->rows[row];

	for (int i = 0; i < reference->count && row > 0; i++)
		if ((which->finding && reference->of[i].candidates) || reference_is(&reference->of[i], which))
			return true;
	return false;
}
