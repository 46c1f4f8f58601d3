/*
 * hypothetical.h: the section query_hypothetical: would an index that the plan calls for make the statement cheaper?
 */
#ifndef FR_CONTEXT_HYPOTHETICAL_H
#define FR_CONTEXT_HYPOTHETICAL_H

#include "database.h"
#include "error.h"
#include "evidence.h"
#include "options.h"
#include "policy.h"
#include "share.h"

/*
 * {definition, cost_before, cost_after, used} of each index that was tried (hypopg.h); without hypopg there
 * is no section, and what hypopg did not like is a note. FR_EX_UNAVAILABLE when the server is gone, FR_EX_CONFIG when a
 * file of ours is no good.
 */
int hypothetical_gather(struct evidence *evidence, struct fr_database *db, struct fr_policy *policy,
			const struct options *options, const struct fr_share *share, const char *statement,
			struct fr_error *err);

#endif
