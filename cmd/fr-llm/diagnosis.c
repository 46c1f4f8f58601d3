#include "diagnosis.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

#define ROOTS_MOST 3

/* The findings that are roots, or the others: explained, or beyond the third. Borrows findings. */
static jv chosen(jv findings, bool want_roots)
{
	jv some = jv_array();
	int roots = 0;

	jv_array_foreach (findings, i, finding) {
		bool root = !fr_json_true(finding, "explained_by") && roots < ROOTS_MOST;

		if (jv_get_kind(finding) != JV_KIND_OBJECT) {
			jv_free(finding);
			continue;
		}
		roots += root;
		if (root == want_roots)
			some = jv_array_append(some, finding);
		else
			jv_free(finding);
	}
	return some;
}

/* The strings that findings have in the array of that name, each once, behind those in lines. Consumes lines. */
static jv add_lines(jv lines, jv findings, const char *name)
{
	jv_array_foreach (findings, i, finding) {
		jv some = fr_json_get(finding, name);

		if (jv_get_kind(some) == JV_KIND_ARRAY)
			jv_array_foreach (some, j, line) {
				if (jv_get_kind(line) == JV_KIND_STRING && !fr_json_holds(lines, line))
					lines = jv_array_append(lines, line);
				else
					jv_free(line);
			}
		jv_free(some);
		jv_free(finding);
	}
	return lines;
}

/* "missing_index" in words. Consumes cause. */
static void write_title(FILE *out, jv cause, jv titles)
{
	char *title;

	if (jv_get_kind(cause) != JV_KIND_STRING) {
		jv_free(cause);
		return;
	}
	title = fr_json_text(titles, jv_string_value(cause));
	if (title == NULL)
		title = strdup(jv_string_value(cause));
	for (char *at = title; *at != '\0'; at++)
		putc(*at == '_' ? ' ' : *at, out);
	free(title);
	jv_free(cause);
}

static void write_summaries(FILE *out, const char *head, jv findings)
{
	jv_array_foreach (findings, i, finding) {
		char *summary = fr_json_text(finding, "summary");

		if (summary != NULL)
			fprintf(out, "%s%s\n", head, summary);
		free(summary);
		jv_free(finding);
	}
}

/* A section of lines, each behind its number or a dash. Consumes lines. */
static void write_section(FILE *out, const char *heading, jv lines, bool numbered)
{
	fprintf(out, "\n## %s\n\n", heading);
	jv_array_foreach (lines, i, line) {
		if (numbered)
			fprintf(out, "%d. %s\n", i + 1, jv_string_value(line));
		else
			fprintf(out, "- %s\n", jv_string_value(line));
		jv_free(line);
	}
	jv_free(lines);
}

static void write_all(FILE *out, jv roots, jv others, jv titles)
{
	jv fix = add_lines(jv_array(), roots, "fix");
	jv confirm = add_lines(jv_array(), roots, "confirm");

	fputs("## Root Cause: ", out);
	jv_array_foreach (roots, i, root) {
		fputs(i > 0 ? " + " : "", out);
		write_title(out, fr_json_get(root, "cause"), titles);
		jv_free(root);
	}
	fputs("\n\n", out);
	write_summaries(out, "", roots);
	write_summaries(out, "Connected with it: ", others);
	if (jv_array_length(jv_copy(fix)) > 0)
		write_section(out, "Immediate Fix", jv_copy(fix), true);
	else
		fputs("\n## Immediate Fix\n\nNothing needs to be done.\n", out);
	write_section(out, "Evidence", add_lines(add_lines(jv_array(), roots, "evidence"), others, "evidence"), false);
	if (jv_array_length(jv_copy(confirm)) > 0)
		write_section(out, "What Would Confirm It", jv_copy(confirm), false);
	jv_free(confirm);
	jv_free(fix);
}

jv diagnosis_text(jv findings, jv titles)
{
	jv roots = chosen(findings, true), others = chosen(findings, false);
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	jv string;

	if (out == NULL)
		abort();
	write_all(out, roots, others, titles);
	if (fclose(out) != 0)
		abort();
	string = jv_string_sized(text, (int)size);
	free(text);
	jv_free(roots);
	jv_free(others);
	jv_free(findings);
	return string;
}
