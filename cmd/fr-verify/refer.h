/*
 * refer.h: a number of a sentence that says in which rows its figures stand, and the value there that it is. For
 * refer.c and rival.c only.
 */
#ifndef REFER_H
#define REFER_H

#include "question.h"

struct cell {
	bool is;              /* there is one */
	bool any;             /* found only as a number, whatever the words call it */
	bool recorded;        /* in a row, and not only in what is said of rows */
	bool elsewhere;       /* another row has it, too */
	uint32_t row, column; /* row 0: what is known of the window, or follows from the rows; column 0: none */
	double value;
	double column_score; /* how well the words beside the number name the column, */
	double row_score;    /* and the line the row, when there are several to choose from */
};

/* The number in question. All borrowed. */
struct refer {
	struct answer *answer;
	struct question question;
	struct reference *reference;
	bool several;        /* rows */
	bool next;           /* values that numbers before stand for are passed over */
	struct cell *claims; /* of each citation of the line: where it stands */
};

/* The next of the entries that stands in the rows, from *at on; NULL: no more. */
const struct index_entry *refer_next(const struct refer *refer, const struct index_entry *entries, size_t count,
				     size_t *at);

/* Does it stand in a row, in a column that the model has seen? */
bool refer_is_recorded(const struct refer *refer, const struct index_entry *entry);

/* Keep the better of what is kept and the entry. */
void refer_take(const struct refer *refer, struct cell *best, const struct index_entry *entry, bool any);

/* Is it the id of a process, whatever the words call it? */
bool refer_is_pid(const struct refer *refer);

/* Has one of the rows another value that is rather meant? *near: has it nearly the number? */
bool refer_has_rival(const struct refer *refer, const struct cell *own, bool *near);

#endif
