/*
 * sanitize/counts.h: how much of what was taken out.
 */
#ifndef FR_SANITIZE_COUNTS_H
#define FR_SANITIZE_COUNTS_H

#include <stddef.h>

#define FR_COUNTS_MOST 64 /* kinds; the patterns of secrets.json may not name more */

struct fr_counts {
	struct {
		const char *kind; /* "string", "number", "email", …; outlives the counts */
		size_t times;
	} of[FR_COUNTS_MOST];
	size_t kinds;
};

/* times more of this kind; none when times is 0. */
void fr_count(struct fr_counts *counts, const char *kind, size_t times);

#endif
