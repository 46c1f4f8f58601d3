#include "gate.h"

#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "plain.h"

#define HEAD "# when: "

/* What stands behind ">=" as a number: itself, or the threshold of that name. */
static bool least_of(const char *text, jv thresholds, double *number)
{
	jv threshold = fr_json_get(thresholds, text);
	jv value = jv_is_valid(threshold) ? fr_json_get(threshold, "value") : jv_string(text);
	bool good = plain_is_number(value, number);

	jv_free(threshold);
	jv_free(value);
	return good;
}

/* "section.column >= n" as {path, column, least}, "= word" as {path, column, word}; jv_invalid() when it is none. */
static jv read_part(const char *text, jv thresholds)
{
	char section[64], column[64] = "", sign[4] = "", operand[64] = "", rest;
	bool below = strncmp(text, "baseline.", 9) == 0;
	int count =
	    sscanf(text + (below ? 9 : 0), "%63[a-z_].%63[a-z_] %3[>=] %63s %c", section, column, sign, operand, &rest);
	double least;
	jv part;

	if (count < 1 || count == 3 || count > 4 || (count < 3 && strchr(text, ' ') != NULL))
		return jv_invalid();
	part = fr_json_set(jv_object(), "path", jv_string_fmt("%s.%s.rows", below ? "baseline" : "context", section));
	if (count >= 2)
		part = fr_json_set(part, "column", jv_string(column));
	if (count == 4 && strcmp(sign, "=") == 0)
		return fr_json_set(part, "word", jv_string(operand));
	if (count == 4 && strcmp(sign, ">=") == 0 && least_of(operand, thresholds, &least))
		return fr_json_set(part, "least", jv_number(least));
	if (count < 3)
		return part;
	jv_free(part);
	return jv_invalid();
}

/* The parts of a line, which is consumed; jv_invalid() when one is none. */
static jv read_line(char *line, jv thresholds)
{
	jv parts = jv_array();
	char *at = line;

	while (at != NULL) {
		char *next = strstr(at, " and ");
		jv part;

		if (next != NULL) {
			*next = '\0';
			next += strlen(" and ");
		}
		part = read_part(at, thresholds);
		at = next;
		if (!jv_is_valid(part)) {
			jv_free(parts);
			parts = part;
			break;
		}
		parts = jv_array_append(parts, part);
	}
	free(line);
	return parts;
}

int gate_read(jv *gate, const char *path, const char *text, jv thresholds, struct fr_error *err)
{
	*gate = jv_null();
	for (; *text == '#' || *text == '\n'; text += strcspn(text, "\n"), text += *text == '\n') {
		size_t length = strcspn(text, "\n");
		jv parts;

		if (strncmp(text, HEAD, strlen(HEAD)) != 0)
			continue;
		parts = read_line(strndup(text + strlen(HEAD), length - strlen(HEAD)), thresholds);
		if (!jv_is_valid(parts)) {
			jv_free(*gate);
			*gate = jv_null();
			return fr_error_set(err, FR_EX_CONFIG, "'%s': '%.*s' is no condition", path, (int)length, text);
		}
		if (jv_get_kind(*gate) != JV_KIND_ARRAY)
			*gate = jv_array();
		*gate = jv_array_append(*gate, parts);
	}
	return 0;
}

/* Is value what part asks for? Borrows both. */
static bool meets(jv part, jv value)
{
	jv word = fr_json_get(part, "word"), least = fr_json_get(part, "least");
	double number = 0;
	bool is_number = plain_is_number(value, &number), met;

	if (jv_is_valid(word))
		met = jv_equal(jv_copy(word), jv_copy(value)) != 0;
	else if (jv_is_valid(least))
		met = is_number && number >= jv_number_value(least);
	else if (jv_get_kind(value) == JV_KIND_STRING)
		met = jv_string_length_bytes(jv_copy(value)) > 0;
	else
		met = is_number ? number != 0 :
				  jv_is_valid(value) && jv_get_kind(value) != JV_KIND_NULL &&
				      jv_get_kind(value) != JV_KIND_FALSE;
	jv_free(word);
	jv_free(least);
	return met;
}

/* Has the row what all parts of the line ask for that look into the rows at path? */
static bool row_meets(jv parts, jv path, jv row)
{
	bool all = true;

	jv_array_foreach (parts, i, part) {
		char *column = fr_json_text(part, "column");
		jv value = column != NULL ? fr_json_get(row, column) : jv_true();

		if (jv_equal(fr_json_get(part, "path"), jv_copy(path)))
			all &= meets(part, value);
		jv_free(value);
		free(column);
		jv_free(part);
	}
	return all;
}

/* Is there such a row for each section that the line names? */
static bool line_holds(jv parts, jv envelope)
{
	bool holds = true;

	for (int i = 0; holds && i < jv_array_length(jv_copy(parts)); i++) {
		jv path = jv_object_get(jv_array_get(jv_copy(parts), i), jv_string("path"));
		jv rows = fr_json_get(envelope, jv_string_value(path));

		holds = false;
		for (int r = 0; !holds && jv_get_kind(rows) == JV_KIND_ARRAY && r < jv_array_length(jv_copy(rows));
		     r++) {
			jv row = jv_array_get(jv_copy(rows), r);

			holds = row_meets(parts, path, row);
			jv_free(row);
		}
		jv_free(rows);
		jv_free(path);
	}
	return holds;
}

bool gate_open(jv gate, jv envelope)
{
	bool open = jv_get_kind(gate) != JV_KIND_ARRAY;

	for (int i = 0; !open && i < jv_array_length(jv_copy(gate)); i++) {
		jv parts = jv_array_get(jv_copy(gate), i);

		open = line_holds(parts, envelope);
		jv_free(parts);
	}
	return open;
}
