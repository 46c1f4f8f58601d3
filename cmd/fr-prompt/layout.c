#include "layout.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "plain.h"

#define CELL_MOST 160 /* characters */
#define SENTENCE_MOST 400
#define ROWS_MOST 10 /* of a section that names no number */
#define NOTES_MOST 10
#define FINDINGS_MOST 3
#define EVIDENCE_MOST 4 /* lines of each finding */

/* Consumes value. */
static void write_value(FILE *out, jv value, int most)
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
		plain_text(out, value, most, false);
		break;
	default:
		value = jv_dump_string(value, 0);
		plain_text(out, value, most, false);
	}
	jv_free(value);
}

static void write_cell(FILE *out, jv value)
{
	write_value(out, value, CELL_MOST);
}

/* Consumes value. */
static bool known(jv value)
{
	bool is = jv_is_valid(value) && jv_get_kind(value) != JV_KIND_NULL;

	jv_free(value);
	return is;
}

/* The columns that some row has a value in. Consumes columns. */
static jv used_columns(jv columns, jv rows)
{
	jv used = jv_array();

	jv_array_foreach (columns, i, column) {
		bool any = false;

		for (int row = 0; !any && jv_get_kind(column) == JV_KIND_STRING && row < jv_array_length(jv_copy(rows));
		     row++)
			any = known(jv_object_get(jv_array_get(jv_copy(rows), row), jv_copy(column)));
		if (any)
			used = jv_array_append(used, column);
		else
			jv_free(column);
	}
	jv_free(columns);
	return used;
}

/* Consumes columns. */
static void write_table(FILE *out, jv columns, jv rows)
{
	jv used = used_columns(columns, rows);
	int count = jv_array_length(jv_copy(used));

	for (int i = 0; i < count; i++) {
		write_cell(out, jv_array_get(jv_copy(used), i));
		putc(i + 1 < count ? '\t' : '\n', out);
	}
	jv_array_foreach (rows, r, row) {
		for (int i = 0; i < count; i++) {
			write_cell(out, jv_object_get(jv_copy(row), jv_array_get(jv_copy(used), i)));
			putc(i + 1 < count ? '\t' : '\n', out);
		}
		jv_free(row);
	}
	jv_free(used);
}

static bool is_zero(jv value)
{
	return jv_get_kind(value) == JV_KIND_NUMBER && jv_number_value(value) == 0;
}

static void write_pairs(FILE *out, jv row)
{
	bool zeros = false;

	jv_object_foreach (row, name, value) {
		bool skip = is_zero(value) || !known(jv_copy(value));

		zeros |= is_zero(value);
		if (!skip) {
			write_cell(out, name);
			putc('=', out);
			write_cell(out, value);
			putc('\n', out);
			continue;
		}
		jv_free(name);
		jv_free(value);
	}
	if (!zeros)
		return;
	fputs("zero:", out);
	jv_object_foreach (row, name, value) {
		if (is_zero(value)) {
			putc(' ', out);
			write_cell(out, jv_copy(name));
		}
		jv_free(name);
		jv_free(value);
	}
	putc('\n', out);
}

/* Consumes names. */
static void write_settings(FILE *out, jv names, jv facts)
{
	jv_array_foreach (names, i, name) {
		jv value = jv_object_get(jv_copy(facts), jv_copy(name));

		if (known(jv_copy(value))) {
			write_cell(out, jv_copy(name));
			putc('=', out);
			write_cell(out, jv_copy(value));
			putc('\n', out);
		}
		jv_free(value);
		jv_free(name);
	}
	jv_free(names);
}

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

/* The first rows that are objects and not left out. Consumes rows. */
static jv shown_rows(jv rows, jv spec)
{
	int most = (int)fmin(1000, fmax(0, fr_json_number(spec, "rows", ROWS_MOST)));
	jv without = fr_json_get(spec, "without");
	jv shown = jv_array();

	jv_array_foreach (rows, i, row) {
		if (jv_get_kind(row) == JV_KIND_OBJECT && jv_array_length(jv_copy(shown)) < most &&
		    !left_out(row, without))
			shown = jv_array_append(shown, row);
		else
			jv_free(row);
	}
	jv_free(without);
	jv_free(rows);
	return shown;
}

