/*
 * database.h: reading from PostgreSQL, safely. The only part of fr that talks to libpq.
 *
 *	struct fr_database *db;
 *	struct fr_query queries[2] = { { .sql = "SELECT 1 AS one" }, { .sql = "SELECT $1::int8 AS n", .values = v,
 *.count = 1 } };
 *
 *	if (fr_database_connect(&db, dsn, "fr-context", 10, &err) < 0)
 *		fr_die(&err);
 *	if (fr_database_read(db, queries, 2, 30, &err) < 0)
 *		fr_die(&err);
 *	… queries[0].rows is [{"one": 1}], the caller's to free …
 */
#ifndef FR_DATABASE_H
#define FR_DATABASE_H

#include <stdbool.h>

#include <jv.h>

#include "error.h"

struct fr_database;

/*
 * Connect with a libpq connection string or URI; NULL or "" leaves everything to the PG* variables, service files and
 * .pgpass. Waits timeout_seconds at the most for the whole of it, unless the connection string has a
 * connect_timeout of its own (or PGCONNECT_TIMEOUT is set); libpq counts the time for each host that is named.
 * FR_EX_UNAVAILABLE when there is no connection, FR_EX_NOPERM when a password is refused or missing, FR_EX_CONFIG when
 * the connection string is not one.
 */
int fr_database_connect(struct fr_database **db, const char *dsn, const char *application_name, int timeout_seconds,
			struct fr_error *err);
void fr_database_free(struct fr_database *db);

/* As in server_version_num: 150020. */
int fr_database_version(const struct fr_database *db);

/* One statement of a batch, and what became of it. */
struct fr_query {
	const char *sql;           /* one statement */
	const char *const *values; /* of $1…, as text; a NULL is SQL's NULL; borrowed */
	int count;                 /* how many values */
	jv rows;                   /* result: array of objects; jv_invalid() when it failed */
	char sqlstate[6];          /* result: of the failure; "" when it did not fail */
	char *message;             /* result: the server's primary message; NULL when it did not fail */
};

/*
 * Run the statements in one READ ONLY, REPEATABLE READ transaction that ends in ROLLBACK, all in one round trip
 * (libpq's pipeline mode); one that fails does not touch the others. On the server each has statement_timeout
 * timeout_seconds, lock_timeout a second, idle_in_transaction_session_timeout a minute, TimeZone UTC, and ISO dates;
 * here the whole has twice timeout_seconds, after which the server counts as gone. -1 only when the connection is lost
 * (FR_EX_UNAVAILABLE); then no query has rows.
 *
 * Columns become: int2, int4, float4, float8, numeric: number. int8, oid, xid: number up to 2^53, else string. bool:
 * boolean. json, jsonb: what they hold. timestamptz: "2026-11-23T10:00:00.123Z". Everything else: string. NULL: null.
 */
int fr_database_read(struct fr_database *db, struct fr_query *queries, int count, int timeout_seconds,
		     struct fr_error *err);

/* Free the results that fr_database_read put into the queries. */
void fr_queries_release(struct fr_query *queries, int count);

#endif
