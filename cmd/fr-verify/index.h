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
	KIND_ROW,    /* that a line refers to (reference.h) */
	KIND_BUFFER, /* of columns: a count of buffers, which is a size, too */
	KIND_NONE    /* of columns: nothing that is cited */
};

enum group_type {
	GROUP_ANY,          /* every number as it stands in the evidence */
	GROUP_KIND,         /* a: the kind; values in its base unit */
	GROUP_NOUN,         /* a: what is counted, as a bit; 0: nobody knows what */
	GROUP_COLUMN,       /* a: the column's or setting's name, b: 0 as it stands, else the kind, in base units */
	GROUP_PER,          /* a: per what; b: the kind */
	GROUP_TIME,         /* seconds since 1970 */
	GROUP_CLOCK,        /* seconds of the day */
	GROUP_DATE,         /* days since 1970 */
	GROUP_SHOWN_NUMBER, /* numbers of the prompt */
	GROUP_UNSHOWN_ZERO, /* columns of rows that prompts leave out because all are 0, and say so */
	GROUP_NAMES_ROW,    /* a: a word's hash; the values are the rows that it stands in */
	GROUP_WORD,         /* of words: a word, a: its hash */
	GROUP_COLUMN_NAME,  /* of words: a column or setting that has a value */
	GROUP_TEXT,         /* of words: a whole text */
	GROUP_SHOWN,        /* of words: a word of the prompt, a: its hash */
	GROUP_SHOWN_ROW,    /* of words: a row of the prompt, a: its section, as index_section says, b: its number */
	GROUP_SHOWN_COLUMN  /* of words: a column of the prompt, a: its section, b: its hash */
};

struct index_entry {
	double value;
	uint32_t row;         /* of the evidence; 0: it is of no one row */
	uint32_t column : 31; /* of the row; 0: of none */
	uint32_t derived : 1; /* it follows from what the row has, and is not recorded */
};

enum row_kind {
	ROW_SAID, /* no row, but what is said of rows: a finding, sums, a section's notes */
	ROW_ONE,  /* of several */
	ROW_ALONE /* the only one of its section */
};

#define PARTS_MOST 8

/* A column's name as its words: n_dead_tup is n, dead and tup. */
struct index_column {
	uint64_t hash;              /* of the name */
	char parts[PARTS_MOST][16]; /* of plurals without the s */
	int count;
	uint64_t nouns;
	bool counts; /* its values are counts, not lengths of time, sizes or parts */
};

struct index_values {
	uint64_t group;              /* 0: none */
	struct index_entry *entries; /* sorted from index_finish on */
	size_t count, room;
};

struct index {
	struct index_values *groups; /* a hash table */
	size_t groups_room, groups_count;
	uint64_t *words;
	size_t words_room, words_count;
	uint32_t row, rows_count; /* what is put in belongs to row */
	uint32_t column;
	bool derived;                 /* what is put in follows from what was put in before */
	struct index_column *columns; /* from 1 */
	uint32_t columns_count, columns_room;
	struct index_row {
		enum row_kind kind;
		uint64_t section; /* the hash of its name; 0: of none */
		bool earlier;     /* of the baseline */
		uint32_t number;  /* in its section, from 1; 0: it is no row, but said of it */
		bool finding;     /* what a finding says */
	} * rows;
	size_t rows_room;
	uint64_t section;       /* rows that begin belong to it */
	bool earlier;           /* they are of the baseline */
	struct fr_bytes texts;  /* lower case, white space as one space, a line each */
	struct fr_bytes shapes; /* the same with each run of digits as one 0; made when it is first asked for */
};

/* reallocarray, or abort. */
void *index_more(void *memory, size_t count, size_t size);

/* The hash of a word, letters of ASCII in lower case. Never 0. */
uint64_t index_hash(const char *text, size_t length);

/* A section, or that of the same name in the baseline. */
uint64_t index_section(uint64_t section, bool earlier);

uint64_t index_group(enum group_type type, uint64_t a, uint64_t b);

void index_value(struct index *index, uint64_t group, double value);

/* From here on values belong to the next row; to none. */
void index_row(struct index *index, enum row_kind kind);
void index_no_row(struct index *index);

/* From here on values belong to the column of that name; NULL: to none. */
void index_of(struct index *index, const char *name, uint64_t nouns, bool counts);

void index_of_known(struct index *index, uint64_t hash);

/* Does the word stand in any row? */
bool index_names(const struct index *index, uint64_t hash);

/* The word of that hash stands in the row. */
void index_named(struct index *index, uint64_t hash);

/* True when it is new. */
bool index_word(struct index *index, uint64_t group);
bool index_has_word(const struct index *index, uint64_t group);

/* A text that may be quoted. */
void index_text(struct index *index, const char *text, size_t length);

/* No more values from here on; index_holds needs it. */
void index_finish(struct index *index);

/* How many values of the group are from low to high; *found is the first of them, and borrowed. */
size_t index_find(const struct index *index, uint64_t group, double low, double high, const struct index_entry **found);

/* Has the group a value from low to high? */
bool index_holds(const struct index *index, uint64_t group, double low, double high);

/* Is the text in the evidence: as it stands; or *but_for_digits? Both are cleared first. */
bool index_quotes(struct index *index, const char *text, size_t length, bool *but_for_digits);

void index_release(struct index *index);

#endif
