/*
 * index_policy.h: what index does a CREATE INDEX statement ask for? Somebody else wrote it, so it is parsed with
 * PostgreSQL's own parser, and share/policy/index.jq takes it apart; what it does not know is refused.
 *
 *	struct fr_index_policy *policy;
 *	jv index;
 *
 *	if (fr_index_policy_new(&policy, &share, &err) < 0)
 *		fr_die(&err);
 *	if (fr_index_policy_judge(policy, "CREATE INDEX ON orders (customer)", &index, &err) < 0)
 *		fr_report(&err);	// FR_EX_NOPERM: "an index on an expression is not tried …"
 *	… index is {"schema": null, "table": "orders", "method": "btree", "columns": [{"name": "customer", …}], …} …
 *	jv_free(index);
 *	fr_index_policy_free(policy);
 *
 * Of the statement's text nothing is left in it but names and constants; hypopg.h has the server make one anew.
 */
#ifndef FR_INDEX_POLICY_H
#define FR_INDEX_POLICY_H

#include <jv.h>

#include "error.h"
#include "share.h"

struct fr_index_policy;

/* Compile share/policy/index.jq. Share is borrowed only for the call. */
int fr_index_policy_new(struct fr_index_policy **policy, const struct fr_share *share, struct fr_error *err);
void fr_index_policy_free(struct fr_index_policy *policy);

/*
 * The index that sql asks for, the caller's to free. FR_EX_NOPERM when it is no CREATE INDEX, or one that is not tried;
 * FR_EX_DATAERR when it is no SQL, or too much of it.
 */
int fr_index_policy_judge(struct fr_index_policy *policy, const char *sql, jv *index, struct fr_error *err);

#endif
