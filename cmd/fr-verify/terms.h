/*
 * terms.h: what words mean in answers and columns in the evidence: share/verify/terms.json and names.json.
 *
 * A word may have several meanings: "times" is a factor's unit and a noun for calls.
 */
#ifndef TERMS_H
#define TERMS_H

#include <jv.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "index.h"
#include "share.h"

/* The lists of "words", and those that are made of others. */
enum role {
	ROLE_PID,
	ROLE_MAYBE_PID,
	ROLE_MAYBE_PIDS,
	ROLE_ABOUT,
	ROLE_OVER,
	ROLE_UNDER,
	ROLE_FIX,
	ROLE_FACTS,
	ROLE_NOW,
	ROLE_DEFAULT,
	ROLE_CHANGE,
	ROLE_FILLER,
	ROLE_TOWARD,
	ROLE_AVERAGE,
	ROLE_JOINT,
	ROLE_EACH,
	ROLE_THE,
	ROLE_STOP,
	ROLE_DERIVE,
	ROLE_FACTOR,
	ROLE_SCALE,
	ROLE_WHOLE,
	ROLE_COMPARED,
	ROLE_EARLIER,
	ROLE_PAST,
	ROLE_PRESENT,
	ROLE_REST,
	ROLE_WINDOW,
	ROLE_TIME,
	ROLE_SO,
	ROLE_UNCHECKED,
	ROLE_SWITCH,
	ROLE_CONDITION,
	ROLE_UP,
	ROLE_IN,
	ROLE_NULL,
	ROLE_PARTICLE, /* of a column's name it says nothing */
	ROLE_MONTH,
	ROLE_STATEMENT,
	ROLE_QUOTED,
	ROLE_NAMES_OBJECT,
	ROLE_NAMES_INDEX,
	ROLE_NAMES_MORE,
	ROLE_PID_CALLS,
	ROLE_PLACEHOLDER,
	ROLE_SUFFIX,
	ROLE_UNVERIFIED_KEY,
	ROLE_PROPOSED_KEY,
	ROLE_KNOWN,   /* PostgreSQL's own names */
	ROLE_SETTING, /* of these, the settings */
	ROLE_COUNT
};

struct term {
	uint64_t hash;
	uint64_t roles;  /* a bit each */
	uint64_t nouns;  /* what a noun may count, a bit each */
	uint64_t rows;   /* of a section's name: what its rows are */
	int per;         /* from 1: per what; 0: none */
	double numeral;  /* "seven" is 7; 0: it is none */
	double per_each; /* "minute" is 60 of what is divided by; 0: it is 1 */
};

struct unit {
	uint64_t hash; /* of the name, letters as they are */
	enum kind kind;
	int bases;
	double base[2];
};

struct column {
	enum kind kind;
	double unit;
	uint64_t nouns;
	uint64_t hash; /* of the name that was asked for */
};

/* A column that a setting's name says, too: connections_max is max_connections. */
struct alias {
	uint64_t of, name; /* hashes */
};

struct ratio {
	uint64_t of, to, less; /* hashes of columns; less is 0 when there is none */
};

#define TERMS_PER_MOST 8

struct terms {
	struct term *terms;
	size_t terms_room, terms_count;
	struct unit *units;
	size_t units_room, units_count;
	struct column_pattern *patterns;
	size_t patterns_count;
	struct column *columns; /* those that were asked for */
	size_t columns_room, columns_count;
	struct alias *aliases;
	size_t aliases_count;
	struct ratio *ratios;
	size_t ratios_count;
	struct sum {
		char *of, *and; /* names of columns of one row */
	} * sums;
	size_t sums_count;
	uint64_t *shares;
	size_t shares_count;
	uint64_t per_by[TERMS_PER_MOST]; /* the column that is divided by, from 1 */
	int per_count;
	char **prefixes;
	size_t prefixes_count;
	uint64_t each_as;  /* what "per order" is taken for: "call" */
	double *constants; /* that everybody knows */
	size_t constants_count;
	jv noun_names;
	uint64_t narrow;      /* nouns that say more than those beside them: "blocked" of sessions */
	uint64_t free;        /* what is left of a limit */
	uint64_t always_said; /* nouns that stand beside every number of theirs */
	uint64_t uncounted;   /* nouns of which an answer may count some that it picked itself */
	uint64_t narrow_as;   /* what they are of, where the evidence has none of theirs: "session" */
};

int terms_load(struct terms *terms, const struct fr_share *share, struct fr_error *err);
void terms_release(struct terms *terms);

/* NULL: it means nothing. */
const struct term *terms_word(const struct terms *terms, uint64_t hash);
bool terms_is(const struct terms *terms, uint64_t hash, enum role role);

/* A unit by its name; NULL when it is none. */
const struct unit *terms_unit(const struct terms *terms, const char *text, size_t length);

/* What a column of that name holds. Remembers the answer. */
struct column terms_column(struct terms *terms, const char *name, size_t length);

/* Are its values counts, rather than lengths of time, sizes or parts? */
static inline bool terms_counts(const struct column *column)
{
	return column->kind == KIND_NUMBER || column->kind == KIND_BUFFER || column->kind == KIND_PID;
}

/* Has the column's name a word of that role: mean_before_ms? */
bool terms_names(const struct terms *terms, const struct index_column *column, enum role role);

/* Is it a name that PostgreSQL gave, or its tools? */
bool terms_knows(const struct terms *terms, const char *name, size_t length);

#endif
