#include "markdown_inline.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

static bool control(unsigned c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0);
}

static bool paired(const char *text, size_t length)
{
	size_t count = 0;

	for (size_t i = 0; i < length; i++)
		count += text[i] == '`';
	return count % 2 == 0;
}

/* Consumes string. */
static jv inline_string(jv string)
{
	const char *at = jv_string_value(string);
	const char *end = at + jv_string_length_bytes(jv_copy(string));
	bool spans = paired(at, (size_t)(end - at)), code = false;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		abort();
	while (at < end) {
		unsigned c;
		size_t length = fr_text_utf8(at, (size_t)(end - at), &c);

		if (length == 0 || control(c)) {
			putc(' ', out);
		} else if (c == '`') {
			putc(spans ? '`' : '\'', out);
			code = spans && !code;
		} else {
			if (!code && c < 0x80 && strchr("\\*<[]|", (int)c) != NULL)
				putc('\\', out);
			fwrite(at, 1, length, out);
		}
		at += length > 0 ? length : 1;
	}
	if (fclose(out) != 0)
		abort();
	jv_free(string);
	string = jv_string_sized(text, (int)size);
	free(text);
	return string;
}

jv fr_markdown_inline(jv value)
{
	if (jv_get_kind(value) == JV_KIND_STRING)
		return inline_string(value);
	if (jv_get_kind(value) == JV_KIND_ARRAY) {
		jv_array_foreach (value, i, one) {
			value = jv_array_set(value, i, fr_markdown_inline(one));
		}
	} else if (jv_get_kind(value) == JV_KIND_OBJECT) {
		jv clean = jv_object();

		jv_object_foreach (value, key, one) {
			clean = jv_object_set(clean, key, fr_markdown_inline(one));
		}
		jv_free(value);
		return clean;
	}
	return value;
}
