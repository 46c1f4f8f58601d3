/*
 * store_postgresql.h: the PostgreSQL schema behind store.h. For lib/store_postgresql*.c only.
 */
#ifndef FR_STORE_POSTGRESQL_H
#define FR_STORE_POSTGRESQL_H

#include <stdbool.h>

#include <libpq-fe.h>

#include "database.h"
#include "store_backend.h"

/* A statement's text as the server takes it, with $1 for :name. */
struct fr_postgresql_statement {
	char *name;
	char *sql;
	char **parameters; /* their names; that of $1 first */
	int count;
	bool changes; /* it does not begin with SELECT */
	struct fr_postgresql_statement *next;
};

struct fr_postgresql {
	struct fr_store store;
	char *conninfo, *schema;
	bool writes;
	struct fr_database *db; /* NULL: not connected */
	bool lost;              /* the connection: what was sent last may or may not have been done */
	char sqlstate[6];       /* of the last flight that failed, "" when the server did not say */
	bool in_transaction;
	bool begun;  /* the server knows of it */
	bool failed; /* a statement of it */
	struct fr_postgresql_statement *statements;
};

/* One of the statements that are sent together. The text and the values are borrowed. */
struct fr_postgresql_command {
	const char *sql;
	const char *const *values;
	int count;
	bool ends; /* what stands up to here since the last end is one transaction, unless there is a BEGIN in it */
};

/*
 * Send the commands, which are a round trip together, and wait for their results; *last is that of the last, the
 * caller's to clear. doing is the verb for messages: open, read, write. -1 as soon as one of them failed, with what
 * store.h says in *err, and lost and sqlstate set.
 */
int fr_postgresql_send(struct fr_postgresql *pg, const struct fr_postgresql_command *commands, int count,
		       const char *doing, PGresult **last, struct fr_error *err);

/* Run SQL text of any number of statements, rows discarded; the first error ends it. */
int fr_postgresql_run(struct fr_postgresql *pg, const char *sql, const char *doing, struct fr_error *err);

/* Try to connect again until that time of fr_database_now_ms. */
int fr_postgresql_reconnect(struct fr_postgresql *pg, int64_t until_ms, struct fr_error *err);
void fr_postgresql_disconnect(struct fr_postgresql *pg);

/* Bring the schema up to date from that version. */
int fr_postgresql_migrate(struct fr_postgresql *pg, int version, struct fr_error *err);

/* 1, or -1 with *err: there is a schema but this role may not look whether there is a store in it. */
int fr_postgresql_absent(struct fr_postgresql *pg, struct fr_error *err);

/* The role of the session; borrowed. */
const char *fr_postgresql_role(const struct fr_postgresql *pg);

#define FR_POSTGRESQL_ROLES_HINT                                                                                       \
	"share/store/postgresql/roles.sql, run by the owner of the store, grants fr_writer and fr_owner what they need"

/* Who writes holds this advisory lock until the transaction ends: "frlg" and the schema. */
#define FR_POSTGRESQL_LOCK_CLASS "1718774887"
#define FR_POSTGRESQL_LOCK "SELECT pg_advisory_xact_lock(" FR_POSTGRESQL_LOCK_CLASS ", hashtext(current_schema()))"

/* The statement of that name, kept for the next time. */
const struct fr_postgresql_statement *fr_postgresql_statement(struct fr_postgresql *pg, const char *name,
							      struct fr_error *err);
void fr_postgresql_forget_statements(struct fr_postgresql *pg);

int fr_postgresql_query(struct fr_store *store, const char *name, jv parameters, fr_store_row *row, void *state,
			struct fr_error *err);
int fr_postgresql_transaction(struct fr_store *store, fr_store_work *work, void *state, struct fr_error *err);

#endif
