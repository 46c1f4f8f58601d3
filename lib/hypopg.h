/*
 * hypopg.h: would an index make a statement cheaper? Where the extension hypopg is installed, the server plans
 * the statement again with an index that only its session sees, and nothing is made.
 *
 *	struct fr_hypopg *trial;
 *	jv row;
 *
 *	if (fr_hypopg_new(&trial, db, policy, &share, "SELECT …", 10, &err) < 0)
 *		fr_die(&err);
 *	if (trial != NULL && fr_hypopg_try(trial, index, &row, &err) < 0)
 *		fr_report(&err);	// FR_EX_DATAERR: "the plan does not read orders"
 *	… row is {"definition": "CREATE INDEX ON public.orders (customer)", "cost_before": 450, "cost_after": 8.3,
 *"used": true} … fr_hypopg_free(trial);
 *
 * The definition is the server's own writing: context/query/index.sql has it look up every name in its catalog, and
 * quote it. All of it is READ ONLY and within the limits of database.h.
 */
#ifndef FR_HYPOPG_H
#define FR_HYPOPG_H

#include <jv.h>

#include "database.h"
#include "error.h"
#include "policy.h"
#include "share.h"

struct fr_hypopg;

/* The schema of hypopg, quoted, which the caller frees; NULL: it is not installed. FR_EX_UNAVAILABLE: the server is
 * gone. */
int fr_hypopg_schema(struct fr_database *db, int timeout_seconds, char **schema, struct fr_error *err);

/*
 * Plan the statement as it is; *trial is NULL where hypopg is not installed. All arguments are borrowed for as long as
 * the trial lives. Fails as fr_explain() does, and with FR_EX_CONFIG when a file of ours is no good.
 */
int fr_hypopg_new(struct fr_hypopg **trial, struct fr_database *db, struct fr_policy *policy,
		  const struct fr_share *share, const char *statement, int timeout_seconds, struct fr_error *err);
void fr_hypopg_free(struct fr_hypopg *trial);

/* The node at the top of the plan, with schemas (EXPLAIN's VERBOSE); the caller frees it. */
jv fr_hypopg_plan(const struct fr_hypopg *trial);

/*
 * Plan the statement with an index of the shape that index_policy.h gives, which is borrowed. *row is the caller's to
 * free. FR_EX_DATAERR: there cannot be such an index, or there is one, or it is of a table that the plan does not read,
 * or of several, or hypopg does not know its kind; FR_EX_NOPERM: the role may not use hypopg; FR_EX_TEMPFAIL: it took
 * too long; FR_EX_UNAVAILABLE: the connection is lost.
 */
int fr_hypopg_try(struct fr_hypopg *trial, jv index, jv *row, struct fr_error *err);

#endif
