/*
 * question.h: a number of a line, and the places of the evidence that it may be. For bind.c, meant.c and referred.c
 *only.
 *
 *	struct question question;
 *
 *	question_ask(&question, answer, citation, which);
 *	if (meant_may_be(&question, lookup, entry))		// what is in the range that was looked up
 *	if (meant_may_be_near(&question, lookup, entry))	// what is beside it
 */
#ifndef QUESTION_H
#define QUESTION_H

#include "answer.h"

struct place {
	double score;
	const struct index_entry *entry; /* NULL: none */
};

/* All borrowed. */
struct question {
	struct answer *answer;
	const struct citation *citation;
	int which;  /* of the line's citations */
	int token;  /* where it stands in the line */
	bool whole; /* it has no decimals: a length of time or a part would have a unit, and a count has none */
	bool precise;
	bool past;         /* it is said to have been so before */
	bool referred;     /* the sentence says in which rows it stands */
	uint32_t recorded; /* a row that has nearly the number recorded, and the number only worked out */
	bool each;         /* it is found as so much of each */
	bool loose;        /* it is found where nothing has to lead to it */
	struct place own, other;
};

void question_ask(struct question *question, struct answer *answer, const struct citation *citation, int which);

static inline const struct index *question_index(const struct question *question)
{
	return &question->answer->evidence->index;
}

/* Do sentences say it, rather than a row? */
static inline bool question_is_said(const struct question *question, const struct index_entry *entry)
{
	return question_index(question)->rows[entry->row].kind == ROW_SAID;
}

/* How well the words beside the number name the entry's column. */
double question_column(const struct question *question, const struct index_entry *entry);

/* May the number that was written be this value, which is in its range? */
bool meant_may_be(const struct question *question, const struct lookup *lookup, const struct index_entry *entry);

/* May this value be meant, which is not in its range? */
bool meant_may_be_near(const struct question *question, const struct lookup *lookup, const struct index_entry *entry);

#endif
