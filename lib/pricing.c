#include "pricing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jv.h>

#include "id.h"
#include "json.h"
#include "paths.h"
#include "pricing_entry.h"

struct fr_pricing {
	struct fr_pricing_entry *entries; /* folder by folder, in the files' order */
	size_t count;
};

/* Consumes json. number is the entry's in its file, from 1. */
static int add(struct fr_pricing *pricing, jv json, size_t folder, const char *path, int number, struct fr_error *err)
{
	struct fr_pricing_entry entry;
	struct fr_error what;
	int status = fr_pricing_entry_read(&entry, json, &what);

	jv_free(json);
	entry.folder = folder;
	if (status < 0) {
		fr_error_set(err, FR_EX_CONFIG, "'%s': entry %d%s%s: %s", path, number,
			     entry.price.model[0] != '\0' ? ", model " : "", entry.price.model, what.message);
		fr_pricing_entry_release(&entry);
		return -1;
	}
	pricing->entries = reallocarray(pricing->entries, pricing->count + 1, sizeof(*pricing->entries));
	if (pricing->entries == NULL)
		abort();
	pricing->entries[pricing->count++] = entry;
	return 0;
}

/* A file is any number of JSON values: objects, and arrays of them. So a line at its end adds a model. */
static int read_file(struct fr_pricing *pricing, const char *path, size_t folder, struct fr_error *err)
{
	jv values = jv_load_file(path, 0);
	int status = 0, number = 0;

	if (!jv_is_valid(values)) {
		jv message = jv_invalid_get_msg(values);

		fr_error_set(err, FR_EX_CONFIG, "'%s': %s", path,
			     jv_get_kind(message) == JV_KIND_STRING ? jv_string_value(message) : "cannot be read");
		jv_free(message);
		return -1;
	}
	jv_array_foreach (values, i, value) {
		if (jv_get_kind(value) != JV_KIND_ARRAY)
			value = jv_array_append(jv_array(), value);
		jv_array_foreach (value, j, entry) {
			if (status == 0)
				status = add(pricing, entry, folder, path, ++number, err);
			else
				jv_free(entry);
		}
		jv_free(value);
	}
	jv_free(values);
	return status;
}

int fr_pricing_open(struct fr_pricing **pricing, const struct fr_share *share, struct fr_error *err)
{
	int status = 0;

	*pricing = calloc(1, sizeof(**pricing));
	if (*pricing == NULL)
		abort();
	for (size_t i = 0; status == 0 && i < share->count; i++) {
		char *path = fr_path_join(share->folders[i], "pricing.json");

		if (access(path, F_OK) == 0)
			status = read_file(*pricing, path, i, err);
		free(path);
	}
	if (status < 0) {
		fr_pricing_free(*pricing);
		*pricing = NULL;
	}
	return status;
}

void fr_pricing_free(struct fr_pricing *pricing)
{
	if (pricing == NULL)
		return;
	for (size_t i = 0; i < pricing->count; i++)
		fr_pricing_entry_release(&pricing->entries[i]);
	free(pricing->entries);
	free(pricing);
}

static bool is_named(const struct fr_pricing_entry *entry, const char *model)
{
	bool found = strcmp(entry->price.model, model) == 0;

	if (jv_get_kind(entry->aliases) != JV_KIND_ARRAY)
		return found;
	jv_array_foreach (entry->aliases, i, alias) {
		found = found || (jv_get_kind(alias) == JV_KIND_STRING && strcmp(jv_string_value(alias), model) == 0);
		jv_free(alias);
	}
	return found;
}

/* Is b, which comes later in the list, the better choice for that day? The latest price that has begun, else the first
 * that will. */
static bool better(const struct fr_pricing_entry *a, const struct fr_pricing_entry *b, const char *day)
{
	bool a_begun = strcmp(a->from, day) <= 0, b_begun = strcmp(b->from, day) <= 0;

	if (a->folder != b->folder)
		return false;
	if (a_begun != b_begun)
		return b_begun;
	return a_begun ? strcmp(b->from, a->from) >= 0 : strcmp(b->from, a->from) < 0;
}

