/*
 * explain.h: the plan that a server makes for a SELECT of somebody else's. The statement is judged first (policy.h).
 *
 *	jv plan;
 *
 *	if (fr_explain(db, policy, "SELECT * FROM orders WHERE id = $1", FR_EXPLAIN, 10, &plan, &err) < 0)
 *		fr_report(&err);
 *	… plan is [{"Plan": {…}}], as EXPLAIN (FORMAT JSON) has it …
 */
#ifndef FR_EXPLAIN_H
#define FR_EXPLAIN_H

#include <jv.h>

#include "database.h"
#include "error.h"
#include "policy.h"

enum fr_explain_how {
	FR_EXPLAIN,        /* plan it and run nothing */
	FR_EXPLAIN_TRIAL,  /* with hypopg's indexes, which the role may have switched off; and say the schemas of
			      relations, and the columns of each node */
	FR_EXPLAIN_ANALYZE /* run it, too */
};

/*
 * EXPLAIN sql in a READ ONLY transaction that is rolled back.
 * A relation without a schema is the one that the role's own search_path finds; functions and operators are
 * PostgreSQL's only. A statement with $1 gets the generic plan, on any release, and cannot be run. FR_EX_NOPERM: the
 * policy or the server does not allow it; FR_EX_DATAERR: it is not good; FR_EX_TEMPFAIL: it took longer than
 * timeout_seconds; FR_EX_UNAVAILABLE: the connection is lost.
 */
int fr_explain(struct fr_database *db, struct fr_policy *policy, const char *sql, enum fr_explain_how how,
	       int timeout_seconds, jv *plan, struct fr_error *err);

/* What the server did not like about a statement, as one of these codes. Always -1. */
int fr_explain_failed(const char *sqlstate, const char *message, struct fr_error *err);

#endif
