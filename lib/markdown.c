#include "markdown.h"

#include <stdlib.h>
#include <string.h>

#include "markdown_internal.h"
#include "text.h"

#define NARROWEST 20 /* what deep lists leave for their text */
#define CODE_INDENT "    "

static size_t shown_margins(const struct fr_markdown *md)
{
	return md->margins < FR_MARKDOWN_DEPTH ? md->margins : FR_MARKDOWN_DEPTH;
}

void fr_markdown_begin_line(struct fr_markdown *md)
{
	if (md->gap) {
		struct fr_bytes rest = { 0 };

		for (size_t i = 0; i < shown_margins(md); i++)
			fr_bytes_text(&rest, md->margin[i].begun ? md->margin[i].rest : "");
		while (rest.length > 0 && rest.data[rest.length - 1] == ' ')
			rest.length--;
		fr_bytes_text(&rest, "\n");
		fwrite(rest.data, 1, rest.length, md->out);
		fr_bytes_release(&rest);
	}
	md->gap = false;
	for (size_t i = 0; i < shown_margins(md); i++) {
		fputs(md->margin[i].begun ? md->margin[i].rest : md->margin[i].first, md->out);
		md->margin[i].begun = true;
	}
}

size_t fr_markdown_room(const struct fr_markdown *md)
{
	size_t width = (size_t)md->look->width, taken = 0;

	for (size_t i = 0; i < shown_margins(md); i++)
		taken += fr_styled_columns(md->margin[i].rest, strlen(md->margin[i].rest));
	if (width == 0)
		return 0;
	return width > taken + NARROWEST ? width - taken : NARROWEST;
}

/* Has the list that we are in its items without blank lines between? */
static bool tight(const struct fr_markdown *md)
{
	return md->lists > 0 && md->lists <= FR_MARKDOWN_DEPTH && md->list[md->lists - 1].tight;
}

/* The block that was read, as lines. */
static void put_block(struct fr_markdown *md)
{
	struct fr_styled rest = { md->text.data, md->text.length, 0 };
	struct fr_styled_line line;

	if (md->text.length == 0)
		return;
	while (fr_styled_next(&rest, md->code ? 0 : fr_markdown_room(md), false, &line)) {
		fr_markdown_begin_line(md);
		if (md->code) {
			fputs(line.length > 0 ? CODE_INDENT : "", md->out);
			line.style = FR_STYLE_CODE;
		}
		fr_styled_write(md->out, &line, md->look->color);
		putc('\n', md->out);
	}
	md->text.length = 0;
	md->gap = !tight(md) || md->heading > 0;
}

static void push(struct fr_markdown *md, const char *first, const char *rest)
{
	if (md->margins < FR_MARKDOWN_DEPTH) {
		struct fr_markdown_margin *margin = &md->margin[md->margins];

		snprintf(margin->first, sizeof(margin->first), "%s", first);
		snprintf(margin->rest, sizeof(margin->rest), "%s", rest);
		margin->begun = false;
	}
	md->margins++;
}

static void enter_item(struct fr_markdown *md)
{
	struct fr_markdown_list *list = &md->list[(md->lists < FR_MARKDOWN_DEPTH ? md->lists : FR_MARKDOWN_DEPTH) - 1];
	char first[16], rest[16];

	if (list->mark == '.' || list->mark == ')')
		snprintf(first, sizeof(first), "%u%c ", list->next++, list->mark);
	else
		snprintf(first, sizeof(first), "%c ", list->mark);
	snprintf(rest, sizeof(rest), "%*s", (int)strlen(first), "");
	push(md, first, rest);
}

static void enter_list(struct fr_markdown *md, struct fr_markdown_list list)
{
	if (md->lists < FR_MARKDOWN_DEPTH)
		md->list[md->lists] = list;
	md->lists++;
}

static void leave_item(struct fr_markdown *md)
{
	if (md->margins <= FR_MARKDOWN_DEPTH && !md->margin[md->margins - 1].begun) { /* an empty one */
		fr_markdown_begin_line(md);
		putc('\n', md->out);
	}
	md->margins--;
	md->gap = !tight(md);
}

