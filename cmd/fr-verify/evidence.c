#include "evidence.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

#define OPERANDS_MOST 256 /* pairs are made of them */
#define ROW_TIMES_MOST 6
#define RATED_ROWS 50 /* of a section, whose best rows come first */

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

/* What a number of that meaning is found as, but not in its column. */
static void add_meaning(struct evidence *evidence, const struct column *column, double value, bool setting)
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
	if (shown != value)
		add_meaning(evidence, column, shown, setting);
	add_meaning(evidence, column, value, setting);
	index_word(index, index_group(GROUP_COLUMN_NAME, column->hash, 0));
	index_value(index, index_group(GROUP_COLUMN, column->hash, 0), value);
	if (kind != KIND_NUMBER)
		index_value(index, index_group(GROUP_COLUMN, column->hash, kind), value * unit);
	keep_operand(evidence, column->hash, kind == KIND_SIZE ? value * unit : value);
}

static void add_words(struct evidence *evidence, const char *text, size_t length, size_t at)
{
	bool code = false;

	do {
		tokens_read(&evidence->tokens, text, length, &at, &code);
		for (int i = 0; i < evidence->tokens.count; i++) {
			const struct token *token = &evidence->tokens.of[i];

			if (token->type != TOKEN_SIGN)
				index_word(&evidence->index,
					   index_group(GROUP_WORD,
						       index_hash(text + token->start, token->end - token->start), 0));
		}
	} while (at < length);
}

/* A text that is no SQL: all that it cites is evidence. */
static void add_citations(struct evidence *evidence, const char *text, size_t length)
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
	return index_word(&evidence->index, index_group(GROUP_TEXT, index_hash(text, length), 1));
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
	add_citations(evidence, text, length);
	if (memchr(text, ' ', length) != NULL)
		index_text(&evidence->index, text, length);
}

static void add_key(struct evidence *evidence, const char *key)
{
	size_t length = strlen(key);
	uint64_t group = index_group(GROUP_WORD, index_hash(key, length), 0);

	if (!index_has_word(&evidence->index, group)) {
		index_word(&evidence->index, group);
		add_words(evidence, key, length, 0);
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
	add_key(evidence, name);
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

		if (value != NULL)
			add_setting(evidence, name, value, unit != NULL ? unit : "");
		free(value);
	}
	free(unit);
	free(name);
}

static void add_value(struct evidence *evidence, const char *key, jv value);

