#include "plain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

#define WORD_MOST 16 /* letters */

bool plain_is_number(jv value, double *number)
{
	const char *text;
	char *end;

	if (jv_get_kind(value) == JV_KIND_NUMBER) {
		*number = jv_number_value(value);
		return isfinite(*number);
	}
	if (jv_get_kind(value) != JV_KIND_STRING)
		return false;
	text = jv_string_value(value);
	*number = strtod(text, &end);
	return end != text && *end == '\0' && isfinite(*number);
}

void plain_number(FILE *out, double number, int places)
{
	char text[400];
	int length = snprintf(text, sizeof(text), "%.*f", places, number);

	if (places > 0) {
		while (text[length - 1] == '0')
			length--;
		if (text[length - 1] == '.')
			length--;
	}
	fprintf(out, "%.*s", length, text);
}

/* Characters that a reader does not see, or that change how others are shown. */
static bool hidden(unsigned c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad || (c >= 0x200b && c <= 0x200f) ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || c >= 0xe0000;
}

void plain_text(FILE *out, jv text, int most, bool code)
{
	const char *at = jv_string_value(text);
	const char *end = at + jv_string_length_bytes(jv_copy(text));
	bool space = true;

	for (int count = 0; at < end; count++) {
		unsigned c;
		size_t length = fr_text_utf8(at, (size_t)(end - at), &c);

		if (count == most) {
			fputs("…", out);
			break;
		}
		if (length == 0 || c == ' ' || hidden(c)) {
			if (!space)
				putc(' ', out);
			space = true;
		} else {
			fprintf(out, "%.*s", (int)length, code && c == '`' ? "'" : at);
			space = false;
		}
		at += length > 0 ? length : 1;
	}
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Tokens of a run of letters: words are in the vocabulary, in few parts; what is too long for one, or a hump of a
 * camel, is spelt out. */
static int word_tokens(size_t letters, bool hump)
{
	return letters <= WORD_MOST && !hump ? (int)(letters + 5) / 6 : (int)(letters + 1) / 2;
}

int plain_tokens(const char *text)
{
	bool hump = false; /* the character before is a letter */
	int tokens = 0;

	while (*text != '\0') {
		size_t length = 1;

		if (is_letter(*text)) {
			while (is_letter(text[length]) && !(text[length] <= 'Z' && text[length - 1] >= 'a'))
				length++;
			tokens += word_tokens(length, hump);
			hump = true;
			text += length;
			continue;
		} else if (*text >= '0' && *text <= '9') {
			length = strspn(text, "0123456789");
			tokens += (int)(length + 2) / 3;
		} else {
			tokens += *text != ' '; /* a space goes with the word behind it */
		}
		hump = false;
		text += length;
	}
	return tokens;
}
