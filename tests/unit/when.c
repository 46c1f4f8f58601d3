/* Times as people write them, also on the days when clocks are changed. Zones are POSIX strings: they need no tzdata.
 */
#include "when.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "check.h"
#include "id.h"

#define BERLIN "CET-1CEST,M3.5.0,M10.5.0/3"
#define NEW_YORK "EST5EDT,M3.2.0,M11.1.0"
#define LORD_HOWE "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0" /* changes by half an hour */

static int64_t now_us = INT64_C(1795435200) * 1000000; /* 2026-11-23T12:00:00Z */

static void check_time(const char *zone, const char *text, const char *wanted)
{
	struct fr_error err = { 0 };
	char got[FR_TIME_BYTES] = "";
	int64_t time_us;
	bool right;

	setenv("TZ", zone, 1);
	if (fr_when(&time_us, text, now_us, &err) == 0)
		fr_time_format(got, time_us);
	right = strncmp(got, wanted, strlen(wanted)) == 0;
	CHECK(right);
	if (!right)
		fprintf(stderr, "'%s' in %s is %s%s, not %s\n", text, zone, got, err.message, wanted);
}

static void check_refused(const char *zone, const char *text, const char *why)
{
	struct fr_error err = { 0 };
	int64_t time_us;
	bool right;

	setenv("TZ", zone, 1);
	right = fr_when(&time_us, text, now_us, &err) < 0 && err.code == FR_EX_USAGE &&
		strstr(err.message, why) != NULL && strstr(err.message, text) != NULL;
	CHECK(right);
	if (!right)
		fprintf(stderr, "'%s' in %s: '%s', not '%s'\n", text, zone, err.message, why);
}

static void check_forms(void)
{
	check_time("UTC", "now", "2026-11-23T12:00:00.000000Z");
	check_time("UTC", "NOW", "2026-11-23T12:00:00");
	check_time("UTC", "-2h", "2026-11-23T10:00:00");
	check_time("UTC", "-1h30m", "2026-11-23T10:30:00");
	check_time("UTC", "+15 minutes", "2026-11-23T12:15:00");
	check_time("UTC", "10:00", "2026-11-23T10:00:00");
	check_time("UTC", "10:00:59.5", "2026-11-23T10:00:59.500000Z");
	check_time("UTC", "10:00:59.1234567", "2026-11-23T10:00:59.123456Z");
	check_time("UTC", "today", "2026-11-23T00:00:00");
	check_time("UTC", "today 10:00", "2026-11-23T10:00:00");
	check_time("UTC", "yesterday", "2026-11-22T00:00:00");
	check_time("UTC", "Yesterday 08:00", "2026-11-22T08:00:00");
	check_time("UTC", "2026-11-01", "2026-11-01T00:00:00");
	check_time("UTC", "2024-02-29T23:59", "2024-02-29T23:59:00");
	check_time("UTC", "2026-11-23 03:54:22.494166+00", "2026-11-23T03:54:22.494166Z");
	check_time("UTC", "2026-11-23T10:00:00Z", "2026-11-23T10:00:00");
	check_time("UTC", "2026-11-23 10:00 +0530", "2026-11-23T04:30:00");
	check_time("UTC", "2026-11-23 10:00-08:00", "2026-11-23T18:00:00");
	check_time("UTC", "1969-12-31 23:59:59.75", "1969-12-31T23:59:59.750000Z");
}

static void check_zones(void)
{
	check_time(BERLIN, "10:00", "2026-11-23T09:00:00");
	check_time(BERLIN, "10:00Z", "2026-11-23T10:00:00");
	check_time(BERLIN, "2026-07-01 10:00", "2026-07-01T08:00:00");
	check_time(NEW_YORK, "10:00", "2026-11-23T15:00:00");
	check_time("<+14>-14", "01:00", "2026-11-23T11:00:00"); /* it is the 24th there */
	check_time("<+14>-14", "today", "2026-11-23T10:00:00");
	check_time("UTC", "01:00+14", "2026-11-23T11:00:00");
	check_time("<-11>11", "yesterday 08:00", "2026-11-22T19:00:00");
	check_time("UTC", "yesterday 08:00-11", "2026-11-22T19:00:00");
	check_time("<+0545>-5:45", "2026-11-23 05:45", "2026-11-23T00:00:00");
}

