/*
 * tell.h: a human is told before and after, by fr-alert: the one beside this program, else that of PATH.
 */
#ifndef FR_REMEDIATE_TELL_H
#define FR_REMEDIATE_TELL_H

#include "book.h"
#include "remedy.h"

/* Is there a channel that works as far as can be seen? FR_EX_NOPERM. */
int tell_check(struct fr_error *err);

/* That it is about to be done; FR_EX_NOPERM when that reached nobody. */
int tell_before(const struct remedy *remedy, const struct server *server, struct fr_error *err);

/* What became of it. */
int tell_after(const struct remedy *remedy, const struct server *server, struct fr_error *err);

#endif
