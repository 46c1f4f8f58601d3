#include "words.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "plain.h"

#define MOST_ROWS 3 /* of {"each": …} */

static void write_bytes(FILE *out, double bytes)
{
	static const char *const units[] = { "bytes", "kB", "MB", "GB", "TB" };
	size_t unit = 0;

	while (fabs(bytes) >= 1024 && unit < sizeof(units) / sizeof(units[0]) - 1) {
		bytes /= 1024;
		unit++;
	}
	plain_number(out, bytes, unit < 3 ? (int)unit / 2 : 2);
	fprintf(out, " %s", units[unit]);
}

static bool write_string(FILE *out, jv value, const char *kind)
{
	bool text = jv_get_kind(value) == JV_KIND_STRING && jv_string_length_bytes(jv_copy(value)) > 0;

	if (strcmp(kind, "name") == 0 && !text) {
		fputs("unnamed", out);
	} else if (!text) {
		return false;
	} else if (strcmp(kind, "clock") == 0) {
		if (strlen(jv_string_value(value)) < 19 || jv_string_value(value)[10] != 'T')
			return false;
		fprintf(out, "%.8s", jv_string_value(value) + 11);
	} else if (strcmp(kind, "word") == 0) {
		plain_text(out, value, 60, true);
	} else {
		putc('`', out);
		plain_text(out, value, strcmp(kind, "name") == 0 ? 63 : 200, true);
		putc('`', out);
	}
	return true;
}

static bool write_quantity(FILE *out, jv value, const char *kind)
{
	double number;

	if (!plain_is_number(value, &number))
		return false;
	if (strcmp(kind, "bytes") == 0) {
		write_bytes(out, number);
		return true;
	}
	if (*kind == '\0' || strcmp(kind, "seconds") == 0 || strcmp(kind, "ms") == 0 || strcmp(kind, "%") == 0) {
		plain_number(out, number, *kind == '\0' ? 2 : fabs(number) < 100 ? 1 : 0);
		fprintf(out, "%s%s", *kind != '\0' ? " " : "", strcmp(kind, "seconds") == 0 ? "s" : kind);
		return true;
	}
	plain_number(out, number, 0);
	fprintf(out, " %s%s", kind, number == 1 ? "" : "s");
	return true;
}

static jv look_up(const char *name, jv values, jv facts)
{
	jv value = jv_object_get(jv_copy(values), jv_string(name));

	if (!jv_is_valid(value)) {
		jv_free(value);
		value = jv_object_get(jv_copy(facts), jv_string(name));
	}
	return value;
}

/* One "{name:kind}", from behind its brace. False when its value is not known. */
static bool write_field(FILE *out, const char *field, size_t length, jv values, jv facts)
{
	static const char *const texts[] = { "query", "name", "word", "clock" };
	char *name = strndup(field, length);
	char *colon = strchr(name, ':');
	const char *kind = colon != NULL ? colon + 1 : "";
	bool text = false, known;
	jv value;

	if (colon != NULL)
		*colon = '\0';
	value = look_up(name, values, facts);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		text |= strcmp(kind, texts[i]) == 0;
	known = text ? write_string(out, value, kind) : write_quantity(out, value, kind);
	jv_free(value);
	free(name);
	return known;
}

/* Append the template's line to lines, unless one of its values is not known. Consumes lines and template. */
static jv add_line(jv lines, jv template, jv values, jv facts)
{
	bool known = jv_get_kind(template) == JV_KIND_STRING && jv_get_kind(values) == JV_KIND_OBJECT;
	const char *at = known ? jv_string_value(template) : "";
	char *line = NULL;
	size_t size;
	FILE *out = open_memstream(&line, &size);

	if (out == NULL)
		abort();
	while (known && *at != '\0') {
		size_t plain = strcspn(at, "{"), field;

		fprintf(out, "%.*s", (int)plain, at);
		at += plain;
		if (*at == '\0')
			break;
		field = strcspn(++at, "}");
		known = write_field(out, at, field, values, facts);
		at += field + (at[field] == '}');
	}
	if (fclose(out) != 0)
		abort();
	if (known)
		lines = jv_array_append(lines, jv_string_sized(line, (int)size));
	free(line);
	jv_free(template);
	return lines;
}

/* Has each name of when one of the values it is given there? */
static bool applies(jv when, jv values, jv facts)
{
	bool all = true;

	jv_object_foreach (when, name, wanted) {
		jv value = look_up(jv_string_value(name), values, facts);

		if (jv_get_kind(wanted) != JV_KIND_ARRAY)
			wanted = JV_ARRAY(wanted);
		all &= fr_json_holds(wanted, value);
		jv_free(value);
		jv_free(name);
		jv_free(wanted);
	}
	return all;
}

/* Consumes line and lines. */
static jv add_chosen(jv lines, jv line, jv values, jv facts)
{
	jv when = fr_json_get(line, "when");
	char *each = fr_json_text(line, "each");

	if (each != NULL) {
		jv rows = look_up(each, values, facts);

		for (int i = 0;
		     jv_get_kind(rows) == JV_KIND_ARRAY && i < MOST_ROWS && i < jv_array_length(jv_copy(rows)); i++) {
			jv row = jv_array_get(jv_copy(rows), i);

			lines = add_line(lines, fr_json_get(line, "say"), row, facts);
			jv_free(row);
		}
		jv_free(rows);
	} else if (jv_get_kind(when) == JV_KIND_OBJECT && applies(when, values, facts)) {
		lines = add_line(lines, fr_json_get(line, "say"), values, facts);
	}
	free(each);
	jv_free(when);
	jv_free(line);
	return lines;
}

jv words_lines(jv templates, jv values, jv facts)
{
	jv lines = jv_array();

	if (jv_get_kind(templates) != JV_KIND_ARRAY)
		templates = jv_is_valid(templates) ? JV_ARRAY(templates) : jv_array();
	jv_array_foreach (templates, i, line) {
		if (jv_get_kind(line) == JV_KIND_STRING)
			lines = add_line(lines, line, values, facts);
		else
			lines = add_chosen(lines, line, values, facts);
	}
	jv_free(templates);
	return lines;
}
