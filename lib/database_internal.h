/* database_internal.h: what the parts of lib/ that talk to libpq know of each other, and nobody else does. */
#ifndef FR_DATABASE_INTERNAL_H
#define FR_DATABASE_INTERNAL_H

#include <stdbool.h>
#include <stdint.h>

#include <jv.h>
#include <libpq-fe.h>

#include "database.h"
#include "error.h"

struct fr_database {
	PGconn *connection;
};

/* Milliseconds of a clock that only goes forward. */
int64_t fr_database_now_ms(void);

/* Send one command into the pipeline. */
bool fr_database_send(PGconn *connection, const char *sql, int count, const char *const *values);

/* Begin a transaction with the settings of fr_database_read: so many commands. */
#define FR_DATABASE_BEGIN_COMMANDS 2
bool fr_database_send_begin(PGconn *connection, int timeout_seconds);

/* What one command gave, into query when that is not NULL. A sync point is a command here. */
int fr_database_collect(PGconn *connection, int64_t deadline_ms, bool sync, struct fr_query *query,
			struct fr_error *err);

/* FR_EX_UNAVAILABLE, in libpq's words. Always -1. */
int fr_database_lost(const PGconn *connection, struct fr_error *err);

/* Wait until the server has sent the next result whole, or nothing is left of this command (*result NULL). */
int fr_database_await(PGconn *connection, int64_t deadline_ms, PGresult **result, struct fr_error *err);

/* A column of a result as JSON, as database.h says. The caller frees it. */
jv fr_database_value(const PGresult *result, int row, int field);

/* All rows, an array of objects; of two columns of one name the second gets _2. The caller frees it. */
jv fr_database_rows(const PGresult *result);

#endif
