/*
 * part.h: one section of the evidence, on its way to being text.
 */
#ifndef FR_PROMPT_PART_H
#define FR_PROMPT_PART_H

#include <stdbool.h>

#include <jv.h>

struct part {
	jv spec, rows; /* rows: those shown at the most; invalid where the section could not be read */
	char *name;    /* "lock_summary", "baseline lock_summary" */
	double all;    /* rows that there were */
	int most;      /* rows that are shown; to make room it gets smaller */
	bool table;
	char *text; /* NULL: nothing to show */
};

/*
 * The section that spec (layout.h) names, written. False when it is of a baseline that there is none of; part_close is
 * due either way. Consumes spec, borrows the rest.
 */
bool part_open(struct part *part, jv spec, jv envelope, jv facts);
void part_close(struct part *part);

/* Write it anew, with at most part->most rows. */
void part_write(struct part *part, jv facts);

#endif
