#include "table.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "plain.h"

#define CELL_MOST 160 /* characters */

/* A timestamp to the second, in half the tokens. False when text is none. */
static bool write_moment(FILE *out, const char *text)
{
	static const char shape[] = "dddd-dd-ddTdd:dd:dd";

	for (size_t i = 0; i < sizeof(shape) - 1; i++)
		if (shape[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != shape[i])
			return false;
	if (strcspn(text + sizeof(shape) - 1, " \t") > 13) /* .123456+00:00 */
		return false;
	fprintf(out, "%.5s %.8s", text + 5, text + 11);
	return true;
}

void table_value(FILE *out, jv value, int most)
{
	double number = jv_get_kind(value) == JV_KIND_NUMBER ? jv_number_value(value) : 0;

	switch (jv_get_kind(value)) {
	case JV_KIND_INVALID:
	case JV_KIND_NULL:
		break;
	case JV_KIND_NUMBER:
		plain_number(out, number, fabs(number) < 100 ? 2 : 0);
		break;
	case JV_KIND_STRING:
		if (!write_moment(out, jv_string_value(value)))
			plain_text(out, value, most, false);
		break;
	default:
		value = jv_dump_string(value, 0);
		plain_text(out, value, most, false);
	}
	jv_free(value);
}

void table_cell(FILE *out, jv value)
{
	table_value(out, value, CELL_MOST);
}

/* Consumes value. */
static bool known(jv value)
{
	bool is = jv_is_valid(value) && jv_get_kind(value) != JV_KIND_NULL;

	jv_free(value);
	return is;
}

static bool is_zero(jv value)
{
	return jv_get_kind(value) == JV_KIND_NUMBER && jv_number_value(value) == 0;
}

/* The columns that some row has a value other than 0 in. Consumes columns. */
static jv used_columns(jv columns, jv rows)
{
	jv used = jv_array();

	jv_array_foreach (columns, i, column) {
		bool any = false;

		for (int row = 0; !any && jv_get_kind(column) == JV_KIND_STRING && row < jv_array_length(jv_copy(rows));
		     row++) {
			jv value = jv_object_get(jv_array_get(jv_copy(rows), row), jv_copy(column));

			any = !is_zero(value) && known(jv_copy(value));
			jv_free(value);
		}
		if (any)
			used = jv_array_append(used, column);
		else
			jv_free(column);
	}
	jv_free(columns);
	return used;
}

void table_rows(FILE *out, jv columns, jv rows)
{
	jv used = used_columns(columns, rows);
	int count = jv_array_length(jv_copy(used));

	for (int i = 0; i < count; i++) {
		table_cell(out, jv_array_get(jv_copy(used), i));
		putc(i + 1 < count ? '\t' : '\n', out);
	}
	jv_array_foreach (rows, r, row) {
		for (int i = 0; i < count; i++) {
			table_cell(out, jv_object_get(jv_copy(row), jv_array_get(jv_copy(used), i)));
			putc(i + 1 < count ? '\t' : '\n', out);
		}
		jv_free(row);
	}
	jv_free(used);
}

void table_pairs(FILE *out, jv names, jv row)
{
	const char *zeros = "zero:", *space = "";

	jv_array_foreach (names, i, name) {
		jv value = jv_object_get(jv_copy(row), jv_copy(name));

		if (known(jv_copy(value)) && !is_zero(value)) {
			fputs(space, out);
			table_cell(out, name);
			putc('=', out);
			table_cell(out, value);
			space = " ";
			continue;
		}
		jv_free(value);
		jv_free(name);
	}
	fputs(*space != '\0' ? "\n" : "", out);
	jv_array_foreach (names, i, name) {
		jv value = jv_object_get(jv_copy(row), jv_copy(name));

		if (is_zero(value)) {
			fprintf(out, "%s ", zeros);
			table_cell(out, jv_copy(name));
			zeros = "";
		}
		jv_free(value);
		jv_free(name);
	}
	fputs(*zeros == '\0' ? "\n" : "", out);
	jv_free(names);
}

void table_settings(FILE *out, jv names, jv facts)
{
	jv_array_foreach (names, i, name) {
		jv value = jv_object_get(jv_copy(facts), jv_copy(name));

		if (known(jv_copy(value))) {
			table_cell(out, jv_copy(name));
			putc('=', out);
			table_cell(out, jv_copy(value));
			putc('\n', out);
		}
		jv_free(value);
		jv_free(name);
	}
	jv_free(names);
}
