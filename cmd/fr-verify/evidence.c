#include "evidence.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "derive.h"
#include "exchange.h"
#include "json.h"
#include "shown.h"

#define OPERANDS_MOST 256 /* pairs are made of them */
#define RATED_ROWS 50     /* of a section, whose best rows come first */

static bool is_operand(const struct terms *terms, uint64_t column)
{
	for (size_t i = 0; i < terms->ratios_count; i++)
		if (terms->ratios[i].of == column || terms->ratios[i].to == column || terms->ratios[i].less == column)
			return true;
	return false;
}

static void keep_operand(struct evidence *evidence, uint64_t column, double value)
{
	if (!is_operand(evidence->terms, column) || evidence->operands_count == OPERANDS_MOST)
		return;
	if (evidence->operands == NULL) {
		evidence->operands = calloc(OPERANDS_MOST, sizeof(*evidence->operands));
		if (evidence->operands == NULL)
			abort();
	}
	evidence->operands[evidence->operands_count++] = (struct operand){ column, value };
}

void evidence_meaning(struct evidence *evidence, const struct column *column, double value, bool setting)
{
	struct index *index = &evidence->index;

	index_value(index, index_group(GROUP_ANY, 0, 0), value);
	if (column->kind == KIND_BUFFER)
		index_value(index, index_group(GROUP_KIND, KIND_SIZE, 0), value * 8192);
	if (column->kind != KIND_NUMBER && column->kind != KIND_BUFFER)
		index_value(index, index_group(GROUP_KIND, column->kind, 0), value * column->unit);
	else if (column->nouns == 0 && value != 0 && !setting)
		index_value(index, index_group(GROUP_NOUN, 0, 0), value);
	for (uint64_t bit = 1; bit != 0; bit <<= 1)
		if ((column->nouns & bit) != 0)
			index_value(index, index_group(GROUP_NOUN, bit, 0), value);
}

static void add_number(struct evidence *evidence, const struct column *column, double value, bool setting)
{
	struct index *index = &evidence->index;
	enum kind kind = column->kind == KIND_BUFFER ? KIND_SIZE : column->kind;
	double unit = column->kind == KIND_BUFFER ? 8192 : column->unit;

	double shown = fabs(value) >= 1000 ? round(value) : round(value * 100) / 100; /* as prompts show it */

	if (column->kind == KIND_NONE || column->kind == KIND_QUERY || !shown_is(evidence, column, value))
		return;
	if (shown != value)
		evidence_meaning(evidence, column, shown, setting);
	evidence_meaning(evidence, column, value, setting);
	index_word(index, index_group(GROUP_COLUMN_NAME, column->hash, 0));
	index_value(index, index_group(GROUP_COLUMN, column->hash, 0), value);
	if (kind != KIND_NUMBER)
		index_value(index, index_group(GROUP_COLUMN, column->hash, kind), value * unit);
	keep_operand(evidence, column->hash, kind == KIND_SIZE ? value * unit : value);
}

/* A number that may be said of anything in the envelope. */
static void add_loose(struct evidence *evidence, const struct column *column, double value)
{
	uint32_t row = evidence->index.row;

	index_no_row(&evidence->index);
	index_value(&evidence->index, index_group(GROUP_KIND, column->kind, 0), value * column->unit);
	evidence->index.row = row;
}

static void add_words(struct evidence *evidence, const char *text, size_t length, size_t at)
{
	bool code = false;

	do {
		tokens_read(&evidence->tokens, text, length, &at, &code);
		for (int i = 0; i < evidence->tokens.count; i++) {
			const struct token *token = &evidence->tokens.of[i];

			uint64_t hash = index_hash(text + token->start, token->end - token->start);

			if (token->type != TOKEN_SIGN)
				index_word(&evidence->index, index_group(GROUP_WORD, hash, 0));
			if (token->type == TOKEN_WORD && (!evidence->said || index_names(&evidence->index, hash)))
				index_named(&evidence->index, hash);
		}
	} while (at < length);
}

void evidence_citations(struct evidence *evidence, const char *text, size_t length)
{
	const struct cite how = { .terms = evidence->terms, .index = &evidence->index, .evidence = true };
	size_t at = 0;
	bool code = false;

	do {
		tokens_read(&evidence->tokens, text, length, &at, &code);
		cite(&how, &evidence->tokens, NULL, &evidence->citations);
		for (int i = 0; i < evidence->citations.count; i++)
			cite_index(&evidence->citations.of[i], &evidence->index);
	} while (at < length);
}

