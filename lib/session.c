#include "session.h"

#include <stdlib.h>
#include <string.h>

#include "database_internal.h"

static const char settings[] = "SELECT /* fr */ pg_catalog.set_config('search_path', 'pg_catalog', false),"
			       " pg_catalog.set_config('default_transaction_read_only', 'on', false)";

/* The server's verdict on one statement. Frees the result when it is a failure. */
static int check(PGresult *result, struct fr_error *err)
{
	ExecStatusType status = PQresultStatus(result);
	const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);

	if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
		return 0;
	fr_error_set(err, FR_EX_PROTOCOL, "%s", message != NULL ? message : "the server gave no result");
	PQclear(result);
	return -1;
}

/* The result of what was just sent; the caller clears it. */
static int receive(struct fr_database *db, int sent, int timeout_seconds, PGresult **result, struct fr_error *err)
{
	int64_t deadline_ms = fr_database_now_ms() + 1000 * (int64_t)timeout_seconds;
	PGresult *next;

	*result = NULL;
	if (sent != 1)
		return fr_error_set(err, FR_EX_UNAVAILABLE, "lost the connection to the server");
	for (;;) {
		if (fr_database_await(db->connection, deadline_ms, &next, err) < 0) {
			PQclear(next);
			PQclear(*result);
			return -1;
		}
		if (next == NULL)
			break;
		PQclear(*result);
		*result = next;
	}
	return check(*result, err);
}

int fr_session_start(struct fr_database *db, struct fr_error *err)
{
	PGresult *result;

	if (receive(db, PQsendQueryParams(db->connection, settings, 0, NULL, NULL, NULL, NULL, 0), 5, &result, err) < 0)
		return -1;
	PQclear(result);
	return 0;
}

int fr_session_prepare(struct fr_database *db, const char *name, const char *sql, int timeout_seconds,
		       struct fr_error *err)
{
	PGresult *result;

	if (receive(db, PQsendPrepare(db->connection, name, sql, 0, NULL), timeout_seconds, &result, err) < 0)
		return -1;
	PQclear(result);
	return 0;
}

int fr_session_value(struct fr_database *db, const char *name, const char *argument, int timeout_seconds, char **value,
		     struct fr_error *err)
{
	const char *const values[] = { argument };
	PGresult *result;

	*value = NULL;
	if (receive(db, PQsendQueryPrepared(db->connection, name, argument != NULL, values, NULL, NULL, 0),
		    timeout_seconds, &result, err) < 0)
		return -1;
	if (PQntuples(result) > 0 && PQnfields(result) > 0 && !PQgetisnull(result, 0, 0)) {
		*value = strdup(PQgetvalue(result, 0, 0));
		if (*value == NULL)
			abort();
	}
	PQclear(result);
	return 0;
}
