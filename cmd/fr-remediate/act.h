/*
 * act.h: doing it, and looking afterwards whether it helped. The only part that sends anything but a SELECT that reads.
 *
 *	act: {state, result, code, after, statements} of the remedy are filled in, whatever happens.
 */
#ifndef FR_REMEDIATE_ACT_H
#define FR_REMEDIATE_ACT_H

#include "gate.h"
#include "look.h"

struct actor {
	struct looker looker;
	struct book *book;
	bool is_lost; /* the connection: nobody knows what became of the last statement */
};

/* Try to be the only one who acts under that key on this server, for as long as the connection lasts. *ours says. */
int act_claim(struct actor *actor, const char *claim_key, bool *ours, struct fr_error *err);

/* Do it. The intention has been written down, and a human told. */
void act(struct actor *actor, struct remedy *remedy);

/*
 * What a REINDEX CONCURRENTLY that did not end well left is dropped, by its exact name, when nobody has stopped
 * everything. *dropped is how many; remedy->result says which. Of a remedy with before.
 */
int act_clean(struct actor *actor, struct remedy *remedy, int *dropped, struct fr_error *err);

/* Has it been done, as far as can be seen? Looks at the server, and fills in after. -1 and *err when that cannot be
 * told. */
int act_verify(struct actor *actor, struct remedy *remedy, bool *done, struct fr_error *err);

#endif