static bool is_new_text(struct evidence *evidence, const char *text, size_t length)
{
	return index_word(&evidence->index,
			  index_group(GROUP_TEXT, index_hash(text, length), 1 + (uint64_t)evidence->index.row));
}

/* SQL: its words are names, its numbers are numbers and nothing else. */
static void add_query(struct evidence *evidence, const char *text, size_t length)
{
	size_t at = 0;
	bool code = false;

	if (!is_new_text(evidence, text, length))
		return;
	index_text(&evidence->index, text, length);
	add_words(evidence, text, length, 0);
	while (at < length) {
		tokens_read(&evidence->tokens, text, length, &at, &code);
		for (int i = 0; i < evidence->tokens.count; i++)
			if (evidence->tokens.of[i].type == TOKEN_NUMBER && evidence->tokens.of[i].quantity.readings > 0)
				index_value(&evidence->index, index_group(GROUP_ANY, 0, 0),
					    evidence->tokens.of[i].quantity.value[0]);
	}
}

static void add_text(struct evidence *evidence, const char *text, size_t length)
{
	struct fr_quantity quantity;

	if (length == 0 || !is_new_text(evidence, text, length))
		return;
	if (length <= 128)
		index_word(&evidence->index, index_group(GROUP_WORD, index_hash(text, length), 0));
	add_words(evidence, text, length, 0);
	if (fr_quantity_read(text, length, &quantity) == length && quantity.readings > 0) {
		index_value(&evidence->index, index_group(GROUP_ANY, 0, 0), quantity.value[0]);
		return;
	}
	evidence_citations(evidence, text, length);
	if (memchr(text, ' ', length) != NULL)
		index_text(&evidence->index, text, length);
}

void evidence_name(struct evidence *evidence, const char *key)
{
	size_t length = strlen(key);
	uint64_t group = index_group(GROUP_WORD, index_hash(key, length), 0);

	if (!index_has_word(&evidence->index, group)) {
		static const char *const ends[] = { "_delta_ms", "_delta", "_ms" };

		index_word(&evidence->index, group);
		add_words(evidence, key, length, 0);
		for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) /* total_exec_time */
			if (length > strlen(ends[i]) && strcmp(key + length - strlen(ends[i]), ends[i]) == 0)
				index_word(&evidence->index,
					   index_group(GROUP_WORD, index_hash(key, length - strlen(ends[i])), 0));
	}
}

/* The value of a setting in its unit, "8kB" and "" included, under the setting's own name. */
static void add_setting(struct evidence *evidence, const char *name, const char *value, const char *unit)
{
	struct index *index = &evidence->index;
	struct column column = terms_column(evidence->terms, name, strlen(name));
	struct fr_quantity quantity;
	size_t length = strlen(value), bytes = fr_quantity_read(value, length, &quantity);
	const char *text = value[bytes] != '\0' ? value + bytes : unit;
	const struct unit *known;

	column = (struct column){ .kind = KIND_NUMBER, .unit = 1, .nouns = column.nouns, .hash = column.hash };
	index_word(index, index_group(GROUP_COLUMN_NAME, column.hash, 0));
	evidence_name(evidence, name);
	add_text(evidence, value, length);
	if (bytes == 0 || quantity.readings == 0) {
		bool on = strcmp(value, "on") == 0;

		if (on || strcmp(value, "off") == 0)
			index_word(index, index_group(GROUP_COLUMN, column.hash, index_hash(value, on ? 2 : 3)));
		return;
	}
	text += strspn(text, " ");
	if (*text >= '0' && *text <= '9')
		column.unit = strtod(text, NULL);
	text += strspn(text, "0123456789");
	known = terms_unit(evidence->terms, text, strlen(text));
	if (known != NULL) {
		column.kind = known->kind;
		column.unit *= known->base[known->bases - 1]; /* PostgreSQL's kB are binary */
	}
	add_number(evidence, &column, quantity.value[0], true);
	if (known == NULL && quantity.value[0] > 0 && quantity.value[0] < 1) {
		index_value(index, index_group(GROUP_COLUMN, column.hash, KIND_PERCENTAGE), quantity.value[0] * 100);
		index_value(index, index_group(GROUP_KIND, KIND_PERCENTAGE, 0), quantity.value[0] * 100);
	}
}

