/*
 * session.h: asking the same server the same things again and again, cheaply.
 *
 * fr_database_read opens a transaction and plans its statements anew each time. A sampler cannot afford that: here a
 * statement is prepared once, runs in a transaction of its own, and gives one value (a row of one column, JSON as
 * a rule), which is handed on as text and never becomes a jv.
 *
 *	char *value;
 *
 *	if (fr_session_start(db, &err) < 0 || fr_session_prepare(db, "sample", sql, 5, &err) < 0)
 *		…
 *	if (fr_session_value(db, "sample", NULL, 5, &value, &err) < 0)
 *		…
 *	free(value);
 *
 * Failures: FR_EX_UNAVAILABLE, the connection is lost and db is only good for fr_database_free; FR_EX_PROTOCOL, the
 * server did not like this statement, and db goes on.
 */
#ifndef FR_SESSION_H
#define FR_SESSION_H

#include "database.h"
#include "error.h"

/* Make the session read only, with a search_path in which nobody but the server's owner can put a name. */
int fr_session_start(struct fr_database *db, struct fr_error *err);

/* Prepare sql, which has at most one parameter, as name. Waits timeout_seconds at the most. */
int fr_session_prepare(struct fr_database *db, const char *name, const char *sql, int timeout_seconds,
		       struct fr_error *err);

/*
 * Run what was prepared as name, argument as its $1 when that is not NULL. *value is the caller's to free; NULL when
 * there is no row or SQL's NULL in it.
 */
int fr_session_value(struct fr_database *db, const char *name, const char *argument, int timeout_seconds, char **value,
		     struct fr_error *err);

#endif
