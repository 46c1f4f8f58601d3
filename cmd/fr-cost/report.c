/* report: what was spent, added up by what the user asks. */
#include <stdio.h>
#include <string.h>

#include "fr-cost.h"
#include "id.h"
#include "json.h"

#define DAY_SECONDS 86400

static bool is_called(const struct fr_cost_key *key, const char *name, size_t length)
{
	return (strlen(key->option) == length && strncmp(key->option, name, length) == 0) ||
	       (strlen(key->name) == length && strncmp(key->name, name, length) == 0);
}

static void choose_keys(struct fr_cost_key keys[FR_COST_KEYS], const char *list)
{
	while (*list != '\0') {
		size_t length = strcspn(list, ",");
		bool known = false;

		for (int i = 0; i < FR_COST_KEYS; i++)
			if (is_called(&keys[i], list, length))
				known = keys[i].asked = true;
		if (!known)
			fr_usage("--by takes day, provider, model, function, database or cluster, not '%.*s'",
				 (int)length, list);
		list += length + (list[length] == ',');
	}
}

/* The first day to count: 30 days are today and the 29 before it. Consumes parameters. */
static jv with_since(jv parameters, int64_t seconds)
{
	int64_t days = (seconds + DAY_SECONDS - 1) / DAY_SECONDS;
	char day[FR_TIME_BYTES];

	fr_time_format(day, fr_time_now_us() - (days - 1) * DAY_SECONDS * INT64_C(1000000));
	return fr_json_set(parameters, "since", jv_string_sized(seconds > 0 ? day : "", seconds > 0 ? 10 : 0));
}

enum fr_exit fr_cost_report(const struct fr_cost_options *options)
{
	struct fr_cost_key keys[FR_COST_KEYS] = {
		{ "day", "day", false },           { "provider", "provider", false },
		{ "model", "model", false },       { "function_name", "function", false },
		{ "database", "database", false }, { "cluster", "cluster", false },
	};
	bool scraped = options->format == FR_COST_PROMETHEUS;
	int64_t last = options->last_seconds > 0 ? options->last_seconds : scraped ? 0 : 30 * DAY_SECONDS;
	jv parameters = jv_object(), rows = jv_array();
	struct fr_store *store;
	struct fr_error err;

	choose_keys(keys, options->by != NULL ? options->by : scraped ? "provider,model,function" : "day");
	if (scraped && keys[0].asked)
		fr_usage("the days of prometheus are its own: --by takes the others");
	for (int i = 0; i < FR_COST_KEYS; i++) {
		char name[32];

		snprintf(name, sizeof(name), "by_%s", keys[i].name);
		parameters = fr_json_set(parameters, name, jv_bool(keys[i].asked));
	}
	parameters = with_since(parameters, last);
	store = fr_cost_reader(options);
	if (fr_store_query(store, "cost_report", parameters, fr_store_collect, &rows, &err) < 0)
		fr_die(&err);
	jv_free(parameters);
	fr_store_free(store);
	fr_cost_write(options->format, keys, rows);
	return FR_EX_OK;
}
