/*
 * sanitize/rested.h: short texts in which the patterns found nothing, so that what every row repeats ("client backend",
 * "transactionid") is looked at once. Says nothing of identities: those are others in each envelope.
 */
#ifndef FR_SANITIZE_RESTED_H
#define FR_SANITIZE_RESTED_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct fr_rested {
	struct {
		unsigned char length;
		char text[63];
	} of[256]; /* a text has one place, and pushes out what was there */
};

static inline size_t fr_rested_place(const char *text, size_t length)
{
	size_t part = length < 8 ? length : 8;
	uint64_t begin = 0, end = 0;

	memcpy(&begin, text, part);
	memcpy(&end, text + length - part, part);
	return (size_t)(((begin ^ length) * UINT64_C(0x9e3779b97f4a7c15) ^ end * UINT64_C(0xc2b2ae3d27d4eb4f)) >> 56);
}

static inline bool fr_rested_has(const struct fr_rested *rested, const char *text, size_t length)
{
	size_t place;

	if (length == 0 || length > sizeof(rested->of[0].text))
		return false;
	place = fr_rested_place(text, length);
	return rested->of[place].length == length && memcmp(rested->of[place].text, text, length) == 0;
}

static inline void fr_rested_add(struct fr_rested *rested, const char *text, size_t length)
{
	size_t place;

	if (length == 0 || length > sizeof(rested->of[0].text))
		return;
	place = fr_rested_place(text, length);
	rested->of[place].length = (unsigned char)length;
	memcpy(rested->of[place].text, text, length);
}

#endif
