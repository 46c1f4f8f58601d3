/* What stands in a block: text, and how it is marked. */
#include <string.h>

#include "markdown_internal.h"

void fr_markdown_set_style(struct fr_markdown *md, unsigned style)
{
	md->style = style;
	if (md->look->color)
		fr_styled_mark(&md->text, style);
}

static unsigned style_of(MD_SPANTYPE type)
{
	switch (type) {
	case MD_SPAN_EM:
		return FR_STYLE_EMPHASIS;
	case MD_SPAN_STRONG:
		return FR_STYLE_STRONG;
	case MD_SPAN_CODE:
		return FR_STYLE_CODE;
	case MD_SPAN_DEL:
		return FR_STYLE_STRUCK;
	case MD_SPAN_A:
		return FR_STYLE_LINK;
	default:
		return 0;
	}
}

/* Without color Markdown's own marks say the same. */
static void put_mark(struct fr_markdown *md, MD_SPANTYPE type)
{
	static const char *const marks[] = {
		[MD_SPAN_EM] = "*", [MD_SPAN_STRONG] = "**", [MD_SPAN_CODE] = "`", [MD_SPAN_DEL] = "~~"
	};

	if (!md->look->color && type < sizeof(marks) / sizeof(marks[0]) && marks[type] != NULL)
		fr_bytes_text(&md->text, marks[type]);
}

int fr_markdown_enter_span(MD_SPANTYPE type, void *detail, void *state)
{
	struct fr_markdown *md = state;

	(void)detail;
	put_mark(md, type);
	fr_markdown_set_style(md, md->style | style_of(type));
	return 0;
}

/* Where a link leads, unless its words say so. */
static void put_destination(struct fr_markdown *md, const MD_ATTRIBUTE *href)
{
	size_t length = href->size;

	if (length == 0 ||
	    (md->text.length >= length && memcmp(md->text.data + md->text.length - length, href->text, length) == 0))
		return;
	fr_markdown_set_style(md, md->style & ~(unsigned)FR_STYLE_LINK);
	fr_bytes_text(&md->text, " <");
	for (size_t i = 0; i < length; i++)
		fr_bytes_add(&md->text, href->text[i] == '\n' || href->text[i] == '\t' ? " " : href->text + i, 1);
	fr_bytes_text(&md->text, ">");
}

int fr_markdown_leave_span(MD_SPANTYPE type, void *detail, void *state)
{
	struct fr_markdown *md = state;

	put_mark(md, type);
	if (type == MD_SPAN_A)
		put_destination(md, &((MD_SPAN_A_DETAIL *)detail)->href);
	if (type == MD_SPAN_IMG)
		put_destination(md, &((MD_SPAN_IMG_DETAIL *)detail)->src);
	fr_markdown_set_style(md, (md->style & ~style_of(type)) | (md->heading > 0 ? FR_STYLE_STRONG : 0));
	return 0;
}

/* Those that stand for a character of Markdown's own or of HTML's. Others are shown as they are written. */
static void put_entity(struct fr_markdown *md, const char *text, size_t length)
{
	static const struct {
		const char *entity, *text;
	} known[] = { { "&lt;", "<" },  { "&gt;", ">" },   { "&amp;", "&" }, { "&quot;", "\"" },
		      { "&#39;", "'" }, { "&apos;", "'" }, { "&nbsp;", " " } };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strlen(known[i].entity) == length && memcmp(known[i].entity, text, length) == 0) {
			fr_bytes_text(&md->text, known[i].text);
			return;
		}
	fr_bytes_add(&md->text, text, length);
}

/* The bytes of "[lock_summary 2, settings]", the rows that figures stand in; 0 when nothing of the kind begins at text.
 */
static size_t reference(const char *text, size_t length)
{
	size_t at = 1;

	if (length < 3 || text[0] != '[' || text[1] < 'a' || text[1] > 'z')
		return 0;
	while (at < length && (text[at] == '_' || text[at] == ' ' || text[at] == ',' ||
			       (text[at] >= 'a' && text[at] <= 'z') || (text[at] >= '0' && text[at] <= '9')))
		at++;
	return at < length && text[at] == ']' ? at + 1 : 0;
}

static void put_reference(struct fr_markdown *md, const char *text, size_t length)
{
	unsigned style = md->style;

	fr_markdown_set_style(md, style | FR_STYLE_FAINT);
	fr_bytes_add(&md->text, text, length);
	fr_markdown_set_style(md, style);
}

int fr_markdown_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE length, void *state)
{
	struct fr_markdown *md = state;

	switch (type) {
	case MD_TEXT_BR:
		fr_bytes_text(&md->text, "\n");
		break;
	case MD_TEXT_SOFTBR:
		fr_bytes_text(&md->text, " ");
		break;
	case MD_TEXT_ENTITY:
		put_entity(md, text, length);
		break;
	default:
		fr_bytes_reserve(&md->text, length);
		for (MD_SIZE i = 0, bytes; i < length; i += bytes) {
			bytes = md->code || type == MD_TEXT_CODE ? 0 : (MD_SIZE)reference(text + i, length - i);
			if (bytes > 0)
				put_reference(md, text + i, bytes);
			else
				fr_bytes_add(&md->text,
					     !md->code && (text[i] == '\n' || text[i] == '\t') ? " " : text + i,
					     bytes = 1);
		}
	}
	return 0;
}
