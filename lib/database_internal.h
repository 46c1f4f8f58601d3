/* database_internal.h: what the parts of lib/ that talk to libpq know of each other, and nobody else does. */
#ifndef FR_DATABASE_INTERNAL_H
#define FR_DATABASE_INTERNAL_H

#include <stdint.h>

#include <jv.h>
#include <libpq-fe.h>

#include "error.h"

struct fr_database {
	PGconn *connection;
};

/* Milliseconds of a clock that only goes forward. */
int64_t fr_database_now_ms(void);

/* Wait until the server has sent the next result whole, or nothing is left of this command (*result NULL). */
int fr_database_await(PGconn *connection, int64_t deadline_ms, PGresult **result, struct fr_error *err);

/* A column of a result as JSON, as database.h says. The caller frees it. */
jv fr_database_value(const PGresult *result, int row, int field);

#endif
