#include "quantity.h"

#include <math.h>
#include <string.h>

#include "text.h"

#define GROUPS_MOST 24
#define DIGITS_MOST 400 /* of one group that are read; the rest is passed over as digits are */

/* Where the digits of a number stand, and what is between them. */
struct groups {
	int count;
	double value[GROUPS_MOST];
	int digits[GROUPS_MOST];
	char separator[GROUPS_MOST]; /* before the group: '.', ',', or ' ' for all that is nothing but a separator */
	size_t end[GROUPS_MOST];
	int zeros[GROUPS_MOST]; /* at the end of each group */
};

/* The digit at text in *digit, and the bytes it takes; 0 when there is none. */
static size_t read_digit(const char *text, size_t length, int *digit)
{
	static const unsigned zeros[] = { 0x660, 0x6f0, 0x966, 0xff10 };
	unsigned codepoint;
	size_t bytes;

	if (length == 0)
		return 0;
	if (text[0] >= '0' && text[0] <= '9') {
		*digit = text[0] - '0';
		return 1;
	}
	if ((text[0] & 0x80) == 0 || (bytes = fr_text_utf8(text, length, &codepoint)) == 0)
		return 0;
	for (size_t i = 0; i < sizeof(zeros) / sizeof(zeros[0]); i++)
		if (codepoint >= zeros[i] && codepoint <= zeros[i] + 9) {
			*digit = (int)(codepoint - zeros[i]);
			return bytes;
		}
	return 0;
}

static size_t read_separator(const char *text, size_t length, char *separator)
{
	static const struct {
		const char *text;
		char separator;
	} known[] = {
		{ ".", '.' },      { ",", ',' },      { "'", ' ' },      { "_", ' ' },      { "\u00a0", ' ' },
		{ "\u202f", ' ' }, { "\u2009", ' ' }, { "\u2019", ' ' }, { "\u066b", '.' }, { "\u066c", ' ' },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		size_t bytes = strlen(known[i].text);

		if (length >= bytes && memcmp(text, known[i].text, bytes) == 0) {
			*separator = known[i].separator;
			return bytes;
		}
	}
	return 0;
}

static size_t read_group(const char *text, size_t length, struct groups *groups)
{
	size_t at = 0, bytes;
	double value = 0;
	int digit, digits = 0;

	groups->zeros[groups->count] = 0;
	while ((bytes = read_digit(text + at, length - at, &digit)) > 0) {
		if (digits < DIGITS_MOST) {
			value = value * 10 + digit;
			digits++;
		}
		groups->zeros[groups->count] = digit == 0 ? groups->zeros[groups->count] + 1 : 0;
		at += bytes;
	}
	groups->value[groups->count] = value;
	groups->digits[groups->count] = digits;
	return at;
}

static void read_groups(const char *text, size_t length, struct groups *groups)
{
	size_t at = read_group(text, length, groups), bytes;
	char separator;
	int digit;

	groups->end[0] = at;
	groups->count = at > 0;
	while (groups->count > 0 && groups->count < GROUPS_MOST &&
	       (bytes = read_separator(text + at, length - at, &separator)) > 0 &&
	       read_digit(text + at + bytes, length - at - bytes, &digit) > 0) {
		groups->separator[groups->count] = separator;
		at += bytes + read_group(text + at + bytes, length - at - bytes, groups);
		groups->end[groups->count++] = at;
	}
}

/* Are the groups from the second up to before last ones of three digits, all with the same separator? */
static bool are_thousands(const struct groups *groups, int last)
{
	if (groups->digits[0] > 3 || groups->value[0] == 0)
		return false;
	for (int i = 1; i < last; i++)
		if (groups->digits[i] != 3 || groups->separator[i] != groups->separator[1])
			return false;
	return last > 1;
}

/* The zeros at the end of all groups as one number. */
static int zeros_of(const struct groups *groups)
{
	int zeros = 0;

	for (int i = groups->count - 1; i >= 0; i--) {
		zeros += groups->zeros[i];
		if (groups->zeros[i] < groups->digits[i])
			break;
	}
	return zeros;
}

/* The groups before whole as one number, and those from there as its decimals. */
static void give(struct fr_quantity *quantity, const struct groups *groups, int whole, int end)
{
	double value = 0, step = 1;
	int at = quantity->readings++;

	for (int i = 0; i < whole; i++)
		value = value * (i > 0 ? 1000 : 1) + groups->value[i];
	for (int i = whole; i < end; i++) {
		step = pow(10, -groups->digits[i]);
		value += groups->value[i] * step;
	}
	quantity->value[at] = value;
	quantity->step[at] = step;
}

