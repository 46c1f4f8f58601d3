#include "values.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int fr_value_boolean(const char *text)
{
	static const char *const yes[] = { "true", "on", "yes", "1" };
	static const char *const no[] = { "false", "off", "no", "0" };

	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++) {
		if (strcasecmp(text, yes[i]) == 0)
			return 1;
		if (strcasecmp(text, no[i]) == 0)
			return 0;
	}
	return -1;
}

int64_t fr_value_integer(const char *text)
{
	char *end;
	long long number;

	errno = 0;
	number = strtoll(text, &end, 10);
	return end == text || *end != '\0' || errno != 0 ? -1 : number;
}

int64_t fr_value_microusd(const char *text)
{
	int64_t amount = 0;
	int places = -1;

	if (*text == '$')
		text++;
	if (!isdigit((unsigned char)*text))
		return -1;
	for (; *text != '\0'; text++) {
		if (*text == '.' && places < 0) {
			places = 0;
			continue;
		}
		if (!isdigit((unsigned char)*text) || places >= 6 || amount > INT64_C(1000000000000000))
			return -1;
		amount = amount * 10 + (*text - '0');
		places += places >= 0;
	}
	for (places = places < 0 ? 0 : places; places < 6; places++)
		amount *= 10;
	return amount > INT64_C(1000000000000000) ? -1 : amount;
}

/* "hh:mm:ss" or "hh:mm"; -1 when it is not that. */
static int64_t clock_seconds(const char *text)
{
	unsigned hours, minutes, seconds = 0;
	int end = 0;

	if (sscanf(text, "%3u:%2u%n:%2u%n", &hours, &minutes, &end, &seconds, &end) < 2 || text[end] != '\0' ||
	    minutes > 59 || seconds > 59)
		return -1;
	return (int64_t)hours * 3600 + minutes * 60 + seconds;
}

static int64_t unit_seconds(const char *unit, size_t length)
{
	static const struct {
		const char *name;
		int seconds;
	} units[] = {
		{ "s", 1 },        { "sec", 1 },     { "secs", 1 },      { "second", 1 },     { "seconds", 1 },
		{ "m", 60 },       { "min", 60 },    { "mins", 60 },     { "minute", 60 },    { "minutes", 60 },
		{ "h", 3600 },     { "hour", 3600 }, { "hours", 3600 },  { "d", 86400 },      { "day", 86400 },
		{ "days", 86400 }, { "w", 604800 },  { "week", 604800 }, { "weeks", 604800 },
	};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strlen(units[i].name) == length && strncasecmp(units[i].name, unit, length) == 0)
			return units[i].seconds;
	return -1;
}

int64_t fr_value_seconds(const char *text)
{
	const int64_t longest = INT64_C(100) * 366 * 86400;
	int64_t total = 0;

	if (strchr(text, ':') != NULL)
		return clock_seconds(text);
	do {
		char *unit;
		int64_t number, seconds;
		size_t length = 0;

		if (!isdigit((unsigned char)*text))
			return -1;
		errno = 0;
		number = strtoll(text, &unit, 10);
		unit += strspn(unit, " ");
		while (isalpha((unsigned char)unit[length]))
			length++;
		seconds = unit_seconds(unit, length);
		if (errno != 0 || seconds <= 0 || number > longest / seconds)
			return -1;
		total += number * seconds;
		text = unit + length;
		text += strspn(text, " ");
	} while (*text != '\0' && total <= longest);
	return total <= longest ? total : -1;
}
