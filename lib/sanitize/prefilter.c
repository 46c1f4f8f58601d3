#include "sanitize/prefilter.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* The C locale's, whatever the locale is: keywords are ASCII. */
static unsigned char lower(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

static bool is_token(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '+' || c == '/' ||
	       c == '=' || c == '_' || c == '-';
}

void fr_prefilter_init(struct fr_prefilter *filter)
{
	*filter = (struct fr_prefilter){ 0 };
	for (int i = 0; i < 256; i++) {
		filter->first[i] = -1;
		filter->lowered[i] = lower((char)i);
		filter->token[i] = is_token((char)i);
		filter->digit[i] = i >= '0' && i <= '9';
	}
}

void fr_prefilter_release(struct fr_prefilter *filter)
{
	for (int i = 0; i < filter->count; i++)
		free(filter->keywords[i].word);
	fr_prefilter_init(filter);
}

int fr_prefilter_add(struct fr_prefilter *filter, const char *word, uint64_t patterns)
{
	int at = filter->count;
	unsigned char first = lower(word[0]);

	if (at == FR_KEYWORDS_MOST || word[0] == '\0')
		return -1;
	filter->keywords[at].length = strlen(word);
	filter->keywords[at].word = strdup(word);
	if (filter->keywords[at].word == NULL)
		abort();
	for (char *c = filter->keywords[at].word; *c != '\0'; c++)
		*c = (char)lower(*c);
	filter->keywords[at].patterns = patterns;
	filter->keywords[at].next = filter->first[first];
	filter->first[first] = at;
	if (word[1] == '\0')
		filter->second[first] = UINT64_MAX;
	filter->second[first] |= UINT64_C(1) << (lower(word[1]) & 63);
	filter->count++;
	return 0;
}

static bool begins(const char *text, size_t left, const char *word, size_t length)
{
	if (length > left)
		return false;
	for (size_t i = 1; i < length; i++)
		if (lower(text[i]) != (unsigned char)word[i])
			return false;
	return true;
}

uint64_t fr_prefilter_scan(const struct fr_prefilter *filter, const char *text, size_t length)
{
	const unsigned char *bytes = (const unsigned char *)text;
	size_t token = 0, longest = 0; /* how long the word is so far */
	uint64_t found = 0;
	bool digits = false;

	for (size_t i = 0; i < length; i++) {
		unsigned char first = filter->lowered[bytes[i]];
		unsigned char second = i + 1 < length ? filter->lowered[bytes[i + 1]] : 0;

		token = filter->token[first] ? token + 1 : 0;
		longest = token > longest ? token : longest;
		digits |= filter->digit[first] != 0;
		if ((filter->second[first] >> (second & 63) & 1) == 0)
			continue;
		for (int k = filter->first[first]; k >= 0; k = filter->keywords[k].next)
			if (begins(text + i, length - i, filter->keywords[k].word, filter->keywords[k].length))
				found |= filter->keywords[k].patterns;
	}
	return found | (digits ? filter->digits : 0) | (longest >= FR_TOKEN_LONG ? filter->tokens : 0);
}
