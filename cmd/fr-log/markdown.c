#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "fr-log.h"
#include "text.h"

#define NARROWEST 40
#define WIDEST 100 /* longer lines are hard to read */

static int columns_of(int fd)
{
	const char *variable = getenv("COLUMNS");
	struct winsize size;
	int columns = ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;

	if (columns == 0 && variable != NULL)
		columns = (int)strtol(variable, NULL, 10);
	if (columns <= 0)
		columns = 80;
	return columns < NARROWEST ? NARROWEST : columns > WIDEST ? WIDEST : columns;
}

struct fr_log_look fr_log_look_of(FILE *out)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
	struct fr_log_look look = { 0 };

	if (!isatty(fileno(out)))
		return look;
	look.width = columns_of(fileno(out));
	look.color = (no_color == NULL || no_color[0] == '\0') && term != NULL && strcmp(term, "dumb") != 0;
	return look;
}

/* How many columns the text takes, if each character takes one. */
static size_t columns(const char *text, size_t length)
{
	size_t count = 0;

	for (size_t i = 0; i < length; i++)
		count += ((unsigned char)text[i] & 0xc0) != 0x80;
	return count;
}

/* The words of a line between spaces; lines that follow the first begin with hang spaces. Longer words stay whole. */
static void wrap(FILE *out, const char *line, size_t length, size_t width, size_t hang)
{
	size_t column = 0, at = 0;

	while (at < length) {
		size_t spaces = 0, word = 0, taken;

		while (at + spaces < length && line[at + spaces] == ' ')
			spaces++;
		while (at + spaces + word < length && line[at + spaces + word] != ' ')
			word++;
		taken = columns(line + at + spaces, word);
		if (word > 0 && column > hang && column + spaces + taken > width) {
			fprintf(out, "\n%*s", (int)hang, "");
			column = hang;
		} else {
			fprintf(out, "%*s", (int)spaces, "");
			column += spaces;
		}
		fwrite(line + at + spaces, 1, word, out);
		column += taken;
		at += spaces + word;
	}
}

/* How far the text of a list item is from the margin, and of anything else its indent. */
static size_t hang_of(const char *line, size_t length)
{
	size_t indent = 0, digits = 0;

	while (indent < length && line[indent] == ' ')
		indent++;
	if (indent + 1 < length && strchr("-*+", line[indent]) != NULL && line[indent + 1] == ' ')
		return indent + 2;
	while (indent + digits < length && line[indent + digits] >= '0' && line[indent + digits] <= '9')
		digits++;
	if (digits > 0 && indent + digits + 1 < length && strchr(".)", line[indent + digits]) != NULL &&
	    line[indent + digits + 1] == ' ')
		return indent + digits + 2;
	return indent;
}

static size_t heading_marks(const char *line, size_t length)
{
	size_t marks = 0;

	while (marks < length && line[marks] == '#')
		marks++;
	return marks >= 1 && marks <= 6 && marks < length && line[marks] == ' ' ? marks + 1 : 0;
}

static bool fence(const char *line, size_t length)
{
	size_t indent = 0;

	while (indent < length && line[indent] == ' ')
		indent++;
	return length - indent >= 3 && (strncmp(line + indent, "```", 3) == 0 || strncmp(line + indent, "~~~", 3) == 0);
}

static void print_line(FILE *out, const struct fr_log_look *look, const char *line, size_t length, bool code)
{
	size_t marks = code ? 0 : heading_marks(line, length);
	size_t hang = hang_of(line, length);

	if (marks > 0 && look->color)
		fprintf(out, "\033[1m%.*s\033[0m", (int)(length - marks), line + marks);
	else if (code || look->width == 0 || length == 0 || line[0] == '|' || line[0] == '>' || line[0] == '\t' ||
		 hang + 10 > (size_t)look->width)
		fwrite(line, 1, length, out);
	else
		wrap(out, line, length, (size_t)look->width, hang);
	putc('\n', out);
}

void fr_log_markdown(FILE *out, const struct fr_log_look *look, const char *text, size_t length)
{
	char *masked = NULL;
	size_t bytes = 0;
	FILE *memory = open_memstream(&masked, &bytes);
	bool code = false;

	if (memory == NULL)
		abort();
	fr_text_write(memory, text, length, FR_MASK_KEEP_LINES);
	fclose(memory);
	for (size_t at = 0; at < bytes;) {
		const char *line = masked + at;
		const char *newline = memchr(line, '\n', bytes - at);
		size_t line_bytes = newline != NULL ? (size_t)(newline - line) : bytes - at;
		bool fenced = fence(line, line_bytes);

		print_line(out, look, line, line_bytes, code || fenced);
		code ^= fenced;
		at += line_bytes + 1;
	}
	free(masked);
}
