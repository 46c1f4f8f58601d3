#include "text.h"

#include <limits.h>
#include <string.h>

size_t fr_text_utf8(const char *text, size_t length, unsigned *codepoint)
{
	static const unsigned smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *byte = (const unsigned char *)text;
	size_t size;

	if (length == 0)
		return 0;
	if (byte[0] < 0x80) {
		*codepoint = byte[0];
		return 1;
	}
	size = byte[0] >= 0xf0 ? 4 : byte[0] >= 0xe0 ? 3 : 2;
	if (byte[0] < 0xc2 || byte[0] > 0xf4 || size > length)
		return 0;
	*codepoint = byte[0] & (0x7fU >> size);
	for (size_t i = 1; i < size; i++) {
		if ((byte[i] & 0xc0) != 0x80)
			return 0;
		*codepoint = *codepoint << 6 | (byte[i] & 0x3fU);
	}
	if (*codepoint < smallest[size] || *codepoint > 0x10ffff || (*codepoint >= 0xd800 && *codepoint <= 0xdfff))
		return 0;
	return size;
}

bool fr_text_obeyed(unsigned codepoint)
{
	return codepoint < 0x20 || (codepoint >= 0x7f && codepoint < 0xa0) || codepoint == 0x61c ||
	       codepoint == 0x200e || codepoint == 0x200f || (codepoint >= 0x2028 && codepoint <= 0x202e) ||
	       (codepoint >= 0x2066 && codepoint <= 0x2069);
}

static bool stays(unsigned codepoint, enum fr_text_mask mask)
{
	return !fr_text_obeyed(codepoint) || (mask == FR_MASK_KEEP_LINES && (codepoint == '\n' || codepoint == '\t'));
}

void fr_text_write(FILE *out, const char *text, size_t length, enum fr_text_mask mask)
{
	size_t plain = 0; /* where what is not yet written starts */
	size_t at = 0;

	while (at < length) {
		unsigned codepoint = 0;
		size_t size = fr_text_utf8(text + at, length - at, &codepoint);

		if (size > 0 && stays(codepoint, mask)) {
			at += size;
			continue;
		}
		fwrite(text + plain, 1, at - plain, out);
		for (size_t end = at + (size > 0 ? size : 1); at < end; at++)
			fprintf(out, "\\x%02x", (unsigned char)text[at]);
		plain = at;
	}
	fwrite(text + plain, 1, length - plain, out);
}

int fr_text_distance(const char *a, const char *b)
{
	int row[64];
	size_t width = strlen(b);

	if (width > 63 || strlen(a) > 63)
		return INT_MAX;
	for (size_t j = 0; j <= width; j++)
		row[j] = (int)j;
	for (size_t i = 0; a[i] != '\0'; i++) {
		int diagonal = row[0];

		row[0] = (int)i + 1;
		for (size_t j = 0; j < width; j++) {
			int replaced = diagonal + (a[i] != b[j]);
			int edited = (row[j] < row[j + 1] ? row[j] : row[j + 1]) + 1;

			diagonal = row[j + 1];
			row[j + 1] = replaced < edited ? replaced : edited;
		}
	}
	return row[width];
}
