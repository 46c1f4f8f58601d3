/* Texts of the evidence that an answer may quote. */
#include <string.h>

#include "index.h"

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* Append text as index->texts holds it; with shape, as index->shapes does. */
static void add_normal(struct fr_bytes *out, const char *text, size_t length, bool shape)
{
	bool space = true, digit = false;

	for (size_t i = 0; i < length; i++) {
		char c = lower(text[i]);
		bool is_space = c == ' ' || (c >= '\t' && c <= '\r');
		bool is_digit = c >= '0' && c <= '9';

		if (is_space)
			c = ' ';
		else if (is_digit && shape)
			c = '0';
		if (!(is_space && space) && !(shape && is_digit && digit))
			fr_bytes_add(out, &c, 1);
		space = is_space;
		digit = is_digit;
	}
	while (out->length > 0 && out->data[out->length - 1] == ' ')
		out->length--;
}

void index_text(struct index *index, const char *text, size_t length)
{
	if (!index_word(index, index_group(GROUP_TEXT, index_hash(text, length), 0)))
		return;
	add_normal(&index->texts, text, length, false);
	fr_bytes_add(&index->texts, "\n", 1);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A number is not quoted by the first of its digits. */
static bool cuts_number(const char *start, const char *end, const char *before, const char *behind)
{
	return (start > before && is_digit(*start) && is_digit(start[-1])) ||
	       (end < behind && is_digit(end[-1]) && is_digit(*end));
}

static bool contains(const struct fr_bytes *in, const struct fr_bytes *what)
{
	const char *at = in->data, *behind = in->data + in->length;

	while (what->length > 0 && in->length > 0 &&
	       (at = memmem(at, (size_t)(behind - at), what->data, what->length)) != NULL) {
		if (!cuts_number(at, at + what->length, in->data, behind))
			return true;
		at++;
	}
	return false;
}

bool index_quotes(struct index *index, const char *text, size_t length, bool *but_for_digits)
{
	struct fr_bytes wanted = { 0 };
	bool found;

	add_normal(&wanted, text, length, false);
	found = contains(&index->texts, &wanted);
	*but_for_digits = false;
	if (!found) {
		if (index->shapes.length == 0)
			for (size_t at = 0, end; at < index->texts.length; at = end + 1) {
				end = at +
				      (size_t)((char *)memchr(index->texts.data + at, '\n', index->texts.length - at) -
					       (index->texts.data + at));
				add_normal(&index->shapes, index->texts.data + at, end - at, true);
				fr_bytes_add(&index->shapes, "\n", 1);
			}
		wanted.length = 0;
		add_normal(&wanted, text, length, true);
		*but_for_digits = contains(&index->shapes, &wanted);
	}
	fr_bytes_release(&wanted);
	return found;
}
