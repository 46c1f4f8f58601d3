/* The rows that a line refers to: are there such, and does the line speak of them? */
#include <math.h>

#include "answer.h"

#define OTHER_LEAST 1 /* a word that stands in no other row */

void answer_references(struct answer *answer)
{
	references_read(&answer->references, &answer->evidence->index, &answer->tokens);
	for (int i = 0; i < answer->references.count; i++)
		for (int k = answer->references.of[i].first; k <= answer->references.of[i].last; k++)
			answer->masked[k] = true; /* no figures */
}

static bool is_twice(const struct reference *reference, int which)
{
	const struct reference_place *place = &reference->of[which];

	for (int i = 0; i < which; i++)
		if (reference->of[i].section == place->section && reference->of[i].earlier == place->earlier &&
		    reference->of[i].number == place->number)
			return true;
	return false;
}

/* How well the words of the sentence name each row: a word of two rows says half as much as a word of one. */
static void name_rows(struct answer *answer, const struct reference *reference)
{
	double *scores = answer->named.scores;

	for (uint32_t row = 0; row <= answer->evidence->index.rows_count; row++)
		scores[row] = 0;
	for (int i = reference->from; i < reference->to; i++) {
		const struct index_entry *found;
		size_t count = answer->tokens.of[i].type != TOKEN_WORD ?
				   0 :
				   index_find(&answer->evidence->index,
					      index_group(GROUP_NAMES_ROW, answer->tokens.of[i].hash, 0), 0, INFINITY,
					      &found);

		for (size_t k = 0; k < count && count <= NAMED_ROWS_MOST; k++)
			scores[found[k].row] += 1.0 / (double)count;
	}
}

/* Does the sentence name another row of the section, and not this one? */
static bool is_other_named(struct answer *answer, const struct reference *reference,
			   const struct reference_place *place)
{
	const struct index *index = &answer->evidence->index;
	double own = 0, other = 0;

	name_rows(answer, reference);
	for (uint32_t row = 1; row <= index->rows_count; row++) {
		const struct index_row *which = &index->rows[row];

		if (reference_is(place, which))
			own = answer->named.scores[row];
		else if (which->section == place->section && which->earlier == place->earlier && which->number > 0 &&
			 !reference_has(reference, index, row))
			other = fmax(other, answer->named.scores[row]);
	}
	return own <= 0 && other >= OTHER_LEAST;
}

/* Where a figure of the sentence stands, or a word does, or no other row is meant rather. */
static bool is_row(struct answer *answer, const struct reference *reference, int which)
{
	const struct reference_place *place = &reference->of[which];

	if (!place->known || is_twice(reference, which))
		return false;
	return place->number == 0 || place->stands || answer->bound++ >= BOUND_MOST ||
	       !is_other_named(answer, reference, place);
}

void answer_rows(struct answer *answer, size_t offset)
{
	for (int i = 0; i < answer->references.count; i++)
		for (int k = 0; k < answer->references.of[i].count; k++) {
			const struct reference_place *place = &answer->references.of[i].of[k];
			struct citation citation = { .kind = KIND_ROW, .start = place->start, .end = place->end };

			citation.found = is_row(answer, &answer->references.of[i], k);
			answer_judge(answer, &citation, offset);
		}
}
