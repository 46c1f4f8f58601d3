#include "pricing_entry.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

#define MILLION 1000000
#define RATE_MOST 1e6 /* US dollars for a million tokens */

/* The string at key into text; left as it is when there is none. */
static int take_text(jv json, const char *key, char *text, size_t size, struct fr_error *err)
{
	jv value = fr_json_get(json, key);
	char *copy = fr_json_text(json, key);
	int status = 0;

	if (copy != NULL && strlen(copy) < size)
		memcpy(text, copy, strlen(copy) + 1);
	else if (jv_is_valid(value))
		status = fr_error_set(err, FR_EX_CONFIG, "'%s' takes a text of less than %zu bytes", key, size);
	free(copy);
	jv_free(value);
	return status;
}

static int take_day(jv json, const char *key, char day[11], struct fr_error *err)
{
	static const char form[] = "dddd-dd-dd";

	if (take_text(json, key, day, 11, err) < 0)
		return -1;
	if (day[0] == '\0')
		return 0;
	for (int i = 0; i < 11; i++)
		if (form[i] == 'd' ? !isdigit((unsigned char)day[i]) : day[i] != form[i])
			return fr_error_set(err, FR_EX_CONFIG, "'%s' takes a day such as 2026-11-23, not '%s'", key,
					    day);
	return 0;
}

/*
 * The number at key, 0 to most, times a million, exactly: 1 when there is one, else 0 and *millionths is left. Doubles
 * hold such numbers to a few in 10^16, so what is further than that from six places has more of them.
 */
static int take_millionths(jv json, const char *key, double most, int64_t *millionths, struct fr_error *err)
{
	jv value = fr_json_get(json, key);
	bool there = jv_is_valid(value);
	double number = jv_get_kind(value) == JV_KIND_NUMBER ? jv_number_value(value) : -1;

	jv_free(value);
	if (!there)
		return 0;
	if (!(number >= 0 && number <= most))
		return fr_error_set(err, FR_EX_CONFIG, "'%s' takes a number from 0 to %g", key, most);
	if (fabs(number * MILLION - round(number * MILLION)) > 1e-3)
		return fr_error_set(err, FR_EX_CONFIG, "'%s' has more than six decimal places", key);
	*millionths = (int64_t)round(number * MILLION);
	return 1;
}

/* What vendors ask for the cache, where nothing is said: a read is never dearer than the input, writes 1.25 and 2.5
 * times. */
static void assume_cache(struct fr_tier *tier)
{
	tier->cache_read = tier->input;
	tier->cache_write_5m = (tier->input * 5 + 3) / 4;
	tier->cache_write_1h = (tier->input * 5 + 1) / 2;
}

static int take_tier(jv json, struct fr_tier *tier, struct fr_error *err)
{
	int input = take_millionths(json, "input", RATE_MOST, &tier->input, err);
	int output = input < 0 ? -1 : take_millionths(json, "output", RATE_MOST, &tier->output, err);

	if (output < 0)
		return -1;
	if (input == 0 || output == 0)
		return fr_error_set(err, FR_EX_CONFIG, "'%s' is missing", input == 0 ? "input" : "output");
	assume_cache(tier);
	if (take_millionths(json, "cache_read", RATE_MOST, &tier->cache_read, err) < 0 ||
	    take_millionths(json, "cache_write_5m", RATE_MOST, &tier->cache_write_5m, err) < 0 ||
	    take_millionths(json, "cache_write_1h", RATE_MOST, &tier->cache_write_1h, err) < 0)
		return -1;
	return 0;
}

/* A whole number at key; 0 when there is none. */
static int take_count(jv json, const char *key, int64_t *count, struct fr_error *err)
{
	jv value = fr_json_get(json, key);
	double number = jv_get_kind(value) == JV_KIND_NUMBER ? jv_number_value(value) : -1;
	bool there = jv_is_valid(value);

	jv_free(value);
	*count = 0;
	if (!there)
		return 0;
	if (!(number >= 1 && number <= 1e12 && number == floor(number)))
		return fr_error_set(err, FR_EX_CONFIG, "'%s' takes a whole number from 1 on", key);
	*count = (int64_t)number;
	return 0;
}

static int take_further_tier(struct fr_price *price, jv json, struct fr_error *err)
{
	struct fr_tier *tier = &price->tier[price->tiers];

	if (price->tiers == FR_PRICE_TIERS)
		return fr_error_set(err, FR_EX_CONFIG, "more than %d tiers", FR_PRICE_TIERS - 1);
	if (take_count(json, "above", &tier->above, err) < 0 || take_tier(json, tier, err) < 0)
		return -1;
	if (tier->above <= tier[-1].above)
		return fr_error_set(err, FR_EX_CONFIG,
				    "the tiers do not rise: each needs an 'above' larger than the last");
	price->tiers++;
	return 0;
}

