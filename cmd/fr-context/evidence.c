#include "evidence.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "json.h"

void evidence_init(struct evidence *evidence, const char *kind)
{
	evidence->before = NULL;
	evidence->source = fr_json_set(jv_object(), "kind", jv_string(kind));
	evidence->coverage = fr_json_set(jv_object(), "notes", jv_array());
	evidence->context = jv_object();
	evidence->severity = -1;
}

void evidence_release(struct evidence *evidence)
{
	jv_free(evidence->source);
	jv_free(evidence->coverage);
	jv_free(evidence->context);
}

static void set_notes(struct evidence *evidence, jv notes)
{
	evidence->coverage = fr_json_set(evidence->coverage, "notes", notes);
}

void evidence_note(struct evidence *evidence, const char *format, ...)
{
	char note[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(note, sizeof(note), format, arguments);
	va_end(arguments);
	set_notes(evidence, jv_array_append(fr_json_get(evidence->coverage, "notes"), jv_string(note)));
}

void evidence_source(struct evidence *evidence, jv row)
{
	evidence->source = jv_object_merge(row, evidence->source);
}

void evidence_coverage(struct evidence *evidence, jv row)
{
	jv later = fr_json_get(evidence->coverage, "notes");
	jv notes = fr_json_get(row, "notes");

	if (jv_get_kind(notes) != JV_KIND_ARRAY) {
		jv_free(notes);
		notes = jv_array();
	}
	evidence->coverage = jv_object_merge(evidence->coverage, row);
	set_notes(evidence, jv_array_concat(notes, later));
}

jv evidence_rows(jv rows)
{
	int count = jv_array_length(jv_copy(rows));
	double total = count;
	jv section = jv_object();

	for (int i = 0; i < count; i++) {
		jv row = jv_array_get(jv_copy(rows), i);

		total = fr_json_number(row, "fr_total", total);
		rows = jv_array_set(rows, i, jv_object_delete(row, jv_string("fr_total")));
	}
	section = fr_json_set(section, "rows", rows);
	section = fr_json_set(section, "returned", jv_number(count));
	section = fr_json_set(section, "total", jv_number(total));
	return fr_json_set(section, "truncated", jv_bool(total > count));
}

/* What is as true of the window itself has been said. */
static bool is_said(const struct evidence *evidence, jv note)
{
	jv notes = fr_json_get(evidence->coverage, "notes");
	bool said = fr_json_holds(notes, note);

	jv_free(notes);
	return said;
}

jv evidence_baseline(struct evidence *evidence, const char *start, const char *end)
{
	struct evidence *before = evidence->before;
	jv notes = fr_json_get(before->coverage, "notes");

	if (fr_json_number(before->coverage, "samples", 0) + fr_json_number(before->coverage, "snapshots", 0) == 0) {
		evidence_note(evidence, "baseline: nothing was recorded from %s to %s", start, end);
		jv_free(notes);
		return jv_null();
	}
	evidence_note(evidence, "baseline: what is compared with is the time from %s to %s", start, end);
	jv_array_foreach (notes, i, note) {
		if (!is_said(evidence, note))
			evidence_note(evidence, "baseline: %s", jv_string_value(note));
		jv_free(note);
	}
	jv_free(notes);
	return jv_copy(before->context);
}

int evidence_severity(const char *name)
{
	static const char *const names[] = { "low", "medium", "high", "critical" };

	for (int i = 0; i < 4; i++)
		if (strcmp(name, names[i]) == 0)
			return i + 1;
	return 0;
}

static double worst(jv section)
{
	double severity = 0;
	jv rows = fr_json_get(section, "rows");

	jv_array_foreach (rows, i, row) {
		jv name = fr_json_get(row, "severity");
		int one = jv_get_kind(name) == JV_KIND_STRING ? evidence_severity(jv_string_value(name)) : 0;

		severity = one > severity ? one : severity;
		jv_free(name);
		jv_free(row);
	}
	jv_free(rows);
	return severity;
}

void evidence_section(struct evidence *evidence, const char *name, bool shown, jv section)
{
	if (strcmp(name, "anomalies") == 0 && jv_get_kind(section) == JV_KIND_OBJECT)
		evidence->severity = worst(section);
	if (shown)
		evidence->context = fr_json_set(evidence->context, name, section);
	else
		jv_free(section);
}
