#include "derive.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

#define ROW_TIMES_MOST 6

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

void derive_spans(struct evidence *evidence, jv row)
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

static void add_rate(struct evidence *evidence, int per, const struct column *column, double rate)
{
	enum kind kind = column->kind == KIND_BUFFER ? KIND_NUMBER : column->kind;

	index_value(&evidence->index, index_group(GROUP_PER, (uint64_t)per, kind), rate * column->unit);
	if (column->kind == KIND_BUFFER)
		index_value(&evidence->index, index_group(GROUP_PER, (uint64_t)per, KIND_SIZE), rate * 8192);
}

/* time_per_call_ms, mean_before_ms, count_avg: of each already. */
static bool is_rate(const struct evidence *evidence)
{
	const struct index_column *column = &evidence->index.columns[evidence->index.column];

	return terms_names(evidence->terms, column, ROLE_AVERAGE) || terms_names(evidence->terms, column, ROLE_EACH);
}

void derive_rates(struct evidence *evidence, jv row)
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

			index_of(&evidence->index, name, column.nouns, terms_counts(&column));
			rated = rated && !is_rate(evidence);
			for (int per = 1; per <= evidence->terms->per_count; per++)
				if (pass == 0 && evidence->terms->per_by[per] == column.hash)
					by[per] = number;
				else if (pass == 1 && rated && by[per] > 0)
					add_rate(evidence, per, &column, number / by[per]);
			for (int per = 1;
			     per <= evidence->terms->per_count && pass == 1 && rated && evidence->elapsed_seconds > 0;
			     per++)
				if (evidence->terms->per_by[per] == elapsed) /* as it is shown */
					add_rate(evidence, per, &column,
						 number / (round(evidence->elapsed_seconds * 100) / 100));
			index_of(&evidence->index, NULL, 0, false);
			jv_free(key);
			jv_free(value);
		}
	for (int per = 1; per <= evidence->terms->per_count;
	     per++) /* blocks a call are the sum of those found and those read */
		if (by[per] > 0)
			index_value(&evidence->index, index_group(GROUP_PER, (uint64_t)per, KIND_NUMBER),
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

void derive_sums(struct evidence *evidence, jv rows)
{
	jv first = jv_array_get(jv_copy(rows), 0);
	int count = jv_array_length(jv_copy(rows));
	uint32_t own = evidence->index.row; /* the section's, before those of its rows */

	for (int at = jv_object_iter(first); count > 1 && jv_object_iter_valid(first, at);
	     at = jv_object_iter_next(first, at)) {
		jv key = jv_object_iter_key(first, at);
		const char *name = jv_string_value(key);
		struct column column = terms_column(evidence->terms, name, strlen(name));
		bool shared = false;
		double sum = 0, others = 0;

		index_of(&evidence->index, name, column.nouns, terms_counts(&column));
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
			evidence_meaning(evidence, &column, sum, false);
			evidence_meaning(evidence, &column, others, false);
		}
		for (int i = 0; shared && sum != 0 && i < count; i++) {
			jv row = jv_array_get(jv_copy(rows), i);

			evidence->index.row = own + 1 + (uint32_t)i;
			if (jv_get_kind(row) == JV_KIND_OBJECT)
				index_value(&evidence->index, index_group(GROUP_KIND, KIND_PERCENTAGE, 0),
					    100 * fr_json_number(row, name, 0) / sum);
			evidence->index.row = own;
			jv_free(row);
		}
		index_of(&evidence->index, NULL, 0, false);
		jv_free(key);
	}
	jv_free(first);
}

void derive_node(struct evidence *evidence, jv object)
{
	double own = fr_json_number(object, "Total Cost", NAN);
	jv plans = isfinite(own) ? fr_json_get(object, "Plans") : jv_null();
	struct column column = { .kind = KIND_NUMBER, .unit = 1 };

	if (jv_get_kind(plans) == JV_KIND_ARRAY)
		jv_array_foreach (plans, i, plan) {
			own -= fr_json_number(plan, "Total Cost", 0);
			jv_free(plan);
		}
	jv_free(plans);
	if (!isfinite(own))
		return;
	index_of(&evidence->index, "cost", 0, true);
	evidence_meaning(evidence, &column, round(own), false);
	evidence_meaning(evidence, &column, own, false);
	index_of(&evidence->index, NULL, 0, false);
}

void derive_pairs(struct evidence *evidence, jv row)
{
	for (size_t i = 0; i < evidence->terms->sums_count; i++) {
		const struct sum *sum = &evidence->terms->sums[i];
		double of = fr_json_number(row, sum->of, NAN), and = fr_json_number(row, sum->and, NAN);
		struct column column = terms_column(evidence->terms, sum->of, strlen(sum->of));

		if (!isfinite(of) || !isfinite(and))
			continue;
		index_of(&evidence->index, sum->of, column.nouns, true);
		evidence_meaning(evidence, &column, of + and, false);
		index_value(&evidence->index, index_group(GROUP_KIND, KIND_PERCENTAGE, 0), 100 * of / (of + and));
		index_value(&evidence->index, index_group(GROUP_KIND, KIND_PERCENTAGE, 0), 100 * and / (of + and));
		index_of(&evidence->index, NULL, 0, false);
	}
}

void derive_state(struct evidence *evidence, jv row)
{
	char *state = fr_json_text(row, "state");
	const struct term *term = state != NULL ? terms_word(evidence->terms, index_hash(state, strcspn(state, " "))) :
						  NULL;
	uint64_t nouns = term != NULL ? term->nouns & evidence->terms->narrow : 0;
	const char *name = fr_json_number(row, "count_max", 0) > 0 ? "count_max" : "max_waiters";
	double most = fr_json_number(row, name, 0);

	if (nouns != 0 && most > 0) {
		index_of_known(&evidence->index, index_hash(name, strlen(name)));
		index_value(&evidence->index, index_group(GROUP_NOUN, nouns, 0), most);
		index_of(&evidence->index, NULL, 0, false);
	}
	free(state);
}

static double greatest(const struct evidence *evidence, uint64_t column)
{
	double most = 0;

	for (size_t i = 0; i < evidence->operands_count; i++)
		if (evidence->operands[i].column == column && evidence->operands[i].value > most)
			most = evidence->operands[i].value;
	return most;
}

void derive_ratios(struct evidence *evidence)
{
	struct index *index = &evidence->index;

	index->derived = true;
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
					index_of_known(index, ratio->of);
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
	index->derived = false;
	index_of(index, NULL, 0, false);
}
