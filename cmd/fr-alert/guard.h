/*
 * guard.h: the last look before an alert leaves: nothing that fr-sanitize would have taken out.
 */
#ifndef FR_ALERT_GUARD_H
#define FR_ALERT_GUARD_H

#include <jv.h>

#include "sanitize.h"

struct guard {
	struct fr_sanitizer *sanitizer;
	char field[256]; /* the first that is not clean, and what it holds, never the value */
	char kinds[128];
};

int guard_init(struct guard *guard, const struct fr_share *share, struct fr_error *err);
void guard_release(struct guard *guard);

/* FR_EX_NOPERM and the field's name when the evidence or a string of the notice is not clean. Borrows both. */
int guard_check(struct guard *guard, jv envelope, jv notice, struct fr_error *err);

#endif