/* Consumes spec. */
static void write_section(FILE *out, jv spec, jv envelope, jv facts)
{
	char *name = fr_json_text(spec, "section");
	jv context = fr_json_get(envelope, "context");
	jv section = name != NULL ? fr_json_get(context, name) : jv_invalid();
	jv rows = fr_json_get(section, "rows");
	jv columns = fr_json_get(spec, "columns"), settings = fr_json_get(spec, "settings");
	bool readable = jv_get_kind(rows) == JV_KIND_ARRAY;
	int all = readable ? jv_array_length(jv_copy(rows)) : 0;
	int count;

	rows = readable ? shown_rows(rows, spec) : rows;
	count = readable ? jv_array_length(jv_copy(rows)) : 0;
	fprintf(out, "[%s]", name != NULL ? name : "");
	if (!readable) {
		fputs(" not available\n", out);
	} else if (all == 0) {
		fputs(" empty\n", out);
	} else if (jv_get_kind(settings) == JV_KIND_ARRAY) {
		putc('\n', out);
		write_settings(out, jv_copy(settings), facts);
	} else if (jv_get_kind(columns) == JV_KIND_ARRAY) {
		fprintf(out, " %d of %.0f rows\n", count, fmax(all, fr_json_number(section, "total", 0)));
		write_table(out, jv_copy(columns), rows);
	} else {
		jv row = jv_array_get(jv_copy(rows), 0);

		putc('\n', out);
		if (jv_is_valid(row))
			write_pairs(out, row);
		jv_free(row);
	}
	jv_free(columns);
	jv_free(settings);
	jv_free(rows);
	jv_free(section);
	jv_free(context);
	jv_free(spec);
	free(name);
}

/* Strings of an array, each on a line behind a head, as many as most. Consumes lines. */
static void write_lines(FILE *out, const char *head, jv lines, int most)
{
	for (int i = 0; jv_get_kind(lines) == JV_KIND_ARRAY && i < most && i < jv_array_length(jv_copy(lines)); i++) {
		fputs(head, out);
		write_value(out, jv_array_get(jv_copy(lines), i), SENTENCE_MOST);
		putc('\n', out);
	}
	jv_free(lines);
}

static void write_findings(FILE *out, jv envelope)
{
	jv findings = fr_json_get(envelope, "findings");

	fputs("[candidates]\n", out);
	for (int i = 0; i < FINDINGS_MOST && i < jv_array_length(jv_copy(findings)); i++) {
		jv finding = jv_array_get(jv_copy(findings), i);

		write_cell(out, fr_json_get(finding, "cause"));
		fprintf(out, " (score %.0f): ", fr_json_number(finding, "score", 0));
		write_value(out, fr_json_get(finding, "summary"), SENTENCE_MOST);
		putc('\n', out);
		write_lines(out, "- ", fr_json_get(finding, "evidence"), EVIDENCE_MOST);
		jv_free(finding);
	}
	jv_free(findings);
}

/* Everything that was recorded; the caller frees it. Consumes specs. */
static char *evidence(jv specs, jv envelope, jv facts)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		abort();
	fputs("window: ", out);
	write_cell(out, fr_json_get(envelope, "window.start"));
	fputs(" to ", out);
	write_cell(out, fr_json_get(envelope, "window.end"));
	fputs(" UTC, minutes: ", out);
	write_cell(out, fr_json_get(envelope, "window.minutes"));
	fputs("\ncoverage: samples ", out);
	write_cell(out, fr_json_get(envelope, "coverage.samples"));
	fputs(", snapshots ", out);
	write_cell(out, fr_json_get(envelope, "coverage.snapshots"));
	putc('\n', out);
	write_lines(out, "coverage: ", fr_json_get(envelope, "coverage.notes"), NOTES_MOST);
	write_findings(out, envelope);
	if (jv_get_kind(specs) != JV_KIND_ARRAY)
		specs = JV_ARRAY(specs);
	jv_array_foreach (specs, i, spec) {
		write_section(out, spec, envelope, facts);
	}
	jv_free(specs);
	if (fclose(out) != 0)
		abort();
	return text;
}

/* Consumes block. */
static jv fenced(jv block, jv envelope, jv facts)
{
	char *text = evidence(fr_json_get(block, "evidence"), envelope, facts);
	char mark[32] = "EVIDENCE";
	jv all;

	for (unsigned n = 1; strstr(text, mark) != NULL; n++) /* ends: a text has room for so many marks only */
		snprintf(mark, sizeof(mark), "EVIDENCE-%u", n);
	all = jv_string_fmt("The evidence follows, up to the next line that is %s.\n%s\n%s%s", mark, mark, text, mark);
	free(text);
	jv_free(block);
	return all;
}

jv layout_content(jv content, jv envelope, jv facts)
{
	jv text = jv_string("");

	if (jv_get_kind(content) != JV_KIND_ARRAY) {
		jv_free(text);
		if (jv_get_kind(content) == JV_KIND_STRING)
			return content;
		jv_free(content);
		return jv_invalid();
	}
	jv_array_foreach (content, i, part) {
		if (jv_get_kind(part) != JV_KIND_STRING)
			part = fenced(part, envelope, facts);
		text = jv_string_concat(i > 0 ? jv_string_concat(text, jv_string("\n")) : text, part);
	}
	jv_free(content);
	return text;
}
