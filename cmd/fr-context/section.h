/*
 * section.h: the questions that are put to a source: share/context/SOURCE/NAME.sql (README.md there).
 */
#ifndef FR_CONTEXT_SECTION_H
#define FR_CONTEXT_SECTION_H

#include <stdbool.h>
#include <stddef.h>

#include <jv.h>

#include "error.h"
#include "share.h"

struct section {
	char *name; /* "wait_events"; "source" and "coverage" are not sections of the envelope */
	char *path;
	char *sql;
	char *fallback; /* NAME.fallback.sql: what is asked when the first fails for want of something; NULL when there
			   is none */
	bool shown;     /* belongs into .context */
};

struct sections {
	struct section *all;
	size_t count;
};

/*
 * Read a source's sections: source and coverage always, and the wanted ones, all when there are none; needed (NULL:
 * nothing) comes along unseen. FR_EX_USAGE when one of wanted is not there, FR_EX_CONFIG when the source has no files
 * at all.
 */
int sections_load(struct sections *sections, const struct fr_share *share, const char *source, char *const *wanted,
		  size_t wanted_count, const char *needed, struct fr_error *err);
void sections_release(struct sections *sections);

/* Source and coverage are asked for like sections, and are none. */
bool section_is_reserved(const char *name);

enum { SECTION_PARAMETERS = 3 };

/* What the parameters of a statement may be. */
struct section_values {
	const char *start, *end, *limit;
};

/*
 * Put the values that the statement's line "-- parameters: $1 start timestamptz, …" names into values, in its order
 * (borrowed), and return how many. -1 and FR_EX_CONFIG when the line is missing or names something else; path is for
 * the message.
 */
int section_parameters(const char *path, const char *sql, const struct section_values *known,
		       const char *values[SECTION_PARAMETERS], struct fr_error *err);

/*
 * Is there none of all that the section's line "-- needs: samples snapshots" names, by the numbers in .coverage? Then
 * that it has no rows says nothing. False without such a line. Borrows coverage.
 */
bool section_lacks_record(const struct section *section, jv coverage);

#endif
