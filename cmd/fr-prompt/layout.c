#include "layout.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "part.h"
#include "plain.h"
#include "table.h"

#define SUMMARY_MOST 400 /* characters */
#define LINE_MOST 240
#define ROWS_FEW 3 /* of a section that has to make room */
#define NOTES_MOST 8
#define FINDINGS_MOST 3
#define EVIDENCE_MOST 3 /* lines of each finding, for it and against it */
#define PARTS_MOST 64

/* The names of the parts without text: those that could be read, or those that could not. */
static void write_names(FILE *out, const char *head, const struct part *parts, int count, bool readable)
{
	bool any = false;

	for (int i = 0; i < count; i++) {
		if (parts[i].all > 0 || (jv_get_kind(parts[i].rows) == JV_KIND_ARRAY) != readable)
			continue;
		fprintf(out, "%s%s", any ? ", " : head, parts[i].name);
		any = true;
	}
	fputs(any ? "\n" : "", out);
}

/* Strings of an array, each on a line behind a head, as many as most. Consumes lines. */
static void write_lines(FILE *out, const char *head, jv lines, int most)
{
	for (int i = 0; jv_get_kind(lines) == JV_KIND_ARRAY && i < most && i < jv_array_length(jv_copy(lines)); i++) {
		fputs(head, out);
		table_value(out, jv_array_get(jv_copy(lines), i), LINE_MOST);
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

		table_cell(out, fr_json_get(finding, "cause"));
		fprintf(out, " (score %.0f): ", fr_json_number(finding, "score", 0));
		table_value(out, fr_json_get(finding, "summary"), SUMMARY_MOST);
		putc('\n', out);
		write_lines(out, "for: ", fr_json_get(finding, "evidence"), EVIDENCE_MOST);
		write_lines(out, "against: ", fr_json_get(finding, "against"), EVIDENCE_MOST);
		jv_free(finding);
	}
	jv_free(findings);
}

/* What the window is, what is known of it, and what the rules found. */
static void write_head(FILE *out, jv envelope)
{
	fputs("window: ", out);
	table_cell(out, fr_json_get(envelope, "window.start"));
	fputs(" to ", out);
	table_cell(out, fr_json_get(envelope, "window.end"));
	fputs(" UTC, minutes: ", out);
	table_cell(out, fr_json_get(envelope, "window.minutes"));
	fputs("\ncoverage: samples ", out);
	table_cell(out, fr_json_get(envelope, "coverage.samples"));
	fputs(", snapshots ", out);
	table_cell(out, fr_json_get(envelope, "coverage.snapshots"));
	putc('\n', out);
	write_lines(out, "coverage: ", fr_json_get(envelope, "coverage.notes"), NOTES_MOST);
	write_findings(out, envelope);
}

/* The head, the parts, what was empty, what was not there, what was left out for lack of room; the caller frees it. */
static char *write_all(const struct part *parts, int count, jv envelope)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	bool less = false;

	if (out == NULL)
		abort();
	write_head(out, envelope);
	for (int i = 0; i < count; i++)
		fputs(parts[i].text != NULL ? parts[i].text : "", out);
	write_names(out, "empty: ", parts, count, true);
	write_names(out, "not available: ", parts, count, false);
	for (int i = 0; i < count; i++)
		if (parts[i].all > 0 && parts[i].text == NULL) {
			fprintf(out, "%s%s", less ? ", " : "left out for lack of room: ", parts[i].name);
			less = true;
		}
	fputs(less ? "\n" : "", out);
	if (fclose(out) != 0)
		abort();
	return text;
}

/* Make one part smaller: the last that has more than a few rows, or else the last that is there. False: none is. */
static bool make_room(struct part *parts, int count, jv facts)
{
	for (int i = count - 1; i >= 0; i--)
		if (parts[i].text != NULL && parts[i].table && parts[i].most > ROWS_FEW) {
			parts[i].most = ROWS_FEW;
			part_write(&parts[i], facts);
			return true;
		}
	for (int i = count - 1; i >= 0; i--)
		if (parts[i].text != NULL) {
			free(parts[i].text);
			parts[i].text = NULL;
			return true;
		}
	return false;
}

/* Everything that was recorded, in at most so many tokens where that can be; the caller frees it. Consumes specs. */
static char *evidence(jv specs, jv envelope, jv facts, int room)
{
	struct part parts[PARTS_MOST];
	int count = 0;
	char *text;

	if (jv_get_kind(specs) != JV_KIND_ARRAY)
		specs = JV_ARRAY(specs);
	jv_array_foreach (specs, i, spec) {
		if (count == PARTS_MOST)
			jv_free(spec);
		else if (part_open(&parts[count], spec, envelope, facts))
			count++;
		else
			part_close(&parts[count]);
	}
	text = write_all(parts, count, envelope);
	while (plain_tokens(text) > room && make_room(parts, count, facts)) {
		free(text);
		text = write_all(parts, count, envelope);
	}
	for (int i = 0; i < count; i++)
		part_close(&parts[i]);
	jv_free(specs);
	return text;
}

/* Consumes block. */
static jv fenced(jv block, jv envelope, jv facts, int room)
{
	char *text = evidence(fr_json_get(block, "evidence"), envelope, facts, room);
	char mark[32] = "EVIDENCE";
	jv all;

	for (unsigned n = 1; strstr(text, mark) != NULL; n++) /* ends: a text has room for so many marks only */
		snprintf(mark, sizeof(mark), "EVIDENCE-%u", n);
	all = jv_string_fmt("The evidence follows, up to the next line that is %s.\n%s\n%s%s", mark, mark, text, mark);
	free(text);
	jv_free(block);
	return all;
}

jv layout_content(jv content, jv envelope, jv facts, int room)
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
			part = fenced(part, envelope, facts, room);
		text = jv_string_concat(i > 0 ? jv_string_concat(text, jv_string("\n")) : text, part);
	}
	jv_free(content);
	return text;
}