static void enter_heading(struct fr_markdown *md, unsigned level)
{
	md->heading = level;
	if (md->look->color)
		fr_markdown_set_style(md, FR_STYLE_STRONG);
	else
		fr_bytes_text(&md->text, &"###### "[6 - level]);
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *state)
{
	struct fr_markdown *md = state;

	put_block(md); /* the text of an item, before what stands below it */
	switch (type) {
	case MD_BLOCK_QUOTE:
		push(md, "| ", "| ");
		break;
	case MD_BLOCK_UL:
		enter_list(md, (struct fr_markdown_list){ .mark = ((MD_BLOCK_UL_DETAIL *)detail)->mark,
							  .tight = ((MD_BLOCK_UL_DETAIL *)detail)->is_tight });
		break;
	case MD_BLOCK_OL:
		enter_list(md, (struct fr_markdown_list){ .next = ((MD_BLOCK_OL_DETAIL *)detail)->start,
							  .mark = ((MD_BLOCK_OL_DETAIL *)detail)->mark_delimiter,
							  .tight = ((MD_BLOCK_OL_DETAIL *)detail)->is_tight });
		break;
	case MD_BLOCK_LI:
		enter_item(md);
		break;
	case MD_BLOCK_H:
		enter_heading(md, ((MD_BLOCK_H_DETAIL *)detail)->level);
		break;
	case MD_BLOCK_CODE:
		md->code = true;
		break;
	case MD_BLOCK_HR:
		fr_bytes_text(&md->text, "---");
		break;
	case MD_BLOCK_TABLE:
		fr_markdown_table_begin(md, ((MD_BLOCK_TABLE_DETAIL *)detail)->col_count);
		break;
	default:
		break;
	}
	return 0;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *state)
{
	struct fr_markdown *md = state;

	if (type == MD_BLOCK_TH || type == MD_BLOCK_TD)
		fr_markdown_table_cell(md, ((MD_BLOCK_TD_DETAIL *)detail)->align, type == MD_BLOCK_TH);
	put_block(md);
	switch (type) {
	case MD_BLOCK_QUOTE:
		md->margins--;
		md->gap = true;
		break;
	case MD_BLOCK_UL:
	case MD_BLOCK_OL:
		md->lists--;
		md->gap = !tight(md);
		break;
	case MD_BLOCK_LI:
		leave_item(md);
		break;
	case MD_BLOCK_TABLE:
		fr_markdown_table_end(md);
		break;
	default:
		break;
	}
	md->code = false;
	md->heading = 0;
	md->style = 0;
	return 0;
}

static void render(FILE *out, const struct fr_markdown_look *look, const char *text, size_t length)
{
	static const MD_PARSER parser = {
		.flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_NOHTML,
		.enter_block = enter_block,
		.leave_block = leave_block,
		.enter_span = fr_markdown_enter_span,
		.leave_span = fr_markdown_leave_span,
		.text = fr_markdown_text,
	};
	struct fr_markdown md = { .out = out, .look = look };

	if (md_parse(text, (MD_SIZE)length, &parser, &md) != 0)
		abort(); /* out of memory: our callbacks do not fail */
	fr_bytes_release(&md.text);
}

void fr_markdown_write(FILE *out, const struct fr_markdown_look *look, const char *text, size_t length)
{
	char *masked = NULL;
	size_t bytes = 0;
	FILE *memory;

	if (look->width == 0 && !look->color) { /* no terminal: Markdown is what its reader wants */
		fr_text_write(out, text, length, FR_MASK_KEEP_LINES);
		if (length > 0 && text[length - 1] != '\n')
			putc('\n', out);
		return;
	}
	memory = open_memstream(&masked, &bytes); /* masked first, so that nothing on the way can bring it back */
	if (memory == NULL)
		abort();
	fr_text_write(memory, text, length, FR_MASK_KEEP_LINES);
	fclose(memory);
	render(out, look, masked, bytes);
	free(masked);
}
