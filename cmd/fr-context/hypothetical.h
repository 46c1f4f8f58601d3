/*
 * hypothetical.h: the section query_hypothetical: would an index that the plan calls for make it cheaper? Where the
 * extension hypopg is installed, the server plans the statement again with an index that only this session sees.
 *
 *	struct trial trial = { db, policy, options, share, "SELECT …", plan };
 *
 *	if (hypothetical_gather(evidence, &trial, &err) < 0)
 *		…
 */
#ifndef FR_CONTEXT_HYPOTHETICAL_H
#define FR_CONTEXT_HYPOTHETICAL_H

#include <jv.h>

#include "database.h"
#include "error.h"
#include "evidence.h"
#include "options.h"
#include "policy.h"
#include "share.h"

/* All borrowed. */
struct trial {
	struct fr_database *db;
	struct fr_policy *policy;
	const struct options *options;
	const struct fr_share *share;
	const char *statement;
	jv plan; /* as fr_explain() gave it */
};

/*
 * {definition, cost_before, cost_after, used} of each index that was tried; without hypopg there is no section, and
 * what hypopg did not like is a note. FR_EX_UNAVAILABLE when the server is gone, FR_EX_CONFIG when a file of ours is no
 * good.
 */
int hypothetical_gather(struct evidence *evidence, const struct trial *trial, struct fr_error *err);

#endif
