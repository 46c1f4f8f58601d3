#include "store_postgresql.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "database_internal.h"
#include "libpq_lazy.h"

void fr_postgresql_disconnect(struct fr_postgresql *pg)
{
	fr_database_free(pg->db);
	pg->db = NULL;
	pg->begun = false;
}

const char *fr_postgresql_role(const struct fr_postgresql *pg)
{
	return PQuser(pg->db->connection);
}

/* libpq takes 0 for no limit, and 1 for 2. */
static int connect_seconds(const struct fr_postgresql *pg)
{
	return pg->store.wait_seconds > 2 ? pg->store.wait_seconds : 2;
}

static int connect_only(struct fr_postgresql *pg, struct fr_error *err)
{
	struct fr_error why;

	fr_postgresql_disconnect(pg);
	if (fr_database_connect(&pg->db, pg->conninfo, program_invocation_short_name, connect_seconds(pg), &why) < 0) {
		fr_error_set(err, why.code, "store '%s': %s", pg->store.name, why.message);
		if (why.hint[0] != '\0')
			fr_error_hint(err, "%s", why.hint);
		return -1;
	}
	if (PQsetnonblocking(pg->db->connection, 1) == 0 && PQenterPipelineMode(pg->db->connection) == 1)
		return 0;
	fr_postgresql_disconnect(pg);
	return fr_error_set(err, FR_EX_UNAVAILABLE, "lost store '%s'", pg->store.name);
}

/*
 * The session's settings, and the version that the schema has. What others may have set for the role or the database is
 * overruled where an answer or its durability would depend on it. random_page_cost is that of what is in memory: with
 * the default the planner reads the whole table for a rare word rather than fifty pages that the index names.
 */
static int connect_and_ask(struct fr_postgresql *pg, int *version, struct fr_error *err)
{
	static const char settings[] =
	    "SELECT set_config('search_path', quote_ident($1) || ', pg_temp', false), set_config('TimeZone', 'UTC', false),"
	    " set_config('DateStyle', 'ISO', false), set_config('lock_timeout', $2, false),"
	    " set_config('statement_timeout', '30s', false), set_config('jit', 'off', false),"
	    " set_config('random_page_cost', '1.1', false),"
	    " set_config('idle_in_transaction_session_timeout', '30s', false),"
	    " set_config('default_transaction_isolation', 'read committed', false),"
	    " set_config('synchronous_commit', replace(current_setting('synchronous_commit'), 'off', 'on'), false)";
	char wait[32];
	const char *const values[] = { pg->schema, wait };
	const struct fr_postgresql_command commands[] = {
		{ settings, values, 2, true },
		{ "SELECT max(version) FROM ai_store", NULL, 0, true },
	};
	PGresult *result;

	if (connect_only(pg, err) < 0)
		return -1;
	snprintf(wait, sizeof(wait), "%dms", pg->store.wait_seconds > 0 ? 1000 * pg->store.wait_seconds : 1);
	*version = 0;
	if (fr_postgresql_send(pg, commands, 2, "open", &result, err) < 0)
		return strcmp(pg->sqlstate, "42P01") == 0 ? 0 : -1; /* there is no such table */
	if (PQntuples(result) > 0 && !PQgetisnull(result, 0, 0))
		*version = (int)strtol(PQgetvalue(result, 0, 0), NULL, 10);
	PQclear(result);
	return 0;
}

/* A server that is there and takes no connections is starting or stopping. */
static bool takes_nobody(const struct fr_postgresql *pg)
{
	const char *const names[] = { "connect_timeout", "dbname", NULL };
	const char *const values[] = { "2", pg->conninfo, NULL };

	return PQpingParams(names, values, 1) == PQPING_REJECT;
}

static void pause_before_next(void)
{
	const struct timespec pause = { .tv_nsec = 200 * 1000 * 1000 };

	nanosleep(&pause, NULL);
}

int fr_postgresql_reconnect(struct fr_postgresql *pg, int64_t until_ms, struct fr_error *err)
{
	int version;

	while (connect_and_ask(pg, &version, err) < 0) {
		if (err->code != FR_EX_UNAVAILABLE || fr_database_now_ms() >= until_ms)
			return -1;
		pause_before_next();
	}
	pg->lost = false;
	return 0;
}

/* 0, -1 with *err, or 1: there is no store, and it is only to be read. */
static int open_once(struct fr_postgresql *pg, struct fr_error *err)
{
	int version;

	pg->lost = false;
	if (connect_and_ask(pg, &version, err) < 0)
		return -1;
	return version == 0 && !pg->writes ? fr_postgresql_absent(pg, err) : fr_postgresql_migrate(pg, version, err);
}

static int open_store(struct fr_store *store, const struct fr_store_place *place, enum fr_store_access access,
		      struct fr_error *err)
{
	struct fr_postgresql *pg = (struct fr_postgresql *)store;
	int64_t until_ms = fr_database_now_ms() + 1000 * (int64_t)store->wait_seconds;
	int opened;

	if (fr_libpq_load(err) < 0)
		return -1;
	pg->conninfo = strdup(place->conninfo);
	pg->schema = strdup(place->schema);
	pg->writes = access == FR_STORE_WRITE;
	while ((opened = open_once(pg, err)) < 0) {
		if ((!pg->lost && (err->code != FR_EX_UNAVAILABLE || !takes_nobody(pg))) ||
		    fr_database_now_ms() >= until_ms)
			return -1;
		pause_before_next();
	}
	return opened;
}

static void close_store(struct fr_store *store)
{
	struct fr_postgresql *pg = (struct fr_postgresql *)store;

	fr_postgresql_disconnect(pg);
	fr_postgresql_forget_statements(pg);
	free(pg->conninfo);
	free(pg->schema);
}

const struct fr_store_backend fr_store_postgresql = {
	.folder = "store/postgresql",
	.bytes = sizeof(struct fr_postgresql),
	.open = open_store,
	.close = close_store,
	.query = fr_postgresql_query,
	.transaction = fr_postgresql_transaction,
};
