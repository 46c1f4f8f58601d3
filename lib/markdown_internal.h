/* markdown_internal.h: for lib/markdown*.c only. */
#ifndef FR_MARKDOWN_INTERNAL_H
#define FR_MARKDOWN_INTERNAL_H

#include <md4c.h>

#include "bytes.h"
#include "markdown.h"
#include "styled.h"

/* What the lines of a list item or a quotation begin with. */
struct fr_markdown_margin {
	char first[16]; /* of its first line: "1. " */
	char rest[16];  /* of the others: "   " */
	bool begun;
};

#define FR_MARKDOWN_DEPTH 16 /* deeper lists and quotations are not indented further */

struct fr_markdown_list {
	unsigned next; /* number of the next item; 0 in a list without */
	char mark;     /* behind the number, or instead of one */
	bool tight;    /* no blank lines between its items */
};

struct fr_markdown_cell {
	char *text; /* styled */
	size_t length;
};

struct fr_markdown_table {
	size_t columns, count; /* cells in a row; cells in all */
	size_t room;
	size_t heads; /* of the cells: in the head */
	struct fr_markdown_cell *cells;
	MD_ALIGN *aligns; /* of columns */
};

struct fr_markdown {
	FILE *out;
	const struct fr_markdown_look *look;
	struct fr_bytes text; /* styled: of the block that is being read */
	unsigned style;
	unsigned heading;      /* its level, in one */
	bool code;             /* in a block of it */
	bool gap;              /* a blank line is due before the next block */
	size_t margins, lists; /* how many we are in; the innermost may be too deep to be shown */
	struct fr_markdown_margin margin[FR_MARKDOWN_DEPTH];
	struct fr_markdown_list list[FR_MARKDOWN_DEPTH];
	struct fr_markdown_table table;
};

/* Begin a line: what is due before it, and the margins. */
void fr_markdown_begin_line(struct fr_markdown *md);

/* The columns that are left between the margins; 0 for any number. */
size_t fr_markdown_room(const struct fr_markdown *md);

/* What follows in the block is in that style. */
void fr_markdown_set_style(struct fr_markdown *md, unsigned style);

/* md4c's callbacks for what stands in a block; state is a struct fr_markdown. They cannot fail, and give 0. */
int fr_markdown_enter_span(MD_SPANTYPE type, void *detail, void *state);
int fr_markdown_leave_span(MD_SPANTYPE type, void *detail, void *state);
int fr_markdown_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE length, void *state);

/* The tables' part of the blocks. */
void fr_markdown_table_begin(struct fr_markdown *md, size_t columns);
void fr_markdown_table_cell(struct fr_markdown *md, MD_ALIGN align, bool head);
void fr_markdown_table_end(struct fr_markdown *md);

#endif