static void check_changes_of_clocks(void)
{
	check_time(BERLIN, "2026-03-29 01:59:59", "2026-03-29T00:59:59");
	check_refused(BERLIN, "2026-03-29 02:00", "does not exist");
	check_refused(BERLIN, "2026-03-29 02:59:59.9", "does not exist");
	check_time(BERLIN, "2026-03-29 03:00", "2026-03-29T01:00:00");
	check_time(BERLIN, "2026-03-29 02:30+01:00", "2026-03-29T01:30:00");
	check_time(BERLIN, "2026-10-25 01:59:59", "2026-10-24T23:59:59");
	check_refused(BERLIN, "2026-10-25 02:00", "happens twice");
	check_refused(BERLIN, "2026-10-25 02:59:59", "happens twice");
	check_time(BERLIN, "2026-10-25 02:30+02", "2026-10-25T00:30:00");
	check_time(BERLIN, "2026-10-25 02:30+01", "2026-10-25T01:30:00");
	check_time(BERLIN, "2026-10-25 03:00", "2026-10-25T02:00:00");
	check_refused(NEW_YORK, "2026-03-08 02:30", "does not exist");
	check_refused(NEW_YORK, "2026-11-01 01:30", "happens twice");
	check_refused(LORD_HOWE, "2026-10-04 02:15", "does not exist");
	check_time(LORD_HOWE, "2026-10-04 02:30", "2026-10-03T15:30:00");
	check_refused(LORD_HOWE, "2026-04-05 01:45", "happens twice");
	check_time(LORD_HOWE, "2026-04-05 01:15", "2026-04-04T14:15:00");
}

/* Yesterday is a date, not 24 hours ago. */
static void check_yesterday_over_a_change(void)
{
	int64_t noon = now_us;

	now_us =
	    INT64_C(1792926000) * 1000000; /* 2026-10-25T11:00:00Z, noon in Berlin, the clocks went back this morning */
	check_time(BERLIN, "yesterday 12:00", "2026-10-24T10:00:00");
	check_time(BERLIN, "12:00", "2026-10-25T11:00:00");
	now_us = noon;
}

static void check_nonsense(void)
{
	static const char *const texts[] = { "",
					     " ",
					     "soon",
					     "nowish",
					     "yesterdayish",
					     "25:00",
					     "24:00",
					     "10:60",
					     "10:00:60",
					     "10:00:",
					     "10:00:00.",
					     "1:00",
					     "10",
					     "10:00 PM",
					     "2026-13-01",
					     "2026-02-29",
					     "2026-00-10",
					     "2026-11-00",
					     "2026-11-23T",
					     "2026-11-23T10",
					     "2026-11-23T10:00+",
					     "2026-11-23T10:00+1",
					     "2026-11-23T10:00+16",
					     "2026-11-23T10:00+01:60",
					     "2026-11-23T10:00+01:00x",
					     "2026-11-23T10:00ZZ",
					     "2026-11-23 +01",
					     "0000-01-01",
					     "12026-01-01",
					     "-2",
					     "-",
					     "+",
					     "--2h",
					     "-999999999999999999999h",
					     "today today",
					     "todayT10:00" };

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		check_refused("UTC", texts[i], "is not a time");
}

static void check_durations(void)
{
	struct fr_error err = { 0 };
	int64_t length = 0;

	CHECK(fr_when_duration(&length, "15m", &err) == 0 && length == INT64_C(900) * 1000000);
	CHECK(fr_when_duration(&length, "2 days", &err) == 0 && length == INT64_C(172800) * 1000000);
	CHECK(fr_when_duration(&length, "0s", &err) < 0 && err.code == FR_EX_USAGE);
	CHECK(fr_when_duration(&length, "-5m", &err) < 0);
	CHECK(fr_when_duration(&length, "5", &err) < 0 && strstr(err.message, "'5'") != NULL);
	CHECK(fr_when_duration(&length, "", &err) < 0);
}

int main(void)
{
	check_forms();
	check_zones();
	check_changes_of_clocks();
	check_yesterday_over_a_change();
	check_nonsense();
	check_durations();
	return check_end();
}
