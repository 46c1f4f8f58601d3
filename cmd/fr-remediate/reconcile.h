/*
 * reconcile.h: what was begun and of which no end is known, because whoever did it was killed or lost the server.
 *
 * Whoever acts holds an advisory lock, so the server tells whether somebody is at it still. If not, a look at the
 * server tells whether it was done. It is never done again: a proposal of the same is a new one, with all its checks.
 */
#ifndef FR_REMEDIATE_RECONCILE_H
#define FR_REMEDIATE_RECONCILE_H

#include "act.h"

/* All that is open of this server's database; notes on stderr what became of it. -1 when it cannot be looked for. */
int reconcile(struct actor *actor, const struct server *server, struct fr_error *err);

#endif