static const struct fr_pricing_entry *choose(const struct fr_pricing *pricing, const char *server, const char *model,
					     const char *day)
{
	const struct fr_pricing_entry *chosen = NULL;

	for (size_t i = 0; i < pricing->count; i++) {
		const struct fr_pricing_entry *entry = &pricing->entries[i];
		bool here = server == NULL || entry->server == NULL ? server == entry->server :
								      strcmp(server, entry->server) == 0;

		if (here && is_named(entry, model) && (chosen == NULL || better(chosen, entry, day)))
			chosen = entry;
	}
	return chosen;
}

static bool is_loopback(const char *server)
{
	static const char *const begins[] = { "http://127.",  "http://localhost",  "http://[::1]",
					      "https://127.", "https://localhost", "https://[::1]" };

	for (size_t i = 0; server != NULL && i < sizeof(begins) / sizeof(begins[0]); i++)
		if (strncmp(server, begins[i], strlen(begins[i])) == 0)
			return true;
	return false;
}

/* A model on one's own machine is taken to be free; for others the numbers are left out, so that pasting cannot make
 * them free. */
static int no_price(const char *server, const char *model, struct fr_error *err)
{
	jv line = fr_json_set(jv_object(), "model", jv_string(model));
	char *path = fr_path_config("pricing.json");
	char *text;

	if (server != NULL)
		line = fr_json_set(line, "server", jv_string(server));
	line = jv_dump_string(line, 0);
	text = strdup(jv_string_value(line));
	text[strlen(text) - 1] = '\0'; /* its brace */
	fr_error_set(err, FR_EX_CONFIG, "model '%s' has no price, and nothing is spent without one", model);
	if (is_loopback(server))
		fr_error_hint(err, "add the line %s,\"input\":0,\"output\":0} to '%s'", text,
			      path != NULL ? path : "pricing.json");
	else
		fr_error_hint(
		    err,
		    "add the line %s,\"input\":USD,\"output\":USD} to '%s', with its prices in dollars for a million tokens",
		    text, path != NULL ? path : "pricing.json");
	free(text);
	free(path);
	jv_free(line);
	return -1;
}

int fr_pricing_find(const struct fr_pricing *pricing, const char *server, const char *model, int64_t at_us,
		    struct fr_price *price, struct fr_error *err)
{
	char day[FR_TIME_BYTES];
	const struct fr_pricing_entry *entry = NULL;

	fr_time_format(day, at_us);
	day[10] = '\0';
	if (server != NULL)
		entry = choose(pricing, server, model, day);
	if (entry == NULL)
		entry = choose(pricing, NULL, model, day);
	if (entry == NULL && server != NULL)
		entry = choose(pricing, server, "*", day);
	if (entry == NULL)
		return no_price(server, model, err);
	if (entry->retired[0] != '\0') {
		fr_error_set(err, FR_EX_CONFIG, "model '%s' was retired on %s", model, entry->retired);
		return entry->instead[0] != '\0' ? fr_error_hint(err, "'%s' takes its place", entry->instead) : -1;
	}
	*price = entry->price;
	if (strcmp(price->model, "*") == 0)
		snprintf(price->model, sizeof(price->model), "%s", model);
	return 0;
}

static const char *marked(const struct fr_pricing *pricing, const char *provider, bool small)
{
	for (size_t i = 0; i < pricing->count; i++) {
		const struct fr_pricing_entry *entry = &pricing->entries[i];

		if ((small ? entry->is_small : entry->is_default) && strcmp(entry->price.provider, provider) == 0)
			return entry->price.model;
	}
	return NULL;
}

const char *fr_pricing_default(const struct fr_pricing *pricing, const char *provider)
{
	return marked(pricing, provider, false);
}

const char *fr_pricing_small(const struct fr_pricing *pricing, const char *provider)
{
	return marked(pricing, provider, true);
}
