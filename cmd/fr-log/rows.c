#include "rows.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "json.h"
#include "json_write.h"
#include "styled.h"
#include "text.h"

static char *masked(const char *text, enum fr_text_mask mask)
{
	char *made = NULL;
	size_t bytes = 0;
	FILE *memory = open_memstream(&made, &bytes);

	if (memory == NULL)
		abort();
	fr_text_write(memory, text, strlen(text), mask);
	fclose(memory);
	return made;
}

/* With commas between. Consumes list. */
static jv joined(jv list)
{
	jv all = jv_string_empty(0);

	jv_array_foreach (list, i, item) {
		if (i > 0)
			all = jv_string_append_str(all, ", ");
		all = jv_string_concat(all, jv_get_kind(item) == JV_KIND_STRING ? item : jv_dump_string(item, 0));
	}
	jv_free(list);
	return all;
}

/* The value as a human writes it; NULL when there is none. The caller frees it. */
static char *words_of(jv row, const struct fr_log_column *column)
{
	jv value = fr_json_get(row, column->key);
	char *words = NULL;

	if ((column->kind == FR_LOG_LIST || column->kind == FR_LOG_ABOUT) && jv_get_kind(value) == JV_KIND_ARRAY)
		value = joined(value);
	if (jv_get_kind(value) == JV_KIND_NUMBER) {
		int places = column->kind == FR_LOG_USD ? 6 : column->kind == FR_LOG_PERCENT ? 1 : 0;

		if (asprintf(&words, "%.*f", places, jv_number_value(value)) < 0)
			abort();
	} else if (jv_is_valid(value) && jv_get_kind(value) != JV_KIND_NULL) {
		if (jv_get_kind(value) != JV_KIND_STRING)
			value = jv_dump_string(value, 0);
		words = strdup(jv_string_value(value));
	}
	jv_free(value);
	return words;
}

/* One space for every run of blanks and line ends, in place. */
static void squeeze(char *text)
{
	char *to = text;

	for (const char *from = text; *from != '\0'; from++) {
		bool blank = strchr(" \t\r\n", *from) != NULL;

		if (!blank)
			*to++ = *from;
		else if (to > text && to[-1] != ' ')
			*to++ = ' ';
	}
	*to = '\0';
}

static char *cell_of(jv row, const struct fr_log_column *column)
{
	char *words = column->kind == FR_LOG_ABOUT ? fr_json_text(row, "question") : NULL, *cell;

	if (words == NULL)
		words = words_of(row, column);

	if (words == NULL || words[0] == '\0') {
		free(words);
		return strdup("-");
	}
	squeeze(words);
	if (column->kind == FR_LOG_ID && strlen(words) > 18)
		words[18] = '\0';
	if (column->kind == FR_LOG_TIME && strlen(words) > 16) { /* 2026-11-23T10:00:00.000000Z */
		words[10] = ' ';
		words[16] = '\0';
	}
	if (column->kind == FR_LOG_YES_NO)
		cell = strdup(words[0] == 't' ? "yes" : "no");
	else
		cell = masked(words, FR_MASK_ALL);
	free(words);
	return cell;
}

static bool is_number(const struct fr_log_column *column)
{
	return column->kind >= FR_LOG_COUNT;
}

/* One cell, filled up to its width; the last one cut to what the terminal has left. */
static void put_cell(const char *cell, size_t width, bool right, bool last, size_t room)
{
	size_t bytes = strlen(cell), taken = fr_styled_columns(cell, bytes);
	int fill = width > taken ? (int)(width - taken) : 0;

	if (last && !right && room > 0 && taken > room)
		printf("%.*s…", (int)fr_styled_fit(cell, bytes, room - 1), cell);
	else
		printf("%*s%s%*s", right ? fill : 0, "", cell, right || last ? 0 : fill, "");
	fputs(last ? "\n" : "  ", stdout);
}

static const struct fr_log_column *last_of(const struct fr_log_column *columns)
{
	const struct fr_log_column *last = columns;

	for (; columns->key != NULL; columns++)
		if (columns->heading != NULL)
			last = columns;
	return last;
}

