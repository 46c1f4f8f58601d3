/*
 * quantity.h: numbers and times as people and models write them.
 *
 *	1234   1,234   1.234,5   1'234   32.7   32,7	numbers, with the step of their last digit
 *	2026-11-23T04:02:24.65Z   2026-11-23   04:02   04:02:24	times; the last two are lengths of time, too
 *
 * A dot or comma before three digits can be read in two ways; both are given. Digits of any script that writes decimals
 * from the left count (fullwidth, Arabic, Persian, Devanagari). Units and signs are the caller's to read.
 */
#ifndef FR_QUANTITY_H
#define FR_QUANTITY_H

#include <stdbool.h>
#include <stddef.h>

struct fr_quantity {
	int readings;             /* of a number: 1 or 2; 0: it is a time */
	double value[2], step[2]; /* step: what one more in the last digit would add */
	int digits;               /* how many were written */
	int zeros;                /* how many of these, at the end of a whole number, are 0 */
	bool dated, clocked;      /* of a time: has it a date, has it a time of day? */
	double day;               /* since 1970-01-01; without a date 0 */
	double seconds;           /* of the day, in UTC where an offset was given */
	double seconds_step;      /* 60 for hours and minutes, 1, or that of the last digit */
};

/* The quantity that begins at text: how many bytes it takes; 0 when none does. */
size_t fr_quantity_read(const char *text, size_t length, struct fr_quantity *quantity);

#endif
