/* What the store keeps of an envelope, to the micro-dollar, and what keeping it twice comes to. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "entry.h"
#include "json.h"
#include "places.h"
#include "share.h"
#include "spool.h"
#include "store.h"
#include "store_sqlite.h"

/* The member key of the entry of {"fr": 1, …members}. */
static jv kept_of(const char *members, const char *key)
{
	jv text = jv_string_fmt("{\"fr\": 1, %s}", members);
	jv envelope = jv_parse(jv_string_value(text));
	jv entry = fr_entry(envelope, false);
	jv value = jv_is_valid(entry) ? fr_json_get(entry, key) : jv_invalid();

	jv_free(text);
	jv_free(envelope);
	jv_free(entry);
	return value;
}

/* Consumes value; expected is JSON, or NULL for invalid. */
static bool same(jv value, const char *expected)
{
	jv wanted = expected != NULL ? jv_parse(expected) : jv_invalid();
	bool equal = jv_is_valid(value) == jv_is_valid(wanted) &&
		     (expected == NULL || jv_equal(jv_copy(value), jv_copy(wanted)));

	jv_free(value);
	jv_free(wanted);
	return equal;
}

#define ANSWER(members) "\"response\": {\"text\": \"t\", " members "}"

static void check_entries(void)
{
	CHECK(same(kept_of(ANSWER("\"cost_usd\": 0.000001"), "cost_microusd"), "1"));
	CHECK(same(kept_of(ANSWER("\"cost_usd\": 1.005001"), "cost_microusd"), "1005001"));
	CHECK(same(kept_of(ANSWER("\"cost_usd\": 123456.789012"), "cost_microusd"), "123456789012"));
	CHECK(same(kept_of(ANSWER("\"cost_usd\": -1"), "cost_microusd"), "null"));
	CHECK(same(kept_of(ANSWER("\"cost_usd\": 1e300"), "cost_microusd"), "null"));
	CHECK(same(kept_of(ANSWER("\"cost_usd\": nan"), "cost_microusd"), "null"));
	CHECK(same(kept_of(ANSWER("\"usage\": {\"total_tokens\": 9, \"input_tokens\": 1}"), "tokens_used"), "9"));
	CHECK(same(
	    kept_of(ANSWER("\"usage\": {\"input_tokens\": 1, \"output_tokens\": 2, \"cache_read_input_tokens\": 4}"),
		    "tokens_used"),
	    "7"));
	CHECK(same(kept_of(ANSWER("\"usage\": {\"input_tokens\": 0, \"output_tokens\": 0}"), "tokens_used"), "0"));
	CHECK(same(kept_of(ANSWER("\"usage\": {}"), "tokens_used"), "null"));
	CHECK(same(kept_of(ANSWER("\"provider\": \"offline\""), "model"), "\"offline\""));
	CHECK(same(kept_of(ANSWER("\"model\": 7"), "model"), "\"unknown\""));
	CHECK(same(kept_of("\"window\": {\"start\": \"2026-11-23T10:00:00+01:00\"}, " ANSWER("\"model\": \"m\""),
			   "time_window_start"),
		   "\"2026-11-23T10:00:00+01:00\""));
	CHECK(same(kept_of("\"window\": {\"start\": \"x'y\"}, " ANSWER("\"model\": \"m\""), "time_window_start"),
		   "null"));
	CHECK(same(kept_of("\"error\": {\"message\": \"m\", \"code\": 75.0}", "code"), "75"));
	CHECK(same(kept_of("\"error\": false, " ANSWER("\"model\": \"m\""), "table"), "\"ai_diagnoses\""));
	CHECK(same(kept_of("\"error\": null", "table"), NULL));
	CHECK(same(kept_of("\"response\": {\"text\": \"\"}", "table"), NULL));
}

static void check_ids(void)
{
	char long_id[66];

	memset(long_id, 'a', 65);
	long_id[65] = '\0';
	CHECK(!fr_entry_id_good(long_id));
	CHECK(fr_entry_id_good(long_id + 1));
	CHECK(!fr_entry_id_good(""));
	CHECK(!fr_entry_id_good("a/b"));
	CHECK(!fr_entry_id_good("a~")); /* find.sql counts on it */
}

static struct fr_error why;

/* The name of the place that the setting stands for; NULL: none. */
static bool named(const char *setting, const char *name)
{
	struct fr_store_place place;
	struct fr_config *config;
	bool same_name;

	setenv("FR_STORE", setting, 1);
	if (fr_config_load(&config, &why) < 0)
		return false;
	same_name = fr_store_place(&place, config, &why) == 0 ? name != NULL && strcmp(place.name, name) == 0 :
								name == NULL;
	fr_store_place_release(&place);
	fr_config_free(config);
	return same_name;
}

