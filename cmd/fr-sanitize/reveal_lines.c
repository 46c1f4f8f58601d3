#include "reveal_lines.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "json_write.h"
#include "reveal.h"
#include "text.h"

static void write_text(const char *text, size_t length)
{
	if (isatty(STDOUT_FILENO))
		fr_text_write(stdout, text, length, FR_MASK_KEEP_LINES);
	else
		fwrite(text, 1, length, stdout);
}

static void reveal_text(const struct fr_pseudonyms *table, const char *line, size_t length)
{
	struct fr_bytes out = { 0 };

	fr_reveal(table, line, length, &out);
	write_text(out.data != NULL ? out.data : "", out.length);
	fr_bytes_release(&out);
}

/* A name may hold quotes and backslashes, so JSON is taken apart and written anew. */
static int reveal_json(const struct fr_pseudonyms *table, const char *line, size_t length)
{
	jv value = line[0] == '{' || line[0] == '[' ? jv_parse_sized(line, (int)length) : jv_invalid();

	if (!jv_is_valid(value)) {
		jv_free(value);
		return -1;
	}
	fr_json_write_line(stdout, fr_reveal_value(table, value));
	return 0;
}

enum fr_exit reveal_lines(void)
{
	struct fr_pseudonyms table;
	struct fr_error err = { 0 };
	enum fr_exit worst = FR_EX_OK;
	char *line = NULL;
	size_t size = 0;
	ssize_t length;

	if (fr_pseudonyms_open(&table, false, &err) < 0)
		fr_die(&err);
	while ((length = getline(&line, &size, stdin)) > 0 && !ferror(stdout))
		if (reveal_json(&table, line, (size_t)length) < 0)
			reveal_text(&table, line, (size_t)length);
	if (ferror(stdin)) {
		fr_error_set(&err, FR_EX_IOERR, "cannot read stdin: %s", strerror(errno));
		fr_report(&err);
		worst = FR_EX_IOERR;
	}
	free(line);
	fr_pseudonyms_close(&table);
	return worst;
}
