#include "styled.h"

#include <locale.h>
#include <wchar.h>

#include "text.h"

#define MARK '\001' /* the style follows, in a byte that is a printable character */

void fr_styled_mark(struct fr_bytes *text, unsigned style)
{
	char mark[2] = { MARK, (char)(0x40 | style) };

	fr_bytes_add(text, mark, sizeof(mark));
}

/* What the C library knows of Unicode, whatever the user's locale is. */
static size_t width_of(unsigned codepoint)
{
	static locale_t unicode;
	locale_t before;
	int width;

	if (codepoint < 0x7f)
		return codepoint >= 0x20;
	if (unicode == NULL)
		unicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", NULL);
	if (unicode == NULL)
		return 1;
	before = uselocale(unicode);
	width = wcwidth((wchar_t)codepoint);
	uselocale(before);
	return width >= 0 ? (size_t)width : 1;
}

/* What stands at text, of length > 0: its bytes, and its columns. A mark changes *style. */
static size_t step(const char *text, size_t length, size_t *columns, unsigned *style)
{
	unsigned codepoint = 0;
	size_t bytes;

	if (*text == MARK && length >= 2) {
		*style = (unsigned char)text[1] & 0x3f;
		*columns = 0;
		return 2;
	}
	bytes = fr_text_utf8(text, length, &codepoint);
	*columns = bytes > 0 ? width_of(codepoint) : 1;
	return bytes > 0 ? bytes : 1;
}

size_t fr_styled_columns(const char *text, size_t length)
{
	size_t total = 0, columns;
	unsigned style;

	for (size_t at = 0; at < length; total += columns)
		at += step(text + at, length - at, &columns, &style);
	return total;
}

size_t fr_styled_fit(const char *text, size_t length, size_t most)
{
	size_t total = 0, columns;
	unsigned style;

	for (size_t at = 0; at < length; total += columns) {
		size_t bytes = step(text + at, length - at, &columns, &style);

		if (total + columns > most)
			return at;
		at += bytes;
	}
	return length;
}

/* A place to end a line at, and where the next one begins. */
struct end {
	size_t at, next;
	size_t columns;
	unsigned style; /* of the next line */
};

/* How far the line that begins at text goes. */
static struct end find_end(const struct fr_styled *rest, size_t width, bool cut)
{
	struct end here = { 0, 0, 0, rest->style }, last = { 0 };
	bool may_end = false, wide = false, word = false;

	while (here.at < rest->length && rest->text[here.at] != '\n') {
		const char *text = rest->text + here.at;
		size_t columns;
		unsigned style = here.style;
		size_t bytes = step(text, rest->length - here.at, &columns, &style);

		if (word && (*text == ' ' || ((columns > 1 || wide) && columns > 0))) {
			may_end = true;
			last = here;
			last.next = here.at + (*text == ' ' ? bytes : 0);
		}
		if (width > 0 && *text != ' ' && here.columns + columns > width) {
			if (may_end)
				return last;
			if (cut && here.columns > 0)
				return (struct end){ here.at, here.at, here.columns, here.style };
		}
		word |= columns > 0 && *text != ' ';
		wide = columns > 1 || (wide && columns == 0);
		here.at += bytes;
		here.columns += columns;
		here.style = style;
	}
	here.next = here.at + (here.at < rest->length);
	return here;
}

static void take(struct fr_styled *rest, size_t bytes)
{
	rest->text += bytes;
	rest->length -= bytes;
}

bool fr_styled_next(struct fr_styled *rest, size_t width, bool cut, struct fr_styled_line *line)
{
	struct end end;
	bool by_feed;

	if (rest->length == 0)
		return false;
	end = find_end(rest, width, cut);
	by_feed = end.at < rest->length && rest->text[end.at] == '\n';
	*line = (struct fr_styled_line){ rest->text, end.at, end.columns, rest->style };
	while (line->length > 0 && line->text[line->length - 1] == ' ') {
		line->length--;
		line->columns--;
	}
	take(rest, end.next);
	rest->style = end.style;
	while (!by_feed && rest->length > 0 && *rest->text == ' ')
		take(rest, 1);
	return true;
}

static void change_style(FILE *out, unsigned before, unsigned style)
{
	static const char *const codes[] = { "1", "3", "36", "9", "4", "2" };

	if (before != 0)
		fputs("\033[0m", out);
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if ((style & 1U << i) != 0)
			fprintf(out, "\033[%sm", codes[i]);
}

void fr_styled_write(FILE *out, const struct fr_styled_line *line, bool color)
{
	unsigned wanted = line->style, shown = 0;

	for (size_t at = 0; at < line->length;) {
		size_t columns;
		size_t bytes = step(line->text + at, line->length - at, &columns, &wanted);

		if (line->text[at] != MARK) {
			if (color && wanted != shown)
				change_style(out, shown, wanted);
			shown = wanted;
			fwrite(line->text + at, 1, bytes, out);
		}
		at += bytes;
	}
	if (color)
		change_style(out, shown, 0);
}
