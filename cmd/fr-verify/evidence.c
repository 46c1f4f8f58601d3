#include "evidence_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "derive.h"
#include "exchange.h"
#include "json.h"
#include "shown.h"

#define RATED_ROWS 50 /* of a section, whose best rows come first */

void evidence_section(struct evidence *evidence, const char *name, jv section)
{
	jv rows = jv_get_kind(section) == JV_KIND_OBJECT ? fr_json_get(section, "rows") : jv_null();
	const struct term *term = terms_word(evidence->terms, index_hash(name, strlen(name)));
	const struct term *other = terms_word(evidence->terms, index_hash("*", 1));
	struct column count = { .kind = KIND_NUMBER, .unit = 1 };
	uint32_t own;

	if (term != NULL && term->rows != 0)
		count.nouns = term->rows;
	else if (other != NULL)
		count.nouns = other->rows;

	evidence->index.section = index_hash(name, strlen(name));
	index_row(&evidence->index, ROW_SAID);
	own = evidence->index.row;
	evidence_row_named(evidence, name);
	if (jv_get_kind(rows) == JV_KIND_ARRAY) {
		jv others = jv_object_delete(jv_copy(section), jv_string("rows"));

		evidence_value(evidence, name, others);
		jv_free(others);
	} else {
		evidence_value(evidence, name, section);
	}
	if (jv_get_kind(rows) == JV_KIND_ARRAY && jv_array_length(jv_copy(rows)) > 0) {
		jv first = jv_array_get(jv_copy(rows), 0);

		jv_array_foreach (rows, i, row) {
			index_row(&evidence->index, jv_array_length(jv_copy(rows)) == 1 ? ROW_ALONE : ROW_ONE);
			evidence->index.rows[evidence->index.row].number = (uint32_t)i + 1;
			evidence_row_named(evidence, name);
			evidence_value(evidence, name, row);
			if (jv_get_kind(row) == JV_KIND_OBJECT) {
				evidence_settings(evidence, row);
				derive_state(evidence, row);
				evidence->index.derived = true;
				derive_spans(evidence, row);
				derive_pairs(evidence, row);
				if (i < RATED_ROWS)
					derive_rates(evidence, row);
				evidence->index.derived = false;
			}
			jv_free(row);
		}
		evidence->index.row = own;
		evidence->index.derived = true;
		if (jv_get_kind(first) == JV_KIND_OBJECT)
			derive_sums(evidence, rows);
		evidence->index.derived = false;
		jv_free(first);
	}
	if (jv_get_kind(rows) == JV_KIND_ARRAY)
		evidence_meaning(evidence, &count, jv_array_length(jv_copy(rows)), false);
	index_no_row(&evidence->index);
	evidence->index.section = 0;
	jv_free(rows);
}

static void add_sections(struct evidence *evidence, jv envelope, const char *member)
{
	jv sections = fr_json_get(envelope, member);

	if (jv_get_kind(sections) != JV_KIND_OBJECT)
		evidence_value(evidence, member, sections);
	else
		for (int at = jv_object_iter(sections); jv_object_iter_valid(sections, at);
		     at = jv_object_iter_next(sections, at)) {
			jv key = jv_object_iter_key(sections, at), section = jv_object_iter_value(sections, at);

			evidence_name(evidence, jv_string_value(key));
			evidence_section(evidence, jv_string_value(key), section);
			jv_free(key);
			jv_free(section);
		}
	jv_free(sections);
}

/* Seconds of the day, as a time without a date is read; NAN when there is none. */
static double clock_of(jv object, const char *key)
{
	struct fr_quantity quantity;
	char *text = fr_json_text(object, key);
	bool read = text != NULL && fr_quantity_read(text, strlen(text), &quantity) > 0 && quantity.clocked;

	free(text);
	return read ? quantity.seconds : NAN;
}

static void add_window(struct evidence *evidence, jv envelope)
{
	jv window = fr_json_get(envelope, "window");

	evidence->from = clock_of(window, "start");
	evidence->to = clock_of(window, "end");
	evidence_value(evidence, "window", window);
	if (jv_get_kind(window) == JV_KIND_OBJECT)
		derive_spans(evidence, window);
	jv_free(window);
}

