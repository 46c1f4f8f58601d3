/*
 * store.h: where diagnoses, errors and accounts are kept: a SQLite file, or a schema of a PostgreSQL server.
 *
 * The statements are files in share/store/sqlite/ and share/store/postgresql/, called here by their names. The store's
 * schema is the numbered ones among them; opening a store applies those that it lacks, in one transaction, whoever else
 * does the same at the same time. A store from a later release is refused (FR_EX_CONFIG).
 *
 *	struct fr_store_place place;
 *	struct fr_store *store;
 *	struct fr_kept kept;
 *
 *	if (fr_store_place(&place, config, &err) < 0 ||
 *	    fr_store_open(&store, &share, &place, FR_STORE_WRITE, 10, &err) < 0)
 *		fr_die(&err);
 *	if (fr_store_keep(store, entry, &kept, &err) < 0)
 *		fr_report(&err);
 *	fr_store_free(store);
 *
 * What cannot be read or written (read-only, full, locked by others, damaged) is FR_EX_IOERR, a server that is not
 * reached FR_EX_UNAVAILABLE, and what it does not let this role do FR_EX_NOPERM. A server that was reached once and is
 * lost is tried again for as long as others are waited for.
 */
#ifndef FR_STORE_H
#define FR_STORE_H

#include <stdbool.h>

#include <jv.h>

#include "config.h"
#include "error.h"
#include "share.h"

struct fr_store;

enum fr_store_access {
	FR_STORE_READ, /* a store that is not there reads like an empty one; a read-only one will do */
	FR_STORE_WRITE /* made, 0600, when it is not there */
};

#define FR_STORE_ID_BYTES 65

struct fr_kept {
	char id[FR_STORE_ID_BYTES]; /* log_id of the row */
	bool before; /* it was there already: since before the call, or since a first try whose answer was lost */
};

/* Where a store is. */
struct fr_store_place {
	char *name;     /* for messages, and for what waits in a spool: the path of the file, or the server's address
			   without its password */
	char *conninfo; /* of a server: libpq's connection string, which may hold a password; NULL: name is a file */
	char *schema;   /* of a server */
};

#define FR_STORE_SCHEMA "flight_recorder" /* the default of store_schema */

/*
 * Where the settings say that the store is: the key `store`, a path (~/ is the user's home) or a connection string of
 * libpq's, or fr.db in the state folder when it is empty; `store_schema` is the schema in a server. The caller releases
 * it. -1 when there is no place for one (FR_EX_CONFIG); then its name is NULL.
 */
int fr_store_place(struct fr_store_place *place, const struct fr_config *config, struct fr_error *err);
void fr_store_place_release(struct fr_store_place *place);

/* wait_seconds is how long to wait for others that write. Borrows share for as long as the store is open, place for the
 * call. */
int fr_store_open(struct fr_store **store, const struct fr_share *share, const struct fr_store_place *place,
		  enum fr_store_access access, int wait_seconds, struct fr_error *err);
void fr_store_free(struct fr_store *store);

/* Keep an entry (entry.h): the same answer to the same envelope twice is one row. Durable when it returns. Borrows
 * entry. */
int fr_store_keep(struct fr_store *store, jv entry, struct fr_kept *kept, struct fr_error *err);

/* A row is an object, its columns' names are the keys. Consumes it; -1 and *err ends the reading. */
typedef int fr_store_row(jv row, void *state, struct fr_error *err);

/*
 * Run the statement of that name with the object's members as its parameters, row by row. Borrows parameters. A server
 * gives all rows before the first is handed on: ask for the large ones by the hundred. By itself it is a transaction,
 * and as such may be run twice (fr_store_transaction).
 */
int fr_store_query(struct fr_store *store, const char *name, jv parameters, fr_store_row *row, void *state,
		   struct fr_error *err);

/* An fr_store_row that adds each to the array that state points to. */
int fr_store_collect(jv row, void *state, struct fr_error *err);

/* Its first row in *row, the caller's to free; null when there is none. Consumes parameters. */
int fr_store_first(struct fr_store *store, const char *name, jv parameters, jv *row, struct fr_error *err);

/*
 * Run work in one transaction that nobody else writes during; what it did is undone when it returns -1. Durable when
 * this returns 0. When a server is lost in the middle, work is run again from its beginning: it has to know, by a key
 * of its own making, what it did the time before.
 */
typedef int fr_store_work(struct fr_store *store, void *state, struct fr_error *err);
int fr_store_transaction(struct fr_store *store, fr_store_work *work, void *state, struct fr_error *err);

#endif
