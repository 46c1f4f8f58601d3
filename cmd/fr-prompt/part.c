#include "part.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "table.h"

#define ROWS_MOST 10 /* of a section that names no number */

/* Has the row, in one of the columns of without, one of the texts given there? */
static bool left_out(jv row, jv without)
{
	bool out = false;

	if (jv_get_kind(without) != JV_KIND_OBJECT)
		return false;
	jv_object_foreach (without, column, texts) {
		char *cell = fr_json_text(row, jv_string_value(column));

		if (jv_get_kind(texts) == JV_KIND_ARRAY)
			jv_array_foreach (texts, i, text) {
				out |= cell != NULL && jv_get_kind(text) == JV_KIND_STRING &&
				       strcasestr(cell, jv_string_value(text)) != NULL;
				jv_free(text);
			}
		free(cell);
		jv_free(column);
		jv_free(texts);
	}
	return out;
}

/* The first rows that are objects and not left out, at most as many as most; each with its number in the section, from
 * 1, as .row. Consumes rows. */
static jv shown_rows(jv rows, jv spec, int most)
{
	jv without = fr_json_get(spec, "without");
	jv shown = jv_array();

	jv_array_foreach (rows, i, row) {
		if (jv_get_kind(row) == JV_KIND_OBJECT && jv_array_length(jv_copy(shown)) < most &&
		    !left_out(row, without))
			shown = jv_array_append(shown, fr_json_set(row, "row", jv_number(i + 1)));
		else
			jv_free(row);
	}
	jv_free(without);
	jv_free(rows);
	return shown;
}

void part_write(struct part *part, jv facts)
{
	jv columns = fr_json_get(part->spec, "columns"), settings = fr_json_get(part->spec, "settings");
	jv rows = jv_array_slice(jv_copy(part->rows), 0, part->most);
	jv row = jv_array_get(jv_copy(rows), 0);
	size_t size;
	FILE *out;

	free(part->text);
	part->text = NULL;
	out = open_memstream(&part->text, &size);
	if (out == NULL)
		abort();
	fprintf(out, "[%s]", part->name);
	if (part->table && jv_array_length(jv_copy(rows)) < part->all)
		fprintf(out, " %d of %.0f rows", jv_array_length(jv_copy(rows)), part->all);
	putc('\n', out);
	if (part->table)
		table_rows(out, jv_array_concat(JV_ARRAY(jv_string("row")), jv_copy(columns)), rows);
	else if (jv_get_kind(settings) == JV_KIND_ARRAY)
		table_settings(out, jv_copy(settings), facts);
	else if (jv_is_valid(row))
		table_pairs(out,
			    jv_get_kind(columns) == JV_KIND_ARRAY ?
				jv_copy(columns) :
				jv_keys(jv_object_delete(jv_copy(row), jv_string("row"))),
			    row);
	if (fclose(out) != 0)
		abort();
	jv_free(row);
	jv_free(rows);
	jv_free(settings);
	jv_free(columns);
}

bool part_open(struct part *part, jv spec, jv envelope, jv facts)
{
	char *name = fr_json_text(spec, "section");
	bool below = fr_json_true(spec, "baseline");
	jv all = fr_json_get(envelope, below ? "baseline" : "context");
	jv section = name != NULL && jv_get_kind(all) == JV_KIND_OBJECT ? fr_json_get(all, name) : jv_invalid();
	jv columns = fr_json_get(spec, "columns");
	bool there = !below || jv_get_kind(all) == JV_KIND_OBJECT;
	int count;

	*part = (struct part){
		.spec = spec,
		.rows = fr_json_get(section, "rows"),
		.most = (int)fmin(1000, fmax(0, fr_json_number(spec, "rows", ROWS_MOST))),
		.table = jv_get_kind(columns) == JV_KIND_ARRAY && !fr_json_true(spec, "pairs"),
	};
	if (asprintf(&part->name, "%s%s", below ? "baseline " : "", name != NULL ? name : "") < 0)
		abort();
	count = jv_get_kind(part->rows) == JV_KIND_ARRAY ? jv_array_length(jv_copy(part->rows)) : 0;
	part->all = fmax(count, fr_json_number(section, "total", 0));
	if (count > 0) {
		part->rows = shown_rows(part->rows, spec, part->most);
		part->most = jv_array_length(jv_copy(part->rows));
		part_write(part, facts);
	}
	jv_free(columns);
	jv_free(section);
	jv_free(all);
	free(name);
	return there;
}

void part_close(struct part *part)
{
	jv_free(part->spec);
	jv_free(part->rows);
	free(part->name);
	free(part->text);
}
