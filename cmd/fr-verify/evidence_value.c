/* Numbers of the evidence, as what their columns say that they are; settings in their units. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "derive.h"
#include "evidence_internal.h"
#include "json.h"
#include "shown.h"

#define OPERANDS_MOST 256 /* pairs are made of them */

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

	if (column->kind == KIND_NONE || column->kind == KIND_QUERY)
		return;
	if (!shown_is(evidence, column, value)) {
		if (value == 0)
			index_value(index, index_group(GROUP_UNSHOWN_ZERO, 0, 0), 0);
		return;
	}
	if (shown != value)
		evidence_meaning(evidence, column, shown, setting);
	if (fabs(value) >= 100 && round(value) != value) /* as people say it */
		evidence_meaning(evidence, column, round(value), setting);
	evidence_meaning(evidence, column, value, setting);
	index_word(index, index_group(GROUP_COLUMN_NAME, column->hash, 0));
	index_value(index, index_group(GROUP_COLUMN, column->hash, 0), value);
	if (kind != KIND_NUMBER)
		index_value(index, index_group(GROUP_COLUMN, column->hash, kind), value * unit);
	for (size_t i = 0; i < evidence->terms->aliases_count; i++)
		if (evidence->terms->aliases[i].of == column->hash)
			index_value(index, index_group(GROUP_COLUMN, evidence->terms->aliases[i].name, 0), value);
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

/* 8kB: the size of a page, which may be said of anything, too. */
static void add_page(struct evidence *evidence, const char *size)
{
	uint32_t row = evidence->index.row;

	index_no_row(&evidence->index);
	evidence_citations(evidence, size, strlen(size));
	evidence->index.row = row;
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
	evidence_text(evidence, value, length);
	if (bytes == 0 || quantity.readings == 0) {
		bool on = strcmp(value, "on") == 0;

		if (on || strcmp(value, "off") == 0)
			index_word(index, index_group(GROUP_COLUMN, column.hash, index_hash(value, on ? 2 : 3)));
		return;
	}
	text += strspn(text, " ");
	if (*text >= '0' && *text <= '9') {
		add_page(evidence, text);
		column.unit = strtod(text, NULL);
	}
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

void evidence_settings(struct evidence *evidence, jv row)
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
	derive_node(evidence, object);
	evidence->depth++;
	for (int at = jv_object_iter(object); jv_object_iter_valid(object, at); at = jv_object_iter_next(object, at)) {
		jv key = jv_object_iter_key(object, at), value = jv_object_iter_value(object, at);

		evidence_name(evidence, jv_string_value(key));
		evidence_value(evidence, jv_string_value(key), value);
		jv_free(key);
		jv_free(value);
	}
	evidence->depth--;
}

static void add_string(struct evidence *evidence, const char *key, jv value)
{
	const char *text = jv_string_value(value);
	size_t length = (size_t)jv_string_length_bytes(jv_copy(value));

	enum kind kind = terms_column(evidence->terms, key, strlen(key)).kind;

	if (kind == KIND_QUERY)
		evidence_query(evidence, text, length);
	else if (kind == KIND_NONE)
		evidence_words(evidence, text, length, 0);
	else
		evidence_text(evidence, text, length);
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