static void add_settings(struct evidence *evidence, jv row)
{
	static const char *const values[] = { "value", "setting", "old_value", "new_value", "parameter_value" };
	char *name = fr_json_text(row, "parameter_name"), *unit = fr_json_text(row, "unit");

	if (name == NULL)
		name = fr_json_text(row, "name");
	for (size_t i = 0; name != NULL && i < sizeof(values) / sizeof(values[0]); i++) {
		char *value = fr_json_text(row, values[i]);

		index_of(&evidence->index, name, 0, true);
		if (value != NULL)
			add_setting(evidence, name, value, unit != NULL ? unit : "");
		index_of(&evidence->index, NULL, 0, false);
		free(value);
	}
	free(unit);
	free(name);
}

static void add_members(struct evidence *evidence, jv object)
{
	for (int at = jv_object_iter(object); jv_object_iter_valid(object, at); at = jv_object_iter_next(object, at)) {
		jv key = jv_object_iter_key(object, at), value = jv_object_iter_value(object, at);

		evidence_name(evidence, jv_string_value(key));
		evidence_value(evidence, jv_string_value(key), value);
		jv_free(key);
		jv_free(value);
	}
}

static void add_string(struct evidence *evidence, const char *key, jv value)
{
	const char *text = jv_string_value(value);
	size_t length = (size_t)jv_string_length_bytes(jv_copy(value));

	enum kind kind = terms_column(evidence->terms, key, strlen(key)).kind;

	if (kind == KIND_QUERY)
		add_query(evidence, text, length);
	else if (kind == KIND_NONE)
		add_words(evidence, text, length, 0);
	else
		add_text(evidence, text, length);
}

void evidence_value(struct evidence *evidence, const char *key, jv value)
{
	struct column column;

	switch (jv_get_kind(value)) {
	case JV_KIND_OBJECT:
		add_members(evidence, value);
		break;
	case JV_KIND_ARRAY:
		jv_array_foreach (value, i, member) {
			evidence_value(evidence, key, member);
			jv_free(member);
		}
		break;
	case JV_KIND_STRING:
		index_of(&evidence->index, key, 0, true);
		add_string(evidence, key, value);
		index_of(&evidence->index, NULL, 0, false);
		break;
	case JV_KIND_NUMBER:
		column = terms_column(evidence->terms, key, strlen(key));
		index_of(&evidence->index, key, column.nouns, terms_counts(&column));
		add_number(evidence, &column, jv_number_value(value), false);
		if (column.hash == evidence->elapsed)
			add_loose(evidence, &column, jv_number_value(value));
		index_of(&evidence->index, NULL, 0, false);
		break;
	default:
		break;
	}
}

void evidence_row_named(struct evidence *evidence, const char *name)
{
	index_named(&evidence->index, index_hash(name, strlen(name)));
	while (*name != '\0') {
		size_t length = strcspn(name, "_");

		index_named(&evidence->index, index_hash(name, length));
		if (length > 3 && name[length - 1] == 's')
			index_named(&evidence->index, index_hash(name, length - 1));
		name += length + (name[length] != '\0');
	}
}

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
			evidence_row_named(evidence, name);
			evidence_value(evidence, name, row);
			if (jv_get_kind(row) == JV_KIND_OBJECT) {
				add_settings(evidence, row);
				derive_spans(evidence, row);
				derive_state(evidence, row);
				derive_pairs(evidence, row);
				if (i < RATED_ROWS)
					derive_rates(evidence, row);
			}
			jv_free(row);
		}
		evidence->index.row = own;
		if (jv_get_kind(first) == JV_KIND_OBJECT)
			derive_sums(evidence, rows);
		jv_free(first);
	}
	if (jv_get_kind(rows) == JV_KIND_ARRAY)
		evidence_meaning(evidence, &count, jv_array_length(jv_copy(rows)), false);
	index_no_row(&evidence->index);
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

static void add_findings(struct evidence *evidence, jv envelope)
{
	jv findings = fr_json_get(envelope, "findings");

	if (jv_get_kind(findings) == JV_KIND_ARRAY)
		jv_array_foreach (findings, i, finding) {
			jv summary = fr_json_get(finding, "summary"), lines = fr_json_get(finding, "evidence");

			index_row(&evidence->index, ROW_SAID);
			evidence_value(evidence, "summary", summary);
			if (jv_get_kind(lines) == JV_KIND_ARRAY)
				jv_array_foreach (lines, j, line) {
					index_row(&evidence->index, ROW_SAID);
					evidence_value(evidence, "evidence", line);
					jv_free(line);
				}
			index_no_row(&evidence->index);
			jv_free(summary);
			jv_free(lines);
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
	add_sections(evidence, envelope, "baseline");
	add_window(evidence, envelope);
	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
		jv value = fr_json_get(envelope, plain[i]);

		index_row(&evidence->index, ROW_SAID);
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
