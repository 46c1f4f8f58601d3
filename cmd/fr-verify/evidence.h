/*
 * evidence.h: an envelope's evidence as an index.
 *
 * Evidence is context, baseline, window, coverage, source, what the findings say was seen (summary and evidence; what
 * they advise is none), what was asked, and what tools answered while the model investigated (exchange.h). What follows
 * from it by one step is in the index, too: sums of a column, shares of them, differences of times in a row, and what
 * share/verify/terms.json names.
 */
#ifndef EVIDENCE_H
#define EVIDENCE_H

#include <jv.h>

#include "cite.h"
#include "index.h"
#include "terms.h"

/* Working space, because it is large: one for all envelopes. */
struct evidence {
	struct terms *terms;
	struct index index;
	struct tokens tokens;
	struct citations citations;
	double elapsed_seconds; /* of the window */
	double from, to;        /* the window's, in seconds of the day */
	uint64_t elapsed;       /* the column of that name */
	struct operand {
		uint64_t column;
		double value;
	} * operands; /* values of the columns that ratios are made of */
	size_t operands_count, operands_room;
	int depth;     /* of the object whose members are read: 1 is a row */
	bool prompted; /* there is a prompt: what it does not show is none of the evidence */
	bool shown;    /* there was a prompt: GROUP_SHOWN is known */
	bool said;     /* what is read are sentences about the evidence */
};

/* Borrows envelope. evidence->terms is set by the caller; the index is index_release'd by him. */
void evidence_read(struct evidence *evidence, jv envelope);

/* A value under that name, and all that is in it. Borrows value. */
void evidence_value(struct evidence *evidence, const char *key, jv value);

/* What follows from the rows of a section, {rows: […]}: evidence_value has the values themselves. Borrows section. */
void evidence_section(struct evidence *evidence, const char *name, jv section);

/* A name of something that has values. */
void evidence_name(struct evidence *evidence, const char *name);

/* What a number of that meaning is found as, but not in its column. */
void evidence_meaning(struct evidence *evidence, const struct column *column, double value, bool setting);

/* A text that is no SQL: all that it cites is evidence. */
void evidence_citations(struct evidence *evidence, const char *text, size_t length);

/* The row in hand is named by that name, and by its parts. */
void evidence_row_named(struct evidence *evidence, const char *name);

void evidence_release(struct evidence *evidence);

#endif
