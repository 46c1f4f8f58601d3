/*
 * index.h: what the evidence holds, to be looked up: values by group, words, and texts.
 *
 * A group is a number made from what the values have in common ("a duration", "a count of sessions", "of the column
 * wal_bytes_delta"); a value is put into every group in which somebody may look for it.
 *
 *	struct index index = { 0 };
 *
 *	index_value(&index, index_group(GROUP_KIND, KIND_DURATION, 0), 34.4);
 *	index_finish(&index);
 *	found = index_holds(&index, index_group(GROUP_KIND, KIND_DURATION, 0), 34.35, 34.45);
 *	index_release(&index);
 */
#ifndef INDEX_H
#define INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bytes.h"

enum kind {
	KIND_NUMBER,   /* a count, with or without what is counted */
	KIND_DURATION, /* seconds */
	KIND_SIZE,     /* bytes */
	KIND_PERCENTAGE,
	KIND_FACTOR, /* how many times */
	KIND_TIME,
	KIND_PID,
	KIND_SETTING,
	KIND_NAME,
	KIND_QUERY,
	KIND_BUFFER, /* of columns: a count of buffers, which is a size, too */
	KIND_NONE    /* of columns: nothing that is cited */
};

enum group_type {
	GROUP_ANY,         /* every number as it stands in the evidence */
	GROUP_KIND,        /* a: the kind; values in its base unit */
	GROUP_NOUN,        /* a: what is counted, as a bit; 0: nobody knows what */
	GROUP_COLUMN,      /* a: the column's or setting's name, b: 0 as it stands, else the kind, in base units */
	GROUP_PER,         /* a: per what; b: the kind */
	GROUP_TIME,        /* seconds since 1970 */
	GROUP_CLOCK,       /* seconds of the day */
	GROUP_DATE,        /* days since 1970 */
	GROUP_WORD,        /* of words: a word, a: its hash */
	GROUP_COLUMN_NAME, /* of words: a column or setting that has a value */
	GROUP_TEXT         /* of words: a whole text */
};

struct index_values {
	uint64_t group; /* 0: none */
	double *values; /* sorted from index_finish on */
	size_t count, room;
};

struct index {
	struct index_values *groups; /* a hash table */
	size_t groups_room, groups_count;
	uint64_t *words;
	size_t words_room, words_count;
	struct fr_bytes texts;  /* lower case, white space as one space, a line each */
	struct fr_bytes shapes; /* the same with each run of digits as one 0; made when it is first asked for */
};

/* The hash of a word, letters of ASCII in lower case. Never 0. */
uint64_t index_hash(const char *text, size_t length);

uint64_t index_group(enum group_type type, uint64_t a, uint64_t b);

void index_value(struct index *index, uint64_t group, double value);

/* True when it is new. */
bool index_word(struct index *index, uint64_t group);
bool index_has_word(const struct index *index, uint64_t group);

/* A text that may be quoted. */
void index_text(struct index *index, const char *text, size_t length);

/* No more values from here on; index_holds needs it. */
void index_finish(struct index *index);

/* Has the group a value from low to high? */
bool index_holds(const struct index *index, uint64_t group, double low, double high);

/* Is the text in the evidence: as it stands; or *but_for_digits? Both are cleared first. */
bool index_quotes(struct index *index, const char *text, size_t length, bool *but_for_digits);

void index_release(struct index *index);

#endif
