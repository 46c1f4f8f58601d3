#include "look.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define NARROWEST 40
#define WIDEST 100 /* longer lines are hard to read */

int fr_color_named(const char *name, enum fr_color *color)
{
	static const char *const names[] = { "auto", "always", "never" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(name, names[i]) == 0) {
			*color = (enum fr_color)i;
			return 0;
		}
	return -1;
}

int fr_look_columns(FILE *out)
{
	const char *variable = getenv("COLUMNS");
	struct winsize size;
	int columns = ioctl(fileno(out), TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;

	if (!isatty(fileno(out)))
		return 0;
	if (columns == 0 && variable != NULL)
		columns = (int)strtol(variable, NULL, 10);
	return columns <= 0 ? 80 : columns < NARROWEST ? NARROWEST : columns;
}

static bool terminal_has_color(void)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	return (no_color == NULL || no_color[0] == '\0') && term != NULL && strcmp(term, "dumb") != 0;
}

struct fr_markdown_look fr_look_of(FILE *out, enum fr_color color)
{
	int columns = fr_look_columns(out);

	return (struct fr_markdown_look){
		.width = columns < WIDEST ? columns : WIDEST,
		.color = color == FR_COLOR_ALWAYS || (color == FR_COLOR_AUTO && columns > 0 && terminal_has_color()),
	};
}
