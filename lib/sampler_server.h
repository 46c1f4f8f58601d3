/*
 * sampler_server.h: the server's side of the sampler: one connection, with everything prepared that it will be asked.
 * Errors as in session.h.
 */
#ifndef FR_SAMPLER_SERVER_H
#define FR_SAMPLER_SERVER_H

#include <stdbool.h>
#include <stddef.h>

#include "database.h"
#include "error.h"
#include "share.h"

#define FR_SAMPLER_TIMEOUT 6 /* seconds; a second more than statement_timeout in share/record/session.sql */

/* A file of share/record/snapshot, in the variant for this server. */
struct fr_sampler_part {
	char *name;    /* "checkpoints" of checkpoints.17.sql; also what it is prepared as */
	char *store;   /* the script of share/record that takes it: "store/checkpoints", or "store/counters" */
	char *ask;     /* the script of share/record that gives its $1: "ask/texts"; NULL: it has none */
	char *refused; /* why the server would not prepare it; NULL: it did */
};

struct fr_sampler_server {
	struct fr_database *db;
	char *about; /* what share/record/session.sql gave */
	struct fr_sampler_part *parts;
	size_t count;
};

/* Connect, set up the session, prepare the sample ("sample") and the parts. */
int fr_sampler_server_open(struct fr_sampler_server *server, const char *dsn, const char *application_name,
			   const struct fr_share *share, struct fr_error *err);
void fr_sampler_server_close(struct fr_sampler_server *server);

#endif