static int take_tiers(struct fr_price *price, jv json, struct fr_error *err)
{
	jv tiers = fr_json_get(json, "tiers");
	int status = take_tier(json, &price->tier[0], err);

	price->tiers = 1;
	if (status == 0 && jv_get_kind(tiers) == JV_KIND_ARRAY) {
		jv_array_foreach (tiers, i, further) {
			if (status == 0)
				status = take_further_tier(price, further, err);
			jv_free(further);
		}
	} else if (status == 0 && jv_is_valid(tiers)) {
		status = fr_error_set(err, FR_EX_CONFIG, "'tiers' takes an array");
	}
	jv_free(tiers);
	return status;
}

static int take_server(struct fr_pricing_entry *entry, jv json, struct fr_error *err)
{
	jv server = fr_json_get(json, "server");

	entry->server = fr_json_text(json, "server");
	if (jv_is_valid(server) && entry->server == NULL)
		fr_error_set(err, FR_EX_CONFIG, "'server' takes an origin such as http://127.0.0.1:11434");
	else if (strcmp(entry->price.model, "*") == 0 && entry->server == NULL)
		fr_error_set(err, FR_EX_CONFIG, "model '*' needs a 'server'");
	else {
		jv_free(server);
		return 0;
	}
	jv_free(server);
	return -1;
}

static int take_names(struct fr_pricing_entry *entry, jv json, struct fr_error *err)
{
	struct fr_price *price = &entry->price;

	entry->aliases = fr_json_get(json, "aliases");
	entry->is_default = fr_json_true(json, "default");
	entry->is_small = fr_json_true(json, "small");
	if (take_text(json, "model", price->model, sizeof(price->model), err) < 0 ||
	    take_text(json, "provider", price->provider, sizeof(price->provider), err) < 0 ||
	    take_text(json, "instead", entry->instead, sizeof(entry->instead), err) < 0 ||
	    take_day(json, "from", entry->from, err) < 0 || take_day(json, "retires", price->retires, err) < 0 ||
	    take_day(json, "retired", entry->retired, err) < 0)
		return -1;
	if (price->model[0] == '\0')
		return fr_error_set(err, FR_EX_CONFIG, "'model' is missing");
	if (jv_is_valid(entry->aliases) && jv_get_kind(entry->aliases) != JV_KIND_ARRAY)
		return fr_error_set(err, FR_EX_CONFIG, "'aliases' takes an array");
	return take_server(entry, json, err);
}

/* A misspelt member would be a price that silently does not count. */
static int check_members(jv json, struct fr_error *err)
{
	static const char known[] =
	    " model provider aliases server from input output cache_read cache_write_5m "
	    "cache_write_1h tiers batch context_tokens max_output_tokens retires retired instead "
	    "default small source read_on note ";
	int status = 0;

	jv_object_foreach (json, key, value) {
		char padded[64];

		snprintf(padded, sizeof(padded), " %s ", jv_string_value(key));
		if (status == 0 && strstr(known, padded) == NULL)
			status = fr_error_set(err, FR_EX_CONFIG, "unknown member '%s'", jv_string_value(key));
		jv_free(key);
		jv_free(value);
	}
	return status;
}

int fr_pricing_entry_read(struct fr_pricing_entry *entry, jv json, struct fr_error *err)
{
	struct fr_price *price = &entry->price;

	*entry = (struct fr_pricing_entry){ .price.batch = MILLION, .aliases = jv_invalid() };
	if (jv_get_kind(json) != JV_KIND_OBJECT)
		return fr_error_set(err, FR_EX_CONFIG, "not an object");
	if (take_names(entry, json, err) < 0 || check_members(json, err) < 0)
		return -1;
	if (entry->retired[0] != '\0')
		return 0;
	if (take_tiers(price, json, err) < 0 || take_millionths(json, "batch", 1, &price->batch, err) < 0 ||
	    take_count(json, "context_tokens", &price->context_tokens, err) < 0 ||
	    take_count(json, "max_output_tokens", &price->max_output_tokens, err) < 0)
		return -1;
	return 0;
}

void fr_pricing_entry_release(struct fr_pricing_entry *entry)
{
	jv_free(entry->aliases);
	free(entry->server);
}