/* lock_summary: pid 4711 blocked … */
static uint64_t section_said(jv line)
{
	const char *text = jv_get_kind(line) == JV_KIND_STRING ? jv_string_value(line) : "";
	size_t length = strcspn(text, ":");

	return text[length] == ':' ? index_hash(text, length) : 0;
}

/* Of evidence a score is none, but candidates are called by theirs. */
static void add_score(struct evidence *evidence, double score)
{
	const struct column column = { .kind = KIND_NUMBER, .unit = 1 };

	index_of(&evidence->index, "score", 0, true);
	evidence_meaning(evidence, &column, score, false);
	index_of(&evidence->index, NULL, 0, false);
}

/* A row that says what a finding does. */
static void said_row(struct evidence *evidence, uint64_t section)
{
	evidence->index.section = section;
	index_row(&evidence->index, ROW_SAID);
	evidence->index.rows[evidence->index.row].finding = true;
	evidence->index.section = 0;
}

static void add_lines(struct evidence *evidence, jv finding, const char *key)
{
	jv lines = fr_json_get(finding, key);

	if (jv_get_kind(lines) == JV_KIND_ARRAY)
		jv_array_foreach (lines, i, line) {
			said_row(evidence, section_said(line));
			evidence_value(evidence, key, line);
			jv_free(line);
		}
	jv_free(lines);
}

static void add_findings(struct evidence *evidence, jv envelope)
{
	jv findings = fr_json_get(envelope, "findings");

	if (jv_get_kind(findings) == JV_KIND_ARRAY)
		jv_array_foreach (findings, i, finding) {
			jv summary = fr_json_get(finding, "summary"), cause = fr_json_get(finding, "cause");

			said_row(evidence, 0);
			if (jv_get_kind(cause) == JV_KIND_STRING) {
				evidence_name(evidence, jv_string_value(cause));
				evidence_row_named(evidence, jv_string_value(cause));
			}
			add_score(evidence, fr_json_number(finding, "score", 0));
			evidence_value(evidence, "summary", summary);
			add_lines(evidence, finding, "evidence");
			add_lines(evidence, finding, "against");
			index_no_row(&evidence->index);
			jv_free(cause);
			jv_free(summary);
			jv_free(finding);
		}
	jv_free(findings);
}

/* Between the snapshots that deltas are taken from; 0 when nobody says. */
static double elapsed_seconds(jv envelope)
{
	jv rows = fr_json_get(envelope, "context.system_metrics.rows");
	jv first = jv_get_kind(rows) == JV_KIND_ARRAY ? jv_array_get(jv_copy(rows), 0) : jv_null();
	double seconds = jv_get_kind(first) == JV_KIND_OBJECT ? fr_json_number(first, "elapsed_seconds", 0) : 0;

	jv_free(first);
	jv_free(rows);
	return seconds;
}

void evidence_read(struct evidence *evidence, jv envelope)
{
	static const char *const plain[] = { "coverage", "source" };

	evidence->operands_count = 0;
	evidence->elapsed = index_hash("elapsed_seconds", strlen("elapsed_seconds"));
	shown_read(evidence, envelope);
	evidence->elapsed_seconds = elapsed_seconds(envelope);
	add_sections(evidence, envelope, "context");
	evidence->index.earlier = true;
	add_sections(evidence, envelope, "baseline");
	evidence->index.earlier = false;
	add_window(evidence, envelope);
	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
		jv value = fr_json_get(envelope, plain[i]);

		evidence->index.section = index_hash(plain[i], strlen(plain[i]));
		index_row(&evidence->index, ROW_SAID);
		evidence->index.section = 0;
		evidence_row_named(evidence, plain[i]);
		evidence_value(evidence, plain[i], value);
		index_no_row(&evidence->index);
		jv_free(value);
	}
	evidence->prompted = false; /* tools answered later */
	exchange_read(evidence, envelope);
	evidence->said = true;
	add_findings(evidence, envelope);
	evidence->said = false;
	derive_ratios(evidence);
	index_finish(&evidence->index);
}

void evidence_release(struct evidence *evidence)
{
	index_release(&evidence->index);
	free(evidence->operands);
	evidence->operands = NULL;
}
