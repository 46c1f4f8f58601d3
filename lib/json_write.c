#include "json_write.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "text.h"

/* A decimal of 15 digits is the shortest one of the double that it gives, and the shortest one is what libjq writes. */
#define THOUSANDTHS_MOST 1e12

static void by_libjq(FILE *out, jv value)
{
	jv text = jv_dump_string(jv_copy(value), 0);

	fwrite_unlocked(jv_string_value(text), 1, (size_t)jv_string_length_bytes(jv_copy(text)), out);
	jv_free(text);
}

static bool needs_escape(const char *text, size_t length)
{
	bool needs = false;

	for (size_t i = 0; i < length; i++)
		needs |= (unsigned char)text[i] < 0x20 || text[i] == 0x7f || text[i] == '"' || text[i] == '\\';
	return needs;
}

static void write_string(FILE *out, jv string)
{
	const char *text = jv_string_value(string);
	size_t length = (size_t)jv_string_length_bytes(jv_copy(string));

	if (needs_escape(text, length)) {
		by_libjq(out, string);
		return;
	}
	putc_unlocked('"', out);
	fwrite_unlocked(text, 1, length, out);
	putc_unlocked('"', out);
}

static void write_number(FILE *out, jv number)
{
	double value = jv_number_value(number);
	char digits[24];
	size_t at = sizeof(digits);
	unsigned long whole;

	whole = (unsigned long)(fabs(value) < THOUSANDTHS_MOST ? nearbyint(fabs(value) * 1000) : 0);
	if (whole == 0 || (double)whole / 1000 != fabs(value)) {
		by_libjq(out, number);
		return;
	}
	for (int place = 0; place < 4 || whole > 0; place++, whole /= 10)
		if (place == 3 && at < sizeof(digits))
			digits[--at] = '.', digits[--at] = (char)('0' + whole % 10);
		else if (place >= 3 || whole % 10 != 0 || at < sizeof(digits)) /* no zeroes at the end */
			digits[--at] = (char)('0' + whole % 10);
	if (value < 0)
		digits[--at] = '-';
	fwrite_unlocked(digits + at, 1, sizeof(digits) - at, out);
}

static void write_array(FILE *out, jv array)
{
	int length = jv_array_length(jv_copy(array));

	putc_unlocked('[', out);
	for (int i = 0; i < length; i++) {
		jv element = jv_array_get(jv_copy(array), i);

		if (i > 0)
			putc_unlocked(',', out);
		fr_json_write(out, element);
		jv_free(element);
	}
	putc_unlocked(']', out);
}

static void write_object(FILE *out, jv object)
{
	bool first = true;

	putc_unlocked('{', out);
	for (int i = jv_object_iter(object); jv_object_iter_valid(object, i); i = jv_object_iter_next(object, i)) {
		jv key = jv_object_iter_key(object, i), value = jv_object_iter_value(object, i);

		if (!first)
			putc_unlocked(',', out);
		first = false;
		write_string(out, key);
		putc_unlocked(':', out);
		fr_json_write(out, value);
		jv_free(key);
		jv_free(value);
	}
	putc_unlocked('}', out);
}

void fr_json_write(FILE *out, jv value)
{
	switch (jv_get_kind(value)) {
	case JV_KIND_STRING:
		write_string(out, value);
		break;
	case JV_KIND_NUMBER:
		write_number(out, value);
		break;
	case JV_KIND_ARRAY:
		write_array(out, value);
		break;
	case JV_KIND_OBJECT:
		write_object(out, value);
		break;
	default:
		by_libjq(out, value);
	}
}

/* They stand in strings only, where they can stand as escapes as well. libjq has escaped those of one byte. */
static void write_to_terminal(FILE *out, jv value)
{
	jv dumped = jv_dump_string(jv_copy(value), 0);
	const char *at = jv_string_value(dumped);
	size_t left = (size_t)jv_string_length_bytes(jv_copy(dumped));
	unsigned codepoint = 0;

	for (size_t bytes; left > 0 && (bytes = fr_text_utf8(at, left, &codepoint)) > 0; at += bytes, left -= bytes)
		if (bytes > 1 && fr_text_obeyed(codepoint))
			fprintf(out, "\\u%04x", codepoint);
		else
			fwrite_unlocked(at, 1, bytes, out);
	jv_free(dumped);
}

void fr_json_write_line(FILE *out, jv value)
{
	if (isatty(fileno(out)))
		write_to_terminal(out, value);
	else
		fr_json_write(out, value);
	jv_free(value);
	putc('\n', out);
}
