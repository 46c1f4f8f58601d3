#include "when.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "values.h"

#define SECOND INT64_C(1000000)
#define DAY 86400

/* What was read, before it is known which zone it is in. */
struct reading {
	bool dated; /* year, month and day are given; else days from today */
	int year, month, day;
	int days;
	int seconds; /* of the day */
	int64_t micros;
	bool zoned;
	int offset; /* seconds east of Greenwich */
};

/* digits of *text, exactly so many; -1 when there are fewer. */
static int digits(const char **text, int count)
{
	int number = 0;

	for (int i = 0; i < count; i++) {
		if (!isdigit((unsigned char)(*text)[i]))
			return -1;
		number = number * 10 + ((*text)[i] - '0');
	}
	*text += count;
	return number;
}

static bool skip(const char **text, char c)
{
	if (**text != c)
		return false;
	(*text)++;
	return true;
}

static bool skip_word(const char **text, const char *word)
{
	size_t length = strlen(word);

	if (strncasecmp(*text, word, length) != 0 || isalnum((unsigned char)(*text)[length]))
		return false;
	*text += length;
	return true;
}

static bool read_date(const char **text, struct reading *r)
{
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap;

	r->year = digits(text, 4);
	if (r->year < 1 || !skip(text, '-'))
		return false;
	r->month = digits(text, 2);
	if (r->month < 1 || r->month > 12 || !skip(text, '-'))
		return false;
	r->day = digits(text, 2);
	leap = (r->year % 4 == 0 && r->year % 100 != 0) || r->year % 400 == 0;
	r->dated = true;
	return r->day >= 1 && r->day <= lengths[r->month - 1] + (r->month == 2 && leap ? 1 : 0);
}

static bool read_time(const char **text, struct reading *r)
{
	int hour = digits(text, 2), minute, second = 0;

	if (hour < 0 || hour > 23 || !skip(text, ':'))
		return false;
	minute = digits(text, 2);
	if (minute < 0 || minute > 59)
		return false;
	if (skip(text, ':')) {
		second = digits(text, 2);
		if (second < 0 || second > 59)
			return false;
		if (skip(text, '.')) {
			int64_t unit = SECOND / 10;

			if (!isdigit((unsigned char)**text))
				return false;
			for (; isdigit((unsigned char)**text); (*text)++, unit /= 10)
				r->micros += (**text - '0') * unit;
		}
	}
	r->seconds = hour * 3600 + minute * 60 + second;
	return true;
}

static bool read_offset(const char **text, struct reading *r)
{
	int sign = **text == '-' ? -1 : 1;
	int hours, minutes = 0;

	if (skip_word(text, "Z") || skip_word(text, "UTC")) {
		r->zoned = true;
		return true;
	}
	if (!skip(text, '+') && !skip(text, '-'))
		return **text == '\0';
	hours = digits(text, 2);
	if (hours >= 0 && (skip(text, ':') || **text != '\0'))
		minutes = digits(text, 2);
	r->offset = sign * (hours * 3600 + minutes * 60);
	r->zoned = true;
	return hours >= 0 && hours <= 15 && minutes >= 0 && minutes <= 59;
}

static bool read_all(const char *text, struct reading *r)
{
	bool day = true;

	if (skip_word(&text, "yesterday"))
		r->days = -1;
	else if (skip_word(&text, "today"))
		r->days = 0;
	else if (strlen(text) > 4 && text[4] == '-') {
		if (!read_date(&text, r))
			return false;
	} else
		day = false;
	if (day && *text == '\0')
		return true;
	if (day && !skip(&text, ' ') && !(r->dated && (skip(&text, 'T') || skip(&text, 't'))))
		return false;
	if (!read_time(&text, r))
		return false;
	skip(&text, ' ');
	return read_offset(&text, r) && *text == '\0';
}

/* Seconds since the epoch of what r says, if it were UTC. Today is where the clock shows now_local. */
static time_t as_utc(const struct reading *r, time_t now_local)
{
	struct tm date = { 0 };

	if (!r->dated)
		return now_local - ((now_local % DAY) + DAY) % DAY + (time_t)r->days * DAY + r->seconds;
	date.tm_year = r->year - 1900;
	date.tm_mon = r->month - 1;
	date.tm_mday = r->day;
	return timegm(&date) + r->seconds;
}

static time_t local_offset(time_t at)
{
	struct tm local;

	localtime_r(&at, &local);
	return local.tm_gmtoff;
}

static const char *zone_name(void)
{
	const char *name = getenv("TZ");

	return name != NULL && *name != '\0' ? name : "the local time zone";
}

static int happens_twice(const char *text, time_t first, time_t second, struct fr_error *err)
{
	fr_error_set(err, FR_EX_USAGE, "'%s' happens twice in %s: clocks go back", text, zone_name());
	return fr_error_hint(err, "add the offset that is meant: %+03ld:%02ld (the earlier) or %+03ld:%02ld",
			     first / 3600, labs(first / 60 % 60), second / 3600, labs(second / 60 % 60));
}

/* Clocks are changed seldom, so the offsets of the day before and the day after are all that can be meant. */
static int from_local(time_t *at, const char *text, time_t utc, struct fr_error *err)
{
	time_t before = local_offset(utc - 2 * DAY), after = local_offset(utc + 2 * DAY);
	bool early = local_offset(utc - before) == before, late = local_offset(utc - after) == after;

	if (early && late && before != after)
		return happens_twice(text, before, after, err);
	if (!early && !late) {
		fr_error_set(err, FR_EX_USAGE, "'%s' does not exist in %s: clocks go forward over it", text,
			     zone_name());
		return fr_error_hint(err, "give a time before or after the change, or add an offset");
	}
	*at = utc - (early ? before : after);
	return 0;
}

static int no_time(const char *text, struct fr_error *err)
{
	fr_error_set(err, FR_EX_USAGE, "'%s' is not a time", text);
	return fr_error_hint(err, "times look like 10:00, 'yesterday 08:00', 2026-11-23T10:00:00Z, -2h, now");
}

static int from_now(int64_t *time_us, const char *text, int64_t now_us, struct fr_error *err)
{
	int64_t seconds = fr_value_seconds(text + 1);

	if (seconds < 0)
		return no_time(text, err);
	*time_us = now_us + (*text == '-' ? -seconds : seconds) * SECOND;
	return 0;
}

int fr_when(int64_t *time_us, const char *text, int64_t now_us, struct fr_error *err)
{
	struct reading r = { 0 };
	time_t now = (time_t)(now_us / SECOND);
	time_t at = 0;

	if (strcasecmp(text, "now") == 0) {
		*time_us = now_us;
		return 0;
	}
	if (*text == '-' || *text == '+')
		return from_now(time_us, text, now_us, err);
	if (!read_all(text, &r))
		return no_time(text, err);
	tzset();
	if (r.zoned)
		at = as_utc(&r, now + r.offset) - r.offset;
	else if (from_local(&at, text, as_utc(&r, now + local_offset(now)), err) < 0)
		return -1;
	*time_us = (int64_t)at * SECOND + r.micros;
	return 0;
}

int fr_when_duration(int64_t *length_us, const char *text, struct fr_error *err)
{
	int64_t seconds = fr_value_seconds(text);

	if (seconds <= 0) {
		fr_error_set(err, FR_EX_USAGE, "'%s' is not a length of time", text);
		return fr_error_hint(err, "lengths look like 90s, 15m, 1h30m, '2 days'");
	}
	*length_us = seconds * SECOND;
	return 0;
}
