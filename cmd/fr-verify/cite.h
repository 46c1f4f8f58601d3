/*
 * cite.h: the facts that a line cites, and where in the index each would be found.
 */
#ifndef CITE_H
#define CITE_H

#include <stdbool.h>
#include <stddef.h>

#include "index.h"
#include "reference.h"
#include "terms.h"
#include "tokens.h"

#define LOOKUPS_MOST 40
#define CITATIONS_MOST TOKENS_MOST

/* A place in the index: the fact is there when the group has a value from low to high. */
struct lookup {
	uint64_t group;
	double value, low, high;
	double step; /* of the last digit that was written, as value is */
	bool each;   /* of each of something */
	bool word;   /* the group is a word; there is no value */
};

struct citation {
	enum kind kind;
	size_t start, end; /* bytes of the line */
	bool soft;         /* it may be a proposal: when it is not found it is no mistake */
	bool placed;       /* only because of where it stands */
	bool found;
	bool denied;      /* it is not found, and does not follow either: nearly the number is there */
	bool stands;      /* in the rows that the sentence refers to */
	bool refuted;     /* the rows that the sentence refers to have another number: nothing it follows from counts */
	bool of_column;   /* the column's name says what it is */
	bool rate;        /* it is of each of something */
	uint64_t rate_of; /* of what: nouns */
	bool follows;     /* "so", "=" or "i.e." stands before it, or it is of each of something */
	double step;      /* of the last digit that was written, in the unit that was written */
	int count;
	struct lookup lookups[LOOKUPS_MOST];
	struct lookup any; /* the number whatever it is of; group 0: there is none */
};

struct citations {
	int count;
	struct citation of[CITATIONS_MOST];
};

#define CELLS_MOST 32

/* What the heads of a table's columns say of the numbers below. */
struct heads {
	int count;
	struct head {
		const struct unit *unit;
		uint64_t nouns;
		uint64_t column;
		int per;
		bool pid;
		bool past; /* before the window */
	} of[CELLS_MOST];
};

struct cite {
	struct terms *terms;
	const struct index *index;
	bool evidence;                 /* the line is evidence: what it says is to be found in every way */
	bool fix;                      /* it stands below a heading that announces what to do */
	const struct heads *heads;     /* of the table that the line is in; NULL: it is in none */
	struct references *references; /* where the line says that its figures stand; NULL: it has not been asked */
};

/* All that the tokens cite; masked[i] is true for tokens that are no text (SQL). */
void cite(const struct cite *cite, const struct tokens *tokens, const bool *masked, struct citations *citations);

/* What a table's first row says. */
void cite_heads(const struct cite *cite, const struct tokens *tokens, struct heads *heads);

/* A pid in SQL, and a name there. */
void cite_pid(const struct tokens *tokens, int number, struct citation *citation);
void cite_name(const struct tokens *tokens, int first, int last, struct citation *citation);

/* The last token of the name that begins at first: words with dots, and in code dashes, between. */
int cite_name_end(const struct tokens *tokens, int first);

/* The citation as evidence. */
void cite_index(const struct citation *citation, struct index *index);

#endif