static void check_places(void)
{
	char here[PATH_MAX], expected[PATH_MAX + 8];

	setenv("HOME", "/home/of", 1);
	CHECK(named("~/x.db", "/home/of/x.db"));
	CHECK(getcwd(here, sizeof(here)) != NULL);
	snprintf(expected, sizeof(expected), "%s/x.db", here);
	CHECK(named("x.db", expected));
}

static int count_row(jv row, void *count, struct fr_error *err)
{
	(void)err;
	jv_free(row);
	++*(int *)count;
	return 0;
}

static int rows_of(struct fr_store *store)
{
	jv all = jv_parse("{\"from\": \"0001-01-01T00:00:00Z\", \"to\": \"9999-12-31T00:00:00Z\", \"limit\": -1}");
	struct fr_error err;
	int count = 0;

	if (fr_store_query(store, "list_diagnoses", all, count_row, &count, &err) < 0)
		count = -1;
	jv_free(all);
	return count;
}

static void check_keeping(const struct fr_share *share)
{
	const struct fr_store_place *place = places_fresh();
	jv envelope = jv_parse("{\"fr\": 1, \"id\": \"one\", \"response\": {\"text\": \"t\"}}");
	jv entry = fr_entry(envelope, true), again = fr_entry(envelope, false);
	struct fr_store *store = NULL;
	struct fr_kept kept;
	struct fr_error err;
	char *path = NULL;
	int taken;

	CHECK(fr_spool_put(place->name, entry, &path, &err) == 0);
	CHECK(path != NULL && access(path, R_OK) == 0);
	CHECK(fr_store_open(&store, share, place, FR_STORE_WRITE, 60, &err) == 0);
	CHECK(fr_spool_take(store, place->name, &taken, &err) == 0 && taken == 1);
	CHECK(path != NULL && access(path, F_OK) < 0);
	CHECK(fr_store_keep(store, again, &kept, &err) == 0 && strcmp(kept.id, "one") == 0);
	CHECK(rows_of(store) == 1);
	again = fr_json_set(again, "diagnosis", jv_string("another"));
	CHECK(fr_store_keep(store, again, &kept, &err) == 0 && strcmp(kept.id, "one") != 0);
	CHECK(rows_of(store) == 2);
	again = fr_json_set(again, "table", jv_string("sqlite_schema"));
	CHECK(fr_store_keep(store, again, &kept, &err) < 0 && err.code == FR_EX_DATAERR);
	fr_store_free(store);
	free(path);
	jv_free(entry);
	jv_free(again);
	jv_free(envelope);
}

/* The names of the columns that a statement in the file gives, on a line. */
static int print_columns(const struct fr_share *share, const char *file)
{
	const struct fr_store_place place = { .name = ":memory:" };
	sqlite3_stmt *statement = NULL;
	struct fr_store *store;
	struct fr_error err;
	char *sql = fr_share_read(file, NULL, &err);

	if (sql == NULL || fr_store_open(&store, share, &place, FR_STORE_READ, 1, &err) < 0) {
		fprintf(stderr, "%s\n", err.message);
		return 1;
	}
	sqlite3_prepare_v2(((struct fr_sqlite *)store)->db, sql, -1, &statement, NULL);
	for (int i = 0; i < sqlite3_column_count(statement); i++)
		printf("%s ", sqlite3_column_name(statement, i));
	sqlite3_finalize(statement);
	fr_store_free(store);
	free(sql);
	return statement == NULL;
}

int main(int argc, char **argv)
{
	struct fr_share share;
	struct fr_error err;
	char state[] = "/tmp/fr-unit-state-XXXXXX", spool[sizeof(state) + 8];

	CHECK(fr_share_init(&share, NULL, &err) == 0);
	if (argc == 3 && strcmp(argv[1], "columns") == 0) {
		int status = print_columns(&share, argv[2]);

		fr_share_release(&share);
		return status;
	}
	check_entries();
	check_ids();
	check_places();
	CHECK(mkdtemp(state) != NULL);
	setenv("XDG_STATE_HOME", state, 1);
	check_keeping(&share);
	places_end();
	snprintf(spool, sizeof(spool), "%s/fr", state);
	rmdir(spool);
	CHECK(rmdir(state) == 0);
	fr_share_release(&share);
	return check_end();
}
