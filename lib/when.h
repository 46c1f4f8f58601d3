/*
 * when.h: times as people write them.
 *
 *	now  today  yesterday  -2h  +15m  -1h30m
 *	10:00  10:00:30  today 10:00  yesterday 08:00
 *	2026-11-23  2026-11-23 10:00  2026-11-23T10:00:00.25
 *	any of those with a time of day and an offset: 10:00Z  2026-11-23 10:00:00+01  yesterday 08:00 -05:30
 *
 * Without an offset a time is local (TZ). A local time that does not exist or happens twice, because clocks were
 *changed, is an error that says so and, for the second, which offsets tell the two apart.
 *
 *	int64_t time_us;
 *
 *	if (fr_when(&time_us, "yesterday 08:00", fr_time_now_us(), &err) < 0)
 *		fr_die(&err);
 */
#ifndef FR_WHEN_H
#define FR_WHEN_H

#include <stdint.h>

#include "error.h"

/* Text as microseconds since the Unix epoch, seen from now_us. FR_EX_USAGE with a message that quotes it. */
int fr_when(int64_t *time_us, const char *text, int64_t now_us, struct fr_error *err);

/* Microseconds in "15m", "90s", "1h30m", "2 days". FR_EX_USAGE when it is no length of time, or none at all. */
int fr_when_duration(int64_t *length_us, const char *text, struct fr_error *err);

#endif
