/*
 * store_sqlite.h: the SQLite file behind store.h. For lib/store*.c only.
 */
#ifndef FR_STORE_SQLITE_H
#define FR_STORE_SQLITE_H

#include <stdint.h>

#include <sqlite3.h>

#include "store.h"

struct fr_store_statement {
	char *name;
	sqlite3_stmt *statement;
	struct fr_store_statement *next;
};

struct fr_store {
	sqlite3 *db;
	const struct fr_share *share; /* borrowed */
	char *place;
	int wait_seconds;
	int64_t waits_until_us; /* of the monotonic clock: when to give up on a lock */
	struct fr_store_statement *statements;
};

/* What SQLite says went wrong with the store, as an error. Always -1. */
int fr_store_fault(struct fr_store *store, const char *doing, struct fr_error *err);

/* Bring the schema up to date; nothing to do is one read. */
int fr_store_migrate(struct fr_store *store, struct fr_error *err);

/* Run SQL text, rows discarded. doing is the verb for the message: open, read, write, set up. */
int fr_store_run(struct fr_store *store, const char *sql, const char *doing, struct fr_error *err);

/* Free the statements that fr_store_query keeps. */
void fr_store_forget_statements(struct fr_store *store);

#endif
