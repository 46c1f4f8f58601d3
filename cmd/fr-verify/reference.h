/*
 * reference.h: where a line says that its figures stand: "pid 4711 blocked 22 sessions [lock_summary 2, settings]".
 *
 * In brackets: names of sections as prompts show them ("baseline slow_queries"), each with the numbers of its rows, or
 * without for all of it. A number is that of the row in its section, from 1. What is in brackets and does not begin
 *with a section's name is no reference.
 *
 *	references_read(&references, index, &tokens);		// once a line
 *	reference = references_of(&references, token);
 *	if (reference != NULL && reference_has(reference, index, row))
 *
 * All borrow.
 */
#ifndef REFERENCE_H
#define REFERENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "index.h"
#include "tokens.h"

#define REFERENCES_MOST 64
#define PLACES_MOST 16

struct reference {
	int from, to;    /* the tokens whose figures stand there: up to before to */
	int first, last; /* the tokens of the brackets */
	int count;
	struct reference_place {
		uint64_t section;
		uint32_t number;   /* of the row; 0: the whole section */
		size_t start, end; /* bytes of the line */
		bool earlier;      /* of the baseline */
		bool known;        /* there is such a row */
		bool candidates;   /* what findings say */
		bool stands;       /* a figure of the sentence stands there */
	} of[PLACES_MOST];
};

struct references {
	int count;
	struct reference of[REFERENCES_MOST];
};

void references_read(struct references *references, const struct index *index, const struct tokens *tokens);

/* The reference that a figure at that token belongs to; NULL: none. */
struct reference *references_of(struct references *references, int token);

/* Is the place that row, or the whole section that it is of? */
static inline bool reference_is(const struct reference_place *place, const struct index_row *row)
{
	return place->section == row->section && place->earlier == row->earlier &&
	       (place->number == 0 || place->number == row->number);
}

/* Is the row one of those, or, when it is the whole section, what is said of it? */
bool reference_has(const struct reference *reference, const struct index *index, uint32_t row);

#endif
