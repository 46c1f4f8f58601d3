/*
 * store_sqlite.h: the SQLite file behind store.h. For lib/store*.c only.
 */
#ifndef FR_STORE_SQLITE_H
#define FR_STORE_SQLITE_H

#include <stdbool.h>
#include <stdint.h>

#include <sqlite3.h>

#include "store_backend.h"

struct fr_sqlite_statement {
	char *name;
	sqlite3_stmt *statement;
	struct fr_sqlite_statement *next;
};

struct fr_sqlite {
	struct fr_store store;
	sqlite3 *db;
	int64_t waits_until_us; /* of the monotonic clock: when to give up on a lock */
	struct fr_sqlite_statement *statements;
};

/* What SQLite says went wrong with the store, as an error. Always -1. */
int fr_sqlite_fault(struct fr_sqlite *sqlite, const char *doing, struct fr_error *err);

#define FR_SQLITE_RECOVER_HINT "sqlite3 OLD .recover | sqlite3 NEW saves what can be saved"

/*
 * Did the last one that had the file open die with it, and is nobody else there now? To be asked before the file is
 * opened: closing a file gives up all locks that this process has on it.
 */
bool fr_sqlite_left_behind(const char *path);

/*
 * Is the file whole? SQLite mends what a dead process left, so this looks for what it cannot mend: a power failure with
 * a disk that lies, somebody's hands. It reads the whole file, 2 ms a megabyte, so it is done after deaths only.
 */
int fr_sqlite_check(struct fr_sqlite *sqlite, struct fr_error *err);

/* Bring the schema up to date; nothing to do is one read. */
int fr_sqlite_migrate(struct fr_sqlite *sqlite, struct fr_error *err);

/* Run SQL text, rows discarded. doing is the verb for the message: open, read, write, set up. */
int fr_sqlite_run(struct fr_sqlite *sqlite, const char *sql, const char *doing, struct fr_error *err);

int fr_sqlite_query(struct fr_store *store, const char *name, jv parameters, fr_store_row *row, void *state,
		    struct fr_error *err);
int fr_sqlite_transaction(struct fr_store *store, fr_store_work *work, void *state, struct fr_error *err);

/* Free the statements that fr_sqlite_query keeps. */
void fr_sqlite_forget_statements(struct fr_sqlite *sqlite);

#endif
