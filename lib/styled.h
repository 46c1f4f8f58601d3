/*
 * styled.h: text in lines that fit a terminal, in its columns, with styles that cost none.
 *
 * Styled text is UTF-8 without control characters but these: a line feed ends a line, and the two bytes that
 * fr_styled_mark writes change the style of what follows.
 *
 *	struct fr_styled rest = { text, length, 0 };
 *	struct fr_styled_line line;
 *
 *	while (fr_styled_next(&rest, 80, false, &line)) {
 *		fr_styled_write(stdout, &line, true);
 *		putchar('\n');
 *	}
 */
#ifndef FR_STYLED_H
#define FR_STYLED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "bytes.h"

/* Bits: a text may have several. */
enum fr_style {
	FR_STYLE_STRONG = 1,
	FR_STYLE_EMPHASIS = 2,
	FR_STYLE_CODE = 4,
	FR_STYLE_STRUCK = 8,
	FR_STYLE_LINK = 16,
	FR_STYLE_FAINT = 32,
};

struct fr_styled {
	const char *text; /* borrowed */
	size_t length;
	unsigned style; /* that it begins with */
};

struct fr_styled_line {
	const char *text;
	size_t length;
	size_t columns;
	unsigned style;
};

/* What follows has this style, and no other. */
void fr_styled_mark(struct fr_bytes *text, unsigned style);

/* How many columns a terminal shows the text in: wide characters take two, combining ones none, marks none. */
size_t fr_styled_columns(const char *text, size_t length);

/* How many bytes from its beginning fit into so many columns. */
size_t fr_styled_fit(const char *text, size_t length, size_t columns);

/*
 * Take the next line of at most width columns (0: as wide as it is) from rest; false when there is none. Lines break at
 * spaces and beside wide characters; a longer word stays whole, or is cut where cut says so.
 */
bool fr_styled_next(struct fr_styled *rest, size_t width, bool cut, struct fr_styled_line *line);

/* Write a line, without its end. With color its styles are escape sequences, that end with it. */
void fr_styled_write(FILE *out, const struct fr_styled_line *line, bool color);

#endif
