#include "id.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

#define MICROSECONDS 1000000

int64_t fr_time_now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * MICROSECONDS + now.tv_nsec / 1000;
}

void fr_time_format(char text[FR_TIME_BYTES], int64_t time_us)
{
	const int64_t first = INT64_C(-62167219200) * MICROSECONDS;         /* 0000-01-01 */
	const int64_t last = INT64_C(253402300799) * MICROSECONDS + 999999; /* 9999-12-31 23:59:59.999999 */
	int64_t clamped = time_us < first ? first : time_us > last ? last : time_us;
	int64_t micros = (clamped % MICROSECONDS + MICROSECONDS) % MICROSECONDS;
	time_t seconds = (time_t)((clamped - micros) / MICROSECONDS);
	struct tm utc;

	gmtime_r(&seconds, &utc);
	snprintf(text, FR_TIME_BYTES, "%04u-%02u-%02uT%02u:%02u:%02u.%06uZ", (unsigned)(utc.tm_year + 1900) % 10000,
		 (unsigned)(utc.tm_mon + 1) % 100, (unsigned)utc.tm_mday % 100, (unsigned)utc.tm_hour % 100,
		 (unsigned)utc.tm_min % 100, (unsigned)utc.tm_sec % 100, (unsigned)micros % MICROSECONDS);
}

void fr_time_now(char text[FR_TIME_BYTES])
{
	fr_time_format(text, fr_time_now_us());
}

void fr_id_new(char id[FR_ID_BYTES])
{
	uint64_t ms = (uint64_t)(fr_time_now_us() / 1000);
	unsigned char r[10];

	if (getrandom(r, sizeof(r), 0) != (ssize_t)sizeof(r))
		abort(); /* cannot fail for so few bytes once the kernel is up: getrandom(2) */
	snprintf(id, FR_ID_BYTES, "%08x-%04x-7%01x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", (unsigned)(ms >> 16),
		 (unsigned)(ms & 0xffff), r[0] & 0x0fU, (unsigned)r[1], 0x80U | (r[2] & 0x3fU), (unsigned)r[3],
		 (unsigned)r[4], (unsigned)r[5], (unsigned)r[6], (unsigned)r[7], (unsigned)r[8], (unsigned)r[9]);
}
