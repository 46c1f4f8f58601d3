/*
 * named.h: which rows of the evidence a line speaks of, and how plainly it names each.
 *
 * A row is named by the words that stand in it (a table's name, words of a statement, a wait event, a section), and by
 * the other numbers of the line that are found in it. A word of one row says more than a word of ten, what stands in
 * the same clause more than what stands further away, and what the lines before named still counts a little.
 *
 *	struct named named = { 0 };
 *
 *	named_line(&named, terms, index, &tokens, &citations);		// once a line
 *	named_scores(&named, token, which);			// then for each citation: named.scores[row]
 *	named_line_end(&named, false);
 *	named_forget(&named);					// between answers
 *	named_release(&named);
 *
 * Scores have no unit: ln of (how many rows there are / how many the word names), summed. All borrow.
 */
#ifndef NAMED_H
#define NAMED_H

#include <stdbool.h>
#include <stdint.h>

#include "cite.h"

#define NAMED_ROWS_MOST 64 /* what is in more rows than that names none of them */

#define SECTIONS_MOST 8

struct namer {
	int token;    /* where in the line */
	int citation; /* -1: it is a word */
	double weight;
	uint32_t rows[NAMED_ROWS_MOST];
	size_t count;
};

struct named {
	const struct index *index;
	const struct tokens *tokens;
	int clauses[TOKENS_MOST];
	struct namer *namers;
	size_t namers_count, namers_room;
	double *scores;  /* of rows, from 0 */
	double *earlier; /* what the lines before add to them */
	size_t rows_room;
	uint64_t sections[SECTIONS_MOST]; /* that the line says it is from */
	int sections_count;
};

/* A line, and what it cites: of the citations those that are found count. */
void named_line(struct named *named, const struct terms *terms, const struct index *index, const struct tokens *tokens,
		const struct citations *citations);

/* The scores of all rows, seen from a token; which: the citation that does not count, because it is the one in
 * question. */
void named_scores(struct named *named, int token, int which);

/* How well the words beside the token name the column. */
double named_column(const struct named *named, const struct terms *terms, uint32_t column, int token);

/* The line ends; half: only its SQL does, and what stands behind in a comment speaks of the same. */
void named_line_end(struct named *named, bool half);
void named_forget(struct named *named);
void named_release(struct named *named);

/* The token that begins at start, or the next. */
int named_token_at(const struct tokens *tokens, size_t start);

#endif