static void add_members(struct evidence *evidence, jv object)
{
	for (int at = jv_object_iter(object); jv_object_iter_valid(object, at); at = jv_object_iter_next(object, at)) {
		jv key = jv_object_iter_key(object, at), value = jv_object_iter_value(object, at);

		add_key(evidence, jv_string_value(key));
		add_value(evidence, jv_string_value(key), value);
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

static void add_value(struct evidence *evidence, const char *key, jv value)
{
	struct column column;

	switch (jv_get_kind(value)) {
	case JV_KIND_OBJECT:
		add_members(evidence, value);
		break;
	case JV_KIND_ARRAY:
		jv_array_foreach (value, i, member) {
			add_value(evidence, key, member);
			jv_free(member);
		}
		break;
	case JV_KIND_STRING:
		add_string(evidence, key, value);
		break;
	case JV_KIND_NUMBER:
		column = terms_column(evidence->terms, key, strlen(key));
		add_number(evidence, &column, jv_number_value(value), false);
		break;
	default:
		break;
	}
}

/* A timestamp as seconds since 1970; NAN when it is none. */
static double time_of(jv value)
{
	struct fr_quantity quantity;

	if (jv_get_kind(value) != JV_KIND_STRING ||
	    fr_quantity_read(jv_string_value(value), (size_t)jv_string_length_bytes(jv_copy(value)), &quantity) == 0 ||
	    !quantity.dated || !quantity.clocked)
		return NAN;
	return quantity.day * 86400 + quantity.seconds;
}

/* The times between the times of one row. */
static void add_spans(struct evidence *evidence, jv row)
{
	double times[ROW_TIMES_MOST];
	int count = 0;

	for (int at = jv_object_iter(row); jv_object_iter_valid(row, at) && count < ROW_TIMES_MOST;
	     at = jv_object_iter_next(row, at)) {
		jv value = jv_object_iter_value(row, at);

		times[count] = time_of(value);
		count += isfinite(times[count]) ? 1 : 0;
		jv_free(value);
	}
	for (int i = 0; i < count; i++)
		for (int j = 0; j < i; j++)
			index_value(&evidence->index, index_group(GROUP_KIND, KIND_DURATION, 0), times[i] - times[j]);
}

/* Each column of a row a call, a row, a second. */
static void add_rates(struct evidence *evidence, jv row)
{
	double by[TERMS_PER_MOST] = { 0 };
	uint64_t elapsed = index_hash("elapsed_seconds", strlen("elapsed_seconds"));

	for (int per = 1; per <= evidence->terms->per_count; per++)
		if (evidence->terms->per_by[per] == elapsed)
			by[per] = evidence->elapsed_seconds;
	for (int pass = 0; pass < 2; pass++)
		for (int at = jv_object_iter(row); jv_object_iter_valid(row, at); at = jv_object_iter_next(row, at)) {
			jv key = jv_object_iter_key(row, at), value = jv_object_iter_value(row, at);
			const char *name = jv_string_value(key);
			struct column column = terms_column(evidence->terms, name, strlen(name));
			double number = jv_get_kind(value) == JV_KIND_NUMBER ? jv_number_value(value) : 0;
			bool rated = number != 0 && (column.kind == KIND_NUMBER || column.kind == KIND_DURATION ||
						     column.kind == KIND_SIZE || column.kind == KIND_BUFFER);

			for (int per = 1; per <= evidence->terms->per_count; per++)
				if (pass == 0 && evidence->terms->per_by[per] == column.hash)
					by[per] = number;
				else if (pass == 1 && rated && by[per] > 0)
					index_value(&evidence->index, index_group(GROUP_PER, (uint64_t)per, 0),
						    number * column.unit / by[per]);
			jv_free(key);
			jv_free(value);
		}
	for (int per = 1; per <= evidence->terms->per_count;
	     per++) /* blocks a call are the sum of those found and those read */
		if (by[per] > 0)
			index_value(&evidence->index, index_group(GROUP_PER, (uint64_t)per, 0),
				    (fr_json_number(row, "shared_blks_hit_delta", 0) +
				     fr_json_number(row, "shared_blks_read_delta", 0)) /
					by[per]);
}

/* Are sums over its rows worth anything? Those of averages, greatest values and times are not. */
static bool adds_up(const char *name)
{
	size_t length = strlen(name);

	return (length > 6 && strcmp(name + length - 6, "_delta") == 0) || strncmp(name, "blocked_", 8) == 0 ||
	       (length > 9 && strcmp(name + length - 9, "_delta_ms") == 0);
}

/* A statement of the recorder's: prompts leave these out. */
static bool is_own(jv row)
{
	char *query = jv_get_kind(row) == JV_KIND_OBJECT ? fr_json_text(row, "query_preview") : NULL;
	bool own = query != NULL && (strstr(query, "flight_recorder") != NULL || strstr(query, "pg_stat_") != NULL);

	free(query);
	return own;
}

/* The sum of each column of a section, and each row's part of it. */
static void add_sums(struct evidence *evidence, jv rows)
{
	jv first = jv_array_get(jv_copy(rows), 0);
	int count = jv_array_length(jv_copy(rows));

	for (int at = jv_object_iter(first); count > 1 && jv_object_iter_valid(first, at);
	     at = jv_object_iter_next(first, at)) {
		jv key = jv_object_iter_key(first, at);
		const char *name = jv_string_value(key);
		struct column column = terms_column(evidence->terms, name, strlen(name));
		bool shared = false;
		double sum = 0, others = 0;

		for (size_t i = 0; i < evidence->terms->shares_count; i++)
			shared |= evidence->terms->shares[i] == column.hash;
		for (int i = 0; i < count; i++) {
			jv row = jv_array_get(jv_copy(rows), i);
			double value = jv_get_kind(row) == JV_KIND_OBJECT ? fr_json_number(row, name, 0) : 0;

			sum += value;
			others += is_own(row) ? 0 : value;
			jv_free(row);
		}
		if (adds_up(name) && column.kind != KIND_PERCENTAGE && sum != 0) {
			add_meaning(evidence, &column, sum, false);
			add_meaning(evidence, &column, others, false);
		}
		for (int i = 0; shared && sum != 0 && i < count; i++) {
			jv row = jv_array_get(jv_copy(rows), i);

			if (jv_get_kind(row) == JV_KIND_OBJECT)
				index_value(&evidence->index, index_group(GROUP_KIND, KIND_PERCENTAGE, 0),
					    100 * fr_json_number(row, name, 0) / sum);
			jv_free(row);
		}
		jv_free(key);
	}
	jv_free(first);
}

/* Sessions of a row that says what state they were in: "84 idle". */
static void add_state(struct evidence *evidence, jv row)
{
	char *state = fr_json_text(row, "state");
	const struct term *term = state != NULL ? terms_word(evidence->terms, index_hash(state, strcspn(state, " "))) :
						  NULL;
	uint64_t nouns = term != NULL ? term->nouns & evidence->terms->narrow : 0;
	double most = fr_json_number(row, "count_max", fr_json_number(row, "max_waiters", 0));

	if (nouns != 0 && most > 0)
		index_value(&evidence->index, index_group(GROUP_NOUN, nouns, 0), most);
	free(state);
}

static void add_section(struct evidence *evidence, const char *name, jv section)
{
	jv rows = jv_get_kind(section) == JV_KIND_OBJECT ? fr_json_get(section, "rows") : jv_null();
	const struct term *term = terms_word(evidence->terms, index_hash(name, strlen(name)));
	const struct term *other = terms_word(evidence->terms, index_hash("*", 1));
	struct column count = { .kind = KIND_NUMBER, .unit = 1 };

	if (term != NULL && term->rows != 0)
		count.nouns = term->rows;
	else if (other != NULL)
		count.nouns = other->rows;

	if (jv_get_kind(rows) == JV_KIND_ARRAY && jv_array_length(jv_copy(rows)) > 0) {
		jv first = jv_array_get(jv_copy(rows), 0);

		jv_array_foreach (rows, i, row) {
			if (jv_get_kind(row) == JV_KIND_OBJECT) {
				add_settings(evidence, row);
				add_spans(evidence, row);
				add_state(evidence, row);
				if (i < RATED_ROWS)
					add_rates(evidence, row);
			}
			jv_free(row);
		}
		if (jv_get_kind(first) == JV_KIND_OBJECT)
			add_sums(evidence, rows);
		jv_free(first);
	}
	if (jv_get_kind(rows) == JV_KIND_ARRAY)
		add_meaning(evidence, &count, jv_array_length(jv_copy(rows)), false);
	jv_free(rows);
}

static void add_sections(struct evidence *evidence, jv envelope, const char *member)
{
	jv sections = fr_json_get(envelope, member);

	add_value(evidence, member, sections);
	if (jv_get_kind(sections) == JV_KIND_OBJECT)
		for (int at = jv_object_iter(sections); jv_object_iter_valid(sections, at);
		     at = jv_object_iter_next(sections, at)) {
			jv key = jv_object_iter_key(sections, at), section = jv_object_iter_value(sections, at);

			add_section(evidence, jv_string_value(key), section);
			jv_free(key);
			jv_free(section);
		}
	jv_free(sections);
}

static double greatest(const struct evidence *evidence, uint64_t column)
{
	double most = 0;

	for (size_t i = 0; i < evidence->operands_count; i++)
		if (evidence->operands[i].column == column && evidence->operands[i].value > most)
			most = evidence->operands[i].value;
	return most;
}

/* How one column stands to another (to its own greatest value, which is the whole): in times, in percent, and what is
 * left. */
static void add_ratios(struct evidence *evidence)
{
	struct index *index = &evidence->index;

	for (size_t r = 0; r < evidence->terms->ratios_count; r++) {
		const struct ratio *ratio = &evidence->terms->ratios[r];

		double most = ratio->of == ratio->to ? greatest(evidence, ratio->to) : 0;

		for (size_t i = 0; i < evidence->operands_count; i++)
			for (size_t j = 0; j < evidence->operands_count; j++) {
				double of = evidence->operands[i].value, to = evidence->operands[j].value;

				if (evidence->operands[i].column != ratio->of ||
				    evidence->operands[j].column != ratio->to)
					continue;
				if (ratio->of == ratio->to && to != most)
					continue;
				for (size_t k = 0; k <= evidence->operands_count; k++) {
					bool less = k < evidence->operands_count;

					if (less && evidence->operands[k].column != ratio->less)
						continue;
					to = evidence->operands[j].value - (less ? evidence->operands[k].value : 0);
					index_value(index, index_group(GROUP_KIND, KIND_FACTOR, 0), of / to);
					index_value(index, index_group(GROUP_KIND, KIND_PERCENTAGE, 0), 100 * of / to);
					if (ratio->less != 0) {
						index_value(index,
							    index_group(GROUP_NOUN, evidence->terms->narrow_as, 0), to);
						index_value(index, index_group(GROUP_NOUN, evidence->terms->free, 0),
							    to - of);
					}
				}
			}
	}
}

static void add_window(struct evidence *evidence, jv envelope)
{
	jv window = fr_json_get(envelope, "window");

	add_value(evidence, "window", window);
	if (jv_get_kind(window) == JV_KIND_OBJECT)
		add_spans(evidence, window);
	jv_free(window);
}

static void add_findings(struct evidence *evidence, jv envelope)
{
	jv findings = fr_json_get(envelope, "findings");

	if (jv_get_kind(findings) == JV_KIND_ARRAY)
		jv_array_foreach (findings, i, finding) {
			jv summary = fr_json_get(finding, "summary"), lines = fr_json_get(finding, "evidence");

			add_value(evidence, "summary", summary);
			add_value(evidence, "evidence", lines);
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
	evidence->elapsed_seconds = elapsed_seconds(envelope);
	add_sections(evidence, envelope, "context");
	add_sections(evidence, envelope, "baseline");
	add_window(evidence, envelope);
	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
		jv value = fr_json_get(envelope, plain[i]);

		add_value(evidence, plain[i], value);
		jv_free(value);
	}
	add_findings(evidence, envelope);
	add_ratios(evidence);
	index_finish(&evidence->index);
}

void evidence_release(struct evidence *evidence)
{
	index_release(&evidence->index);
	free(evidence->operands);
	evidence->operands = NULL;
}
