#include "database.h"

#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <libpq-fe.h>

#include "database_internal.h"

static void no_notices(void *unused, const char *message)
{
	(void)unused;
	(void)message;
}

/* The first line of what libpq says, and the rest of it as the hint. */
static int say(struct fr_error *err, enum fr_exit code, const char *doing, const PGconn *connection)
{
	const char *text = PQerrorMessage(connection);
	size_t first = strcspn(text, "\n");
	const char *rest = text + first + strspn(text + first, "\n\t ");

	fr_error_set(err, code, "%s: %.*s", doing, (int)first, text);
	if (*rest != '\0')
		fr_error_hint(err, "%.*s", (int)strcspn(rest, "\n"), rest);
	return -1;
}

static int check_dsn(const char *dsn, struct fr_error *err)
{
	char *message = NULL;
	PQconninfoOption *parsed;

	if (strchr(dsn, '=') == NULL && strstr(dsn, "://") == NULL)
		return 0; /* a database's name */
	parsed = PQconninfoParse(dsn, &message);
	if (parsed == NULL) {
		fr_error_set(err, FR_EX_CONFIG, "bad connection string: %.*s",
			     message != NULL ? (int)strcspn(message, "\n") : 13,
			     message != NULL ? message : "out of memory");
		PQfreemem(message);
		return -1;
	}
	PQconninfoFree(parsed);
	return 0;
}

int fr_database_connect(struct fr_database **db, const char *dsn, const char *application_name, int timeout_seconds,
			struct fr_error *err)
{
	char timeout[16];
	/* What stands before dbname is overridden by the connection string in it, what stands behind it is not. */
	const char *const names[] = { "application_name", "connect_timeout", "dbname", "client_encoding", NULL };
	const char *const values[] = { application_name, getenv("PGCONNECT_TIMEOUT") != NULL ? NULL : timeout, dsn,
				       "UTF8", NULL };
	PGconn *connection;

	if (dsn != NULL && check_dsn(dsn, err) < 0)
		return -1;
	snprintf(timeout, sizeof(timeout), "%d", timeout_seconds);
	connection = PQconnectdbParams(names, values, 1);
	if (connection == NULL || PQstatus(connection) != CONNECTION_OK) {
		bool refused = PQconnectionNeedsPassword(connection) || PQconnectionUsedPassword(connection);

		say(err, refused ? FR_EX_NOPERM : FR_EX_UNAVAILABLE, "cannot connect", connection);
		PQfinish(connection);
		return -1;
	}
	PQsetNoticeProcessor(connection, no_notices, NULL);
	*db = calloc(1, sizeof(**db));
	if (*db == NULL)
		abort();
	(*db)->connection = connection;
	return 0;
}

void fr_database_free(struct fr_database *db)
{
	if (db == NULL)
		return;
	PQfinish(db->connection);
	free(db);
}

int fr_database_version(const struct fr_database *db)
{
	return PQserverVersion(db->connection);
}

int64_t fr_database_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int fr_database_lost(const PGconn *connection, struct fr_error *err)
{
	return say(err, FR_EX_UNAVAILABLE, "lost the connection to the server", connection);
}

int fr_database_await(PGconn *connection, int64_t deadline_ms, PGresult **result, struct fr_error *err)
{
	*result = NULL;
	while (PQisBusy(connection)) {
		int unsent = PQflush(connection);
		int64_t left = deadline_ms - fr_database_now_ms();
		struct pollfd wait = { .fd = PQsocket(connection), .events = POLLIN };

		if (unsent < 0)
			return fr_database_lost(connection, err);
		if (unsent > 0)
			wait.events |= POLLOUT;
		/* No cancel request: statement_timeout ends what still runs, and PQcancel waits for a hanging server
		 * for ever. */
		if (left <= 0 || poll(&wait, 1, left > 3600000 ? 3600000 : (int)left) == 0)
			return fr_error_set(err, FR_EX_UNAVAILABLE, "the server did not answer in time");
		if (!PQconsumeInput(connection))
			return fr_database_lost(connection, err);
	}
	*result = PQgetResult(connection);
	return PQstatus(connection) == CONNECTION_BAD ? fr_database_lost(connection, err) : 0;
}

static void take(struct fr_query *query, const PGresult *result)
{
	const char *sqlstate, *message;

	if (PQresultStatus(result) == PGRES_TUPLES_OK || PQresultStatus(result) == PGRES_COMMAND_OK) {
		query->rows = fr_database_rows(result);
		return;
	}
	sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	snprintf(query->sqlstate, sizeof(query->sqlstate), "%s", sqlstate != NULL ? sqlstate : "XX000");
	query->message = strdup(message != NULL ? message : "no rows came back");
}

int fr_database_collect(PGconn *connection, int64_t deadline_ms, bool sync, struct fr_query *query,
			struct fr_error *err)
{
	PGresult *result = NULL;

