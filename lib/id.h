/*
 * id.h: identifiers and times as they stand in an envelope.
 */
#ifndef FR_ID_H
#define FR_ID_H

#include <stdint.h>

#define FR_ID_BYTES 37   /* a UUID as text, with its NUL */
#define FR_TIME_BYTES 28 /* 2026-11-23T10:00:00.000000Z, with its NUL */

/* A new UUIDv7 (RFC 9562): 48 bits of Unix milliseconds, the rest from the kernel's random source. */
void fr_id_new(char id[FR_ID_BYTES]);

/* Microseconds since the Unix epoch, now. */
int64_t fr_time_now_us(void);

/* A time as UTC ISO 8601 with microseconds. Years outside 0000 to 9999 are clamped. */
void fr_time_format(char text[FR_TIME_BYTES], int64_t time_us);

/* fr_time_format of now. */
void fr_time_now(char text[FR_TIME_BYTES]);

#endif
