/* Numbers and times as people write them. */
#include "quantity.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "check.h"

static void check_number(const char *text, size_t bytes, double first, double second, double step)
{
	struct fr_quantity got;
	size_t taken = fr_quantity_read(text, strlen(text), &got);
	bool right = taken == bytes && got.readings == (isnan(second) ? 1 : 2) && fabs(got.value[0] - first) < 1e-9 &&
		     (isnan(second) || fabs(got.value[1] - second) < 1e-9) && fabs(got.step[0] - step) < 1e-12;

	CHECK(right);
	if (!right)
		fprintf(stderr, "'%s': %zu bytes, %d readings, %g and %g, step %g\n", text, taken, got.readings,
			got.value[0], got.value[1], got.step[0]);
}

static void check_time(const char *text, size_t bytes, bool dated, bool clocked, double day, double seconds,
		       double step)
{
	struct fr_quantity got;
	size_t taken = fr_quantity_read(text, strlen(text), &got);
	bool right = taken == bytes && got.readings == 0 && got.dated == dated && got.clocked == clocked &&
		     got.day == day && fabs(got.seconds - seconds) < 1e-6 && fabs(got.seconds_step - step) < 1e-9;

	CHECK(right);
	if (!right)
		fprintf(stderr, "'%s': %zu bytes, day %g, seconds %g, step %g\n", text, taken, got.day, got.seconds,
			got.seconds_step);
}

int main(void)
{
	static char long_text[1 << 16];
	struct fr_quantity got;

	check_number("1234", 4, 1234, NAN, 1);
	check_number("1,234", 5, 1234, 1.234, 1);
	check_number("1.234", 5, 1.234, 1234, 0.001);
	check_number("1,234,567 rows", 9, 1234567, NAN, 1);
	check_number("1.234.567", 9, 1234567, NAN, 1);
	check_number("1,234.5", 7, 1234.5, NAN, 0.1);
	check_number("1.234,50 s", 8, 1234.5, NAN, 0.01);
	check_number("1'234", 5, 1234, NAN, 1);
	check_number("1\u00a0234", 6, 1234, NAN, 1);
	check_number("1\u202f234\u202f567", 13, 1234567, NAN, 1);
	check_number("32,7 s", 4, 32.7, NAN, 0.1);
	check_number("32.674703", 9, 32.674703, NAN, 0.000001);
	check_number("0.5", 3, 0.5, NAN, 0.1);
	check_number("0,345", 5, 0.345, NAN, 0.001);
	check_number("20927,20928", 5, 20927, NAN, 1);
	check_number("1,2,3", 1, 1, NAN, 1);
	check_number("12.", 2, 12, NAN, 1);
	check_number("12,", 2, 12, NAN, 1);
	check_number("34s", 2, 34, NAN, 1);
	check_number("\uff11\uff12 s", 6, 12, NAN, 1);
	check_number("\u0663\u0664", 4, 34, NAN, 1);
	CHECK(fr_quantity_read("", 0, &got) == 0);
	CHECK(fr_quantity_read("x1", 2, &got) == 0);
	CHECK(fr_quantity_read("22000", 5, &got) == 5 && got.zeros == 3 && got.digits == 5);

	check_time("2026-11-23T04:02:24.657589Z", 27, true, true, 20780, 14544.657589, 0.000001);
	check_time("2026-11-23 04:02 UTC", 16, true, true, 20780, 14520, 60);
	check_time("2026-11-23 05:02:24+01", 22, true, true, 20780, 14544, 1);
	check_time("2026-11-23", 10, true, false, 20780, 0, 0);
	check_time("1970-01-01", 10, true, false, 0, 0, 0);
	check_time("04:02", 5, false, true, 0, 14520, 60);
	check_time("00:00:32.674703", 15, false, true, 0, 32.674703, 0.000001);
	check_number("16:852", 2, 16, NAN, 1);
	check_number("2026-13-23", 4, 2026, NAN, 1);

	memset(long_text, '9', sizeof(long_text));
	CHECK(fr_quantity_read(long_text, sizeof(long_text), &got) == sizeof(long_text) && isinf(got.value[0]));
	for (size_t i = 1; i < sizeof(long_text); i += 2)
		long_text[i] = '.';
	CHECK(fr_quantity_read(long_text, sizeof(long_text), &got) == 1);
	return check_end();
}
