/* What a terminal would obey is shown instead. */
#include "text.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

static void check_written(const char *text, size_t length, enum fr_text_mask mask, const char *wanted)
{
	char *written = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&written, &size);

	fr_text_write(out, text, length, mask);
	fclose(out);
	CHECK(strcmp(written, wanted) == 0);
	if (strcmp(written, wanted) != 0)
		fprintf(stderr, "'%s' instead of '%s'\n", written, wanted);
	free(written);
}

int main(void)
{
	unsigned codepoint;

	check_written("plain \xc3\xa9\xe2\x82\xac", 11, FR_MASK_ALL, "plain \xc3\xa9\xe2\x82\xac");
	check_written("a\x1b[31mb", 7, FR_MASK_ALL, "a\\x1b[31mb");
	check_written("a\nb\tc", 5, FR_MASK_ALL, "a\\x0ab\\x09c");
	check_written("a\nb\tc\r", 6, FR_MASK_KEEP_LINES, "a\nb\tc\\x0d");
	check_written("\0x\x7f", 3, FR_MASK_ALL, "\\x00x\\x7f");
	check_written("\xc2\x9b"
		      "1m",
		      4, FR_MASK_ALL, "\\xc2\\x9b1m"); /* C1 control: CSI */
	check_written("\xe2\x80\xae"
		      "x",
		      4, FR_MASK_ALL, "\\xe2\\x80\\xaex"); /* right-to-left override */
	check_written("\xff\xc0\xaf\xed\xa0\x80", 6, FR_MASK_ALL, "\\xff\\xc0\\xaf\\xed\\xa0\\x80");
	check_written("\xf0\x9f\x98", 3, FR_MASK_ALL, "\\xf0\\x9f\\x98"); /* cut */
	check_written("", 0, FR_MASK_ALL, "");
	CHECK(fr_text_utf8("\xf0\x9f\x98\x80", 4, &codepoint) == 4 && codepoint == 0x1f600);
	CHECK(fr_text_utf8("\xf4\x90\x80\x80", 4, &codepoint) == 0);
	CHECK(fr_text_distance("ai_provder", "ai_provider") == 1);
	CHECK(fr_text_distance("", "abc") == 3);
	CHECK(fr_text_distance("same", "same") == 0);
	CHECK(fr_text_distance("0123456789012345678901234567890123456789012345678901234567890123456789", "x") ==
	      INT_MAX);
	return check_end();
}
