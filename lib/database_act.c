#include "database_act.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "database_internal.h"

/* One command and all that it answers, outside the pipeline: in it the server would begin a transaction. */
static int run(PGconn *connection, struct fr_query *query, int64_t deadline_ms, struct fr_error *err)
{
	query->rows = jv_invalid();
	query->sqlstate[0] = '\0';
	query->message = NULL;
	if (!fr_database_send(connection, query->sql, query->count, query->values))
		return fr_database_lost(connection, err);
	if (fr_database_collect(connection, deadline_ms, false, query, err) == 0)
		return 0;
	fr_queries_release(query, 1);
	return -1;
}

/* For the session: SET LOCAL would need the transaction that there must not be. */
static int set_limits(PGconn *connection, struct fr_act_limits limits, int64_t deadline_ms, struct fr_error *err)
{
	static const char settings[] =
	    "SELECT pg_catalog.set_config('lock_timeout', $1, false), pg_catalog.set_config('statement_timeout', $2, false),"
	    " pg_catalog.set_config('TimeZone', 'UTC', false), pg_catalog.set_config('DateStyle', 'ISO', false),"
	    " pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', false),"
	    " pg_catalog.set_config('standard_conforming_strings', 'on', false)";
	char lock[32], statement[32];
	const char *const values[] = { lock, statement };
	struct fr_query query = { .sql = settings, .values = values, .count = 2 };
	int result;

	snprintf(lock, sizeof(lock), "%ds", limits.lock_seconds);
	snprintf(statement, sizeof(statement), "%ds", limits.statement_seconds);
	if (run(connection, &query, deadline_ms, err) < 0)
		return -1;
	result = query.message == NULL ? 0 :
					 fr_error_set(err, FR_EX_UNAVAILABLE, "cannot set limits: %s", query.message);
	fr_queries_release(&query, 1);
	return result;
}

int fr_database_act(struct fr_database *db, struct fr_query *query, struct fr_act_limits limits, struct fr_error *err)
{
	int64_t deadline_ms = fr_database_now_ms() + 1000 * ((int64_t)limits.statement_seconds + 10);

	query->rows = jv_invalid();
	query->sqlstate[0] = '\0';
	query->message = NULL;
	if (PQsetnonblocking(db->connection, 1) != 0)
		return fr_database_lost(db->connection, err);
	if (set_limits(db->connection, limits, deadline_ms, err) < 0 ||
	    run(db->connection, query, deadline_ms, err) < 0)
		return -1;
	PQsetnonblocking(db->connection, 0);
	return 0;
}

char *fr_database_name(struct fr_database *db, const char *schema, const char *name, struct fr_error *err)
{
	char *quoted_schema = PQescapeIdentifier(db->connection, schema, strlen(schema));
	char *quoted_name = PQescapeIdentifier(db->connection, name, strlen(name));
	char *both = NULL;

	if (quoted_schema == NULL || quoted_name == NULL)
		fr_error_set(err, FR_EX_DATAERR, "cannot quote '%s.%s'", schema, name);
	else if (asprintf(&both, "%s.%s", quoted_schema, quoted_name) < 0)
		abort();
	PQfreemem(quoted_schema);
	PQfreemem(quoted_name);
	return both;
}
