/*
 * fetch.h: the rows of a statement that somebody else wrote, and no more of them than are wanted.
 *
 *	struct fr_fetch fetch = { .sql = sql, .length = strlen(sql), .most_rows = 100, .most_bytes = 32768 };
 *
 *	if (fr_database_fetch(db, &fetch, 10, &err) < 0)
 *		fr_die(&err);	// the connection is lost
 *	if (fetch.message != NULL)
 *		… the server did not like it …
 *	… fetch.rows, fetch.truncated …
 *	fr_fetch_release(&fetch);
 *
 * It is read through a cursor, a few rows at a time: the server stops where we do, and memory stays small here whatever
 *it finds.
 */
#ifndef FR_FETCH_H
#define FR_FETCH_H

#include <stdbool.h>
#include <stddef.h>

#include <jv.h>

#include "database.h"
#include "error.h"

#define FR_FETCH_ROW_BYTES 1000000 /* a larger row is an error of the statement, and never leaves the server */

struct fr_fetch {
	const char *sql; /* one SELECT without a semicolon; borrowed */
	size_t length;
	const char *const *values; /* of $1…, as text; NULL is SQL's NULL; borrowed */
	int count;
	const char *role; /* SET LOCAL ROLE; one that is known to be there; NULL: as connected */
	int most_rows;
	size_t most_bytes; /* of the rows as JSON; the first row always comes */
	jv rows;          /* result: array of objects, as in database.h; columns of one name are told apart by _2, _3 */
	bool truncated;   /* result: there was more */
	char sqlstate[6]; /* result: of the failure; "" when it did not fail */
	char *message;    /* result: the server's primary message; NULL when it did not fail */
};

/*
 * Run it in a READ ONLY transaction with the settings of fr_database_read (database.h), and without parallel workers.
 * Waits timeout_seconds for each step, and three times that for all. -1 only when the connection is lost.
 */
int fr_database_fetch(struct fr_database *db, struct fr_fetch *fetch, int timeout_seconds, struct fr_error *err);

void fr_fetch_release(struct fr_fetch *fetch);

#endif
