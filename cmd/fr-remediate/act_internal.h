/*
 * act_internal.h: what act.c, act_session.c and act_relation.c know of each other, and nobody else does.
 */
#ifndef FR_REMEDIATE_ACT_INTERNAL_H
#define FR_REMEDIATE_ACT_INTERNAL_H

#include "act.h"

#define ACT_STEP_MS 250     /* between two looks at what changes by itself */
#define ACT_SETTLE_MS 10000 /* how long statistics and sessions take at the most to show what was done */

/* act of a session: cancelled, or ended when that does not help. Of a table or an index: one statement, and whether the
 * catalog shows it. */
void act_on_session(struct actor *actor, struct remedy *remedy);
void act_on_relation(struct actor *actor, struct remedy *remedy);

/* act_verify of either. */
int act_verify_session(struct actor *actor, struct remedy *remedy, bool *is_gone, struct fr_error *err);
int act_verify_relation(struct actor *actor, struct remedy *remedy, bool *done, struct fr_error *err);

/*
 * Send one statement; it is added to the remedy's. *rows, the caller's to free in any case, is what it gave. -1 and
 * *err when it was not done, or when nobody knows (actor->is_lost).
 */
int act_send(struct actor *actor, struct remedy *remedy, const char *sql, const char *const *values, int count,
	     jv *rows, struct fr_error *err);

/* It was not done, or nobody knows. */
void act_failed(struct actor *actor, struct remedy *remedy, const struct fr_error *err);

/* Nothing was done, because it is not what it was any more. */
void act_call_off(struct actor *actor, struct remedy *remedy, const struct fr_error *err);

/* One of the remedy's texts anew; the format may use what it was. */
void act_say(char **place, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