static size_t read_number(const char *text, size_t length, struct fr_quantity *quantity)
{
	struct groups groups = { 0 };
	int count, last;
	char separator;

	read_groups(text, length, &groups);
	count = groups.count;
	if (count == 0)
		return 0;
	last = count - 1;
	separator = groups.separator[last];
	if (count == 1) {
		give(quantity, &groups, 1, 1);
		quantity->zeros = zeros_of(&groups);
	} else if (are_thousands(&groups, count)) {
		if (count == 2 && separator == '.')
			give(quantity, &groups, 1, 2);
		give(quantity, &groups, count, count);
		if (count == 2 && separator == ',')
			give(quantity, &groups, 1, 2);
		quantity->zeros = count == 2 && separator == '.' ? 0 : zeros_of(&groups);
	} else if (count == 2 && (separator == '.' || (separator == ',' && groups.digits[1] <= 3))) {
		give(quantity, &groups, 1, 2);
	} else if (separator != ' ' && separator != groups.separator[1] && are_thousands(&groups, last)) {
		give(quantity, &groups, last, count);
	} else {
		give(quantity, &groups, 1, 1); /* a list, or something that is no number: its first part */
		quantity->digits = groups.digits[0];
		return groups.end[0];
	}
	for (int i = 0; i < count; i++)
		quantity->digits += groups.digits[i];
	return groups.end[last];
}

/* Exactly so many ASCII digits at text, not followed by another; -1 else. */
static int fixed(const char *text, size_t length, size_t digits)
{
	int number = 0;

	if (length < digits || (length > digits && text[digits] >= '0' && text[digits] <= '9'))
		return -1;
	for (size_t i = 0; i < digits; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		number = number * 10 + (text[i] - '0');
	}
	return number;
}

/* Days since 1970-01-01 (Howard Hinnant's days_from_civil). */
static double days(int year, int month, int day)
{
	int y = year - (month <= 2);
	int era = y / 400, of_era = y % 400;
	int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097.0 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static size_t read_date(const char *text, size_t length, struct fr_quantity *quantity)
{
	int year = fixed(text, length, 4), month, day;

	if (length < 10 || year < 0 || text[4] != '-' || text[7] != '-')
		return 0;
	month = fixed(text + 5, length - 5, 2);
	day = fixed(text + 8, length - 8, 2);
	if (month < 1 || month > 12 || day < 1 || day > 31)
		return 0;
	quantity->dated = true;
	quantity->day = days(year, month, day);
	return 10;
}

/* Hours, minutes and what there is of seconds. Hours may be many: as a length of time they can. */
static size_t read_clock(const char *text, size_t length, struct fr_quantity *quantity)
{
	size_t at = 0;
	int hours = 0, minutes, seconds;

	while (at < length && at < 4 && text[at] >= '0' && text[at] <= '9')
		hours = hours * 10 + (text[at++] - '0');
	if (at == 0 || at >= length || text[at] != ':' || (minutes = fixed(text + at + 1, length - at - 1, 2)) < 0 ||
	    minutes > 59)
		return 0;
	at += 3;
	quantity->clocked = true;
	quantity->seconds = hours * 3600.0 + minutes * 60;
	quantity->seconds_step = 60;
	if (at >= length || text[at] != ':' || (seconds = fixed(text + at + 1, length - at - 1, 2)) < 0 || seconds > 60)
		return at;
	at += 3;
	quantity->seconds += seconds;
	quantity->seconds_step = 1;
	if (at + 1 < length && (text[at] == '.' || text[at] == ',') && text[at + 1] >= '0' && text[at + 1] <= '9')
		for (at++; at < length && text[at] >= '0' && text[at] <= '9'; at++) {
			quantity->seconds_step /= 10;
			quantity->seconds += (text[at] - '0') * quantity->seconds_step;
		}
	return at;
}

/* +01, -05:30 behind a time of day. */
static size_t read_offset(const char *text, size_t length, struct fr_quantity *quantity)
{
	int hours, minutes = 0;
	size_t at = 3;

	if (length > 0 && (text[0] == 'Z' || text[0] == 'z'))
		return 1;
	if (length < 3 || (text[0] != '+' && text[0] != '-') || (hours = fixed(text + 1, length - 1, 2)) < 0 ||
	    hours > 15)
		return 0;
	if (length >= 6 && text[3] == ':' && (minutes = fixed(text + 4, length - 4, 2)) >= 0)
		at = 6;
	else
		minutes = 0;
	quantity->seconds -= (text[0] == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
	return at;
}

static size_t read_time(const char *text, size_t length, struct fr_quantity *quantity)
{
	size_t at = read_date(text, length, quantity), clock;

	if (at > 0 && at + 1 < length && (text[at] == 'T' || text[at] == ' ')) {
		clock = read_clock(text + at + 1, length - at - 1, quantity);
		if (clock > 0)
			at += 1 + clock;
	} else if (at == 0) {
		at = read_clock(text, length, quantity);
	}
	if (quantity->dated && quantity->clocked)
		at += read_offset(text + at, length - at, quantity);
	return at;
}

size_t fr_quantity_read(const char *text, size_t length, struct fr_quantity *quantity)
{
	size_t bytes;

	*quantity = (struct fr_quantity){ 0 };
	bytes = read_time(text, length, quantity);
	if (bytes > 0)
		return bytes;
	*quantity = (struct fr_quantity){ 0 };
	return read_number(text, length, quantity);
}
