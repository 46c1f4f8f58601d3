#include <stdlib.h>
#include <string.h>

#include "markdown_internal.h"

#define BETWEEN 2 /* columns between two cells */
#define COLUMN_LEAST 6

void fr_markdown_table_begin(struct fr_markdown *md, size_t columns)
{
	md->table = (struct fr_markdown_table){ .columns = columns };
	md->table.aligns = calloc(columns, sizeof(*md->table.aligns));
	if (md->table.aligns == NULL)
		abort();
}

void fr_markdown_table_cell(struct fr_markdown *md, MD_ALIGN align, bool head)
{
	struct fr_markdown_table *table = &md->table;

	if (table->count == table->room) {
		table->room = table->room > 0 ? 2 * table->room : 32;
		table->cells = reallocarray(table->cells, table->room, sizeof(*table->cells));
		if (table->cells == NULL)
			abort();
	}
	table->aligns[table->count % table->columns] = align;
	table->cells[table->count++] = (struct fr_markdown_cell){ md->text.data, md->text.length };
	table->heads += head;
	md->text = (struct fr_bytes){ 0 };
}

/* The width of each column: as its widest cell, the widest ones less where all do not fit. */
static void fit(const struct fr_markdown_table *table, size_t room, size_t *widths)
{
	size_t total = (table->columns - 1) * BETWEEN;

	for (size_t i = 0; i < table->count; i++) {
		size_t columns = fr_styled_columns(table->cells[i].text, table->cells[i].length);
		size_t *width = &widths[i % table->columns];

		if (columns > *width) {
			total += columns - *width;
			*width = columns;
		}
	}
	while (room > 0 && total > room) {
		size_t widest = 0, second = 0, less;

		for (size_t i = 1; i < table->columns; i++)
			if (widths[i] > widths[widest])
				widest = i;
		for (size_t i = 0; i < table->columns; i++)
			if (i != widest && widths[i] > second)
				second = widths[i];
		if (widths[widest] <= COLUMN_LEAST)
			return; /* too many columns for any terminal */
		second = second < COLUMN_LEAST ? COLUMN_LEAST : second;
		less = widths[widest] > second ? widths[widest] - second : 1;
		less = less > total - room ? total - room : less;
		widths[widest] -= less;
		total -= less;
	}
}

static void put_padded(struct fr_markdown *md, const struct fr_styled_line *line, size_t width, MD_ALIGN align,
		       bool last)
{
	size_t spare = width > line->columns ? width - line->columns : 0;
	size_t before = align == MD_ALIGN_RIGHT ? spare : align == MD_ALIGN_CENTER ? spare / 2 : 0;

	fprintf(md->out, "%*s", (int)before, "");
	fr_styled_write(md->out, line, md->look->color);
	if (!last)
		fprintf(md->out, "%*s", (int)(spare - before) + BETWEEN, "");
}

/* One line of a row; false when no cell has any left. */
static bool put_row_line(struct fr_markdown *md, struct fr_styled *rests, const size_t *widths, bool head)
{
	const struct fr_markdown_table *table = &md->table;
	bool any = false;

	for (size_t i = 0; i < table->columns; i++)
		any |= rests[i].length > 0;
	if (!any)
		return false;
	fr_markdown_begin_line(md);
	for (size_t i = 0; i < table->columns; i++) {
		struct fr_styled_line line = { 0 };

		fr_styled_next(&rests[i], widths[i], true, &line);
		line.style |= head ? FR_STYLE_STRONG : 0;
		put_padded(md, &line, widths[i], table->aligns[i], i + 1 == table->columns);
	}
	putc('\n', md->out);
	return true;
}

static void put_row(struct fr_markdown *md, size_t row, struct fr_styled *rests, const size_t *widths)
{
	const struct fr_markdown_table *table = &md->table;
	bool head = row * table->columns < table->heads;

	for (size_t i = 0; i < table->columns; i++) {
		const struct fr_markdown_cell *cell = &table->cells[row * table->columns + i];

		rests[i] = (struct fr_styled){ cell->text, cell->length, head ? FR_STYLE_STRONG : 0 };
	}
	while (put_row_line(md, rests, widths, head))
		continue;
	if (!head || (row + 1) * table->columns < table->heads)
		return;
	fr_markdown_begin_line(md);
	for (size_t i = 0; i < table->columns; i++) {
		for (size_t dash = 0; dash < widths[i]; dash++)
			putc('-', md->out);
		fprintf(md->out, "%*s", i + 1 < table->columns ? BETWEEN : 0, "");
	}
	putc('\n', md->out);
}

void fr_markdown_table_end(struct fr_markdown *md)
{
	struct fr_markdown_table *table = &md->table;
	size_t *widths = calloc(table->columns, sizeof(*widths));
	struct fr_styled *rests = calloc(table->columns, sizeof(*rests));

	if (widths == NULL || rests == NULL)
		abort();
	fit(table, fr_markdown_room(md), widths);
	for (size_t row = 0; (row + 1) * table->columns <= table->count; row++)
		put_row(md, row, rests, widths);
	for (size_t i = 0; i < table->count; i++)
		free(table->cells[i].text);
	free(table->cells);
	free(table->aligns);
	free(widths);
	free(rests);
	*table = (struct fr_markdown_table){ 0 };
	md->gap = true;
}