/* Consumes row; jv_invalid() is the head. */
static void put_line(const struct fr_log_rows *rows, jv row, const size_t *widths)
{
	const struct fr_log_column *last = last_of(rows->columns);
	bool bold = rows->options->look.color && !jv_is_valid(row);
	size_t room = (size_t)rows->options->columns;

	fputs(bold ? "\033[1m" : "", stdout);
	for (const struct fr_log_column *column = rows->columns; column->key != NULL; column++) {
		size_t width = widths[column - rows->columns];
		char *cell;

		if (column->heading == NULL)
			continue;
		cell = jv_is_valid(row) ? cell_of(row, column) : strdup(column->heading);
		put_cell(cell, width, is_number(column), column == last, room > 10 ? room : 0);
		room = room > width + 2 ? room - width - 2 : 0;
		free(cell);
	}
	fputs(bold ? "\033[0m" : "", stdout);
	jv_free(row);
}

static void put_table(const struct fr_log_rows *rows)
{
	size_t widths[32] = { 0 };

	for (size_t i = 0; rows->columns[i].key != NULL; i++)
		widths[i] = rows->columns[i].heading != NULL ? strlen(rows->columns[i].heading) : 0;
	jv_array_foreach (rows->kept, r, row) {
		for (size_t i = 0; rows->columns[i].key != NULL; i++) {
			char *cell = cell_of(row, &rows->columns[i]);
			size_t width = fr_styled_columns(cell, strlen(cell));

			widths[i] = width > widths[i] ? width : widths[i];
			free(cell);
		}
		jv_free(row);
	}
	put_line(rows, jv_invalid(), widths);
	jv_array_foreach (rows->kept, r, row)
		put_line(rows, row, widths);
}

/*
 * A field of RFC 4180, in quotes where it needs them. Spreadsheets calculate what begins like a formula, and texts are
 * hostile: an apostrophe before it keeps it a text.
 */
static void put_field(const char *text, bool number)
{
	bool formula = !number && text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL;
	char *shown = masked(text, FR_MASK_KEEP_LINES);

	if (!formula && shown[strcspn(shown, "\",\r\n\t ")] == '\0') {
		fputs(shown, stdout);
	} else {
		fputs(formula ? "\"'" : "\"", stdout);
		for (const char *at = shown; *at != '\0'; at++)
			fputs(*at == '"' ? "\"\"" : (char[]){ *at, '\0' }, stdout);
		putchar('"');
	}
	free(shown);
}

/* Consumes row; jv_invalid() is the head. */
static void put_record(const struct fr_log_rows *rows, jv row)
{
	for (const struct fr_log_column *column = rows->columns; column->key != NULL; column++) {
		char *words = jv_is_valid(row) ? words_of(row, column) : strdup(column->key);
		jv value = fr_json_get(row, column->key);

		if (column != rows->columns)
			putchar(',');
		if (words != NULL)
			put_field(words, jv_get_kind(value) == JV_KIND_NUMBER);
		jv_free(value);
		free(words);
	}
	fputs("\r\n", stdout);
	jv_free(row);
}

void fr_log_rows_begin(struct fr_log_rows *rows)
{
	rows->kept = jv_array();
	if (rows->options->format == FR_LOG_CSV)
		put_record(rows, jv_invalid());
}

int fr_log_rows_put(jv row, void *state, struct fr_error *err)
{
	struct fr_log_rows *rows = state;

	(void)err;
	if (rows->options->format == FR_LOG_JSON)
		fr_json_write_line(stdout, row);
	else if (rows->options->format == FR_LOG_CSV)
		put_record(rows, row);
	else
		rows->kept = jv_array_append(rows->kept, row);
	return 0;
}

int fr_log_rows_end(struct fr_log_rows *rows)
{
	int count = jv_array_length(jv_copy(rows->kept));
	struct fr_pseudonyms table;
	struct fr_pseudonyms *names = count > 0 ? fr_log_names(rows->options, &table) : NULL;

	if (count > 0) {
		jv kept = rows->kept;

		rows->kept = fr_log_revealed(names, kept);
		jv_free(kept);
		put_table(rows);
	}
	if (names != NULL)
		fr_pseudonyms_close(names);
	jv_free(rows->kept);
	return count;
}
