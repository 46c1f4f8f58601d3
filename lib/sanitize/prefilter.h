/*
 * sanitize/prefilter.h: one pass over a text that says which patterns can match in it at all.
 *
 * Almost no text holds a secret, and almost every secret has a word beside or inside it ("@",
 * "password", "AKIA"). Letters count without their case.
 */
#ifndef FR_SANITIZE_PREFILTER_H
#define FR_SANITIZE_PREFILTER_H

#include <stddef.h>
#include <stdint.h>

#define FR_KEYWORDS_MOST 256

struct fr_prefilter {
	struct {
		char *word; /* lower case */
		size_t length;
		uint64_t patterns;
		int next; /* with the same first letter; -1 ends */
	} keywords[FR_KEYWORDS_MOST];
	int count;
	int first[256];                                     /* by first letter; -1 is none */
	unsigned char lowered[256], token[256], digit[256]; /* of each byte: its lower case; is it one of these? */
	uint64_t second[256]; /* by first letter: which second letters follow it in any keyword, modulo 64 */
	uint64_t digits;      /* patterns that need a digit */
	uint64_t tokens;      /* patterns that need a long word without blanks */
};

#define FR_TOKEN_LONG 24

void fr_prefilter_init(struct fr_prefilter *filter);
void fr_prefilter_release(struct fr_prefilter *filter);

/* Let the patterns of this set be tried where the text has word. -1: there are too many keywords. */
int fr_prefilter_add(struct fr_prefilter *filter, const char *word, uint64_t patterns);

/* The patterns to try. */
uint64_t fr_prefilter_scan(const struct fr_prefilter *filter, const char *text, size_t length);

#endif
