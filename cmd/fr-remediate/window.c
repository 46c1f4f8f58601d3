#include "window.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define DAY_MINUTES 1440

static const char *blanks(const char *at)
{
	return at + strspn(at, " \t");
}

/* A day's number from Sunday on, as in struct tm; -1 when there is none. */
static int day(const char **at)
{
	static const char names[7][4] = { "sun", "mon", "tue", "wed", "thu", "fri", "sat" };

	for (int i = 0; i < 7; i++)
		if (strncasecmp(*at, names[i], 3) == 0 && !isalpha((unsigned char)(*at)[3])) {
			*at += 3;
			return i;
		}
	return -1;
}

/* "mon-fri,sun" as a set of bits; all when there is none; -1 when it is no good. */
static int days(const char **at)
{
	int set = 0;

	if (!isalpha((unsigned char)**at))
		return 0x7f;
	for (;;) {
		int first = day(at), last = first;

		if (first >= 0 && **at == '-') {
			++*at;
			last = day(at);
		}
		if (first < 0 || last < 0)
			return -1;
		for (int i = first;; i = (i + 1) % 7) {
			set |= 1 << i;
			if (i == last)
				break;
		}
		if (**at != ',')
			return set;
		*at = blanks(*at + 1);
	}
}

/* Minutes since midnight in "22:00"; -1. */
static int minutes(const char **at)
{
	const char *p = *at;
	int hour, minute;

	for (int i = 0; i < 5; i++)
		if (i == 2 ? p[i] != ':' : !isdigit((unsigned char)p[i]))
			return -1;
	hour = (p[0] - '0') * 10 + p[1] - '0';
	minute = (p[3] - '0') * 10 + p[4] - '0';
	*at += 5;
	return minute > 59 || hour * 60 + minute > DAY_MINUTES ? -1 : hour * 60 + minute;
}

/* One span. */
static int span(const char **at, const struct tm *now, bool *open)
{
	int set = days(at), first, last, minute = now->tm_hour * 60 + now->tm_min;
	bool today, yesterday;

	*at = blanks(*at);
	first = set > 0 ? minutes(at) : -1;
	if (first < 0 || **at != '-')
		return -1;
	++*at;
	last = minutes(at);
	*at = blanks(*at);
	if (last < 0 || (**at != '\0' && **at != ';'))
		return -1;
	today = (set >> now->tm_wday & 1) != 0;
	yesterday = (set >> (now->tm_wday + 6) % 7 & 1) != 0;
	if (first < last)
		*open |= today && minute >= first && minute < last;
	else
		*open |= (today && minute >= first) || (yesterday && minute < last);
	return 0;
}

int window_is_open(const char *text, int64_t now_us, bool *open)
{
	time_t seconds = (time_t)(now_us / 1000000);
	const char *at = blanks(text);
	struct tm now;

	*open = *at == '\0';
	localtime_r(&seconds, &now);
	while (*at != '\0') {
		if (span(&at, &now, open) < 0)
			return -1;
		if (*at == ';')
			at = blanks(at + 1);
	}
	return 0;
}
