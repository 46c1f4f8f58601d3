/*
 * database_act.h: the few statements of fr that change something in a server. All others read (database.h).
 *
 *	struct fr_query query = { .sql = "ANALYZE \"public\".\"orders\"" };
 *
 *	if (fr_database_act(db, &query, (struct fr_act_limits){ .lock_seconds = 5, .statement_seconds = 600 }, &err) <
 *0) …	// the connection is lost: nobody knows what became of it else if (query.message != NULL) …	// the server
 *did not do it, and says why fr_queries_release(&query, 1);
 */
#ifndef FR_DATABASE_ACT_H
#define FR_DATABASE_ACT_H

#include "database.h"
#include "error.h"

struct fr_act_limits {
	int lock_seconds;      /* lock_timeout on the server */
	int statement_seconds; /* statement_timeout on the server; here ten seconds more, then the server counts as gone
				*/
};

/*
 * Run one statement outside a transaction, which VACUUM and REINDEX CONCURRENTLY need; it may write. Its rows, SQLSTATE
 * and message are those of fr_database_read. The session has TimeZone UTC, ISO dates and
 * search_path = pg_catalog, pg_temp. -1 only when the connection is lost or does not answer in time
 * (FR_EX_UNAVAILABLE): then the statement may or may not have been done, or be under way still.
 */
int fr_database_act(struct fr_database *db, struct fr_query *query, struct fr_act_limits limits, struct fr_error *err);

/* "schema"."name" as an identifier in SQL, quoted by libpq; the caller frees it. NULL and *err: no text of the
 * connection's encoding. */
char *fr_database_name(struct fr_database *db, const char *schema, const char *name, struct fr_error *err);

#endif
