/*
 * store_backend.h: what is behind store.h, once for each kind of store. For lib/store*.c only.
 */
#ifndef FR_STORE_BACKEND_H
#define FR_STORE_BACKEND_H

#include "store.h"

/* The beginning of every kind's own struct. */
struct fr_store {
	const struct fr_store_backend *backend;
	const struct fr_share *share; /* borrowed */
	char *name;                   /* as in struct fr_store_place */
	int wait_seconds;
};

/* Each does for its kind what the function of that name in store.h says. */
struct fr_store_backend {
	const char *folder; /* of its migrations and statements: store/sqlite */
	size_t bytes;       /* of its own struct, which is handed to open all zero but for its struct fr_store */
	/* 1: it is not there, and only to be read. */
	int (*open)(struct fr_store *store, const struct fr_store_place *place, enum fr_store_access access,
		    struct fr_error *err);
	void (*close)(struct fr_store *store); /* also after an open that failed; the struct itself stays */
	int (*query)(struct fr_store *store, const char *name, jv parameters, fr_store_row *row, void *state,
		     struct fr_error *err);
	int (*transaction)(struct fr_store *store, fr_store_work *work, void *state, struct fr_error *err);
};

extern const struct fr_store_backend fr_store_sqlite, fr_store_postgresql;

/*
 * The migrations of the store's kind in *files, the caller's to release, sorted: the first *newest are numbers 1 to
 * *newest.
 */
int fr_store_migrations(const struct fr_store *store, struct fr_share_files *files, int *newest, struct fr_error *err);

/* Refuse a store that a later release made. */
int fr_store_check_version(const struct fr_store *store, int version, int newest, struct fr_error *err);

/* The text of a statement; the caller frees it. */
char *fr_store_statement(const struct fr_store *store, const char *name, struct fr_error *err);

#endif