	if (fr_database_await(connection, deadline_ms, &result, err) < 0) {
		PQclear(result);
		return -1;
	}
	if (query != NULL && result != NULL)
		take(query, result);
	while (result != NULL && !sync) { /* the NULL that ends a command; a sync point has none */
		PQclear(result);
		if (fr_database_await(connection, deadline_ms, &result, err) < 0) {
			PQclear(result);
			return -1;
		}
	}
	PQclear(result);
	return 0;
}

bool fr_database_send(PGconn *connection, const char *sql, int count, const char *const *values)
{
	return PQsendQueryParams(connection, sql, count, NULL, values, NULL, NULL, 0) == 1;
}

/* standard_conforming_strings, so that the server reads a statement as the policy's parser (policy.h) did. */
bool fr_database_send_begin(PGconn *connection, int timeout_seconds)
{
	static const char settings[] =
	    "SELECT pg_catalog.set_config('statement_timeout', $1, true), pg_catalog.set_config('lock_timeout', '1s', true),"
	    " pg_catalog.set_config('idle_in_transaction_session_timeout', '1min', true), pg_catalog.set_config('TimeZone', 'UTC', true),"
	    " pg_catalog.set_config('DateStyle', 'ISO', true), pg_catalog.set_config('IntervalStyle', 'postgres', true),"
	    " pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true), pg_catalog.set_config('standard_conforming_strings', 'on', true),"
	    " pg_catalog.set_config('jit', 'off', true)"; /* compiling costs more than these statements do */
	char timeout[32];
	const char *const values[] = { timeout };

	snprintf(timeout, sizeof(timeout), "%ds", timeout_seconds);
	return fr_database_send(connection, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", 0, NULL) &&
	       fr_database_send(connection, settings, 1, values);
}

/*
 * A savepoint, because a failed statement fails the whole transaction; sync points, because it makes the server
 * skip everything up to the next one. Nothing waits for anything: it is all one flight.
 */
static int send_all(PGconn *connection, const struct fr_query *queries, int count, int timeout_seconds)
{
	bool ok = fr_database_send_begin(connection, timeout_seconds) &&
		  fr_database_send(connection, "SAVEPOINT fr", 0, NULL) && PQpipelineSync(connection);

	for (int i = 0; ok && i < count; i++)
		ok = fr_database_send(connection, "ROLLBACK TO SAVEPOINT fr", 0, NULL) &&
		     fr_database_send(connection, queries[i].sql, queries[i].count, queries[i].values) &&
		     PQpipelineSync(connection);
	return ok && fr_database_send(connection, "ROLLBACK", 0, NULL) && PQpipelineSync(connection) ? 0 : -1;
}

static int collect_all(PGconn *connection, struct fr_query *queries, int count, int64_t deadline_ms,
		       struct fr_error *err)
{
	for (int i = 0; i < FR_DATABASE_BEGIN_COMMANDS + 2; i++) /* and SAVEPOINT, sync */
		if (fr_database_collect(connection, deadline_ms, i == FR_DATABASE_BEGIN_COMMANDS + 1, NULL, err) < 0)
			return -1;
	for (int i = 0; i < count; i++)
		if (fr_database_collect(connection, deadline_ms, false, NULL, err) < 0 ||
		    fr_database_collect(connection, deadline_ms, false, &queries[i], err) < 0 ||
		    fr_database_collect(connection, deadline_ms, true, NULL, err) < 0)
			return -1;
	return fr_database_collect(connection, deadline_ms, false, NULL, err) < 0 ||
		       fr_database_collect(connection, deadline_ms, true, NULL, err) < 0 ?
		   -1 :
		   0;
}

int fr_database_read(struct fr_database *db, struct fr_query *queries, int count, int timeout_seconds,
		     struct fr_error *err)
{
	int64_t deadline_ms = fr_database_now_ms() + 2000 * (int64_t)timeout_seconds;

	for (int i = 0; i < count; i++) {
		queries[i].rows = jv_invalid();
		queries[i].sqlstate[0] = '\0';
		queries[i].message = NULL;
	}
	if (PQsetnonblocking(db->connection, 1) != 0 || PQenterPipelineMode(db->connection) != 1 ||
	    send_all(db->connection, queries, count, timeout_seconds) < 0)
		return fr_database_lost(db->connection, err);
	if (collect_all(db->connection, queries, count, deadline_ms, err) < 0) {
		fr_queries_release(queries, count);
		return -1;
	}
	PQexitPipelineMode(db->connection);
	PQsetnonblocking(db->connection, 0);
	return 0;
}

void fr_queries_release(struct fr_query *queries, int count)
{
	for (int i = 0; i < count; i++) {
		jv_free(queries[i].rows);
		queries[i].rows = jv_invalid();
		free(queries[i].message);
		queries[i].message = NULL;
	}
}
