/*
 * guard.h: the last look at an envelope before its prompt leaves: fr-sanitize's check, whatever the envelope says of
 * itself.
 */
#ifndef FR_LLM_GUARD_H
#define FR_LLM_GUARD_H

#include <jv.h>

#include "config.h"
#include "sanitize.h"

struct guard {
	struct fr_sanitizer *sanitizer;
	char field[256]; /* the first that is not clean, and what it holds, never the value */
	char kinds[128];
};

int guard_init(struct guard *guard, const struct fr_config *config, const struct fr_share *share, struct fr_error *err);
void guard_release(struct guard *guard);

/*
 * FR_EX_NOPERM and the field's name when the evidence, which the prompt was made from, or a string of the prompt holds
 * what must not leave, and when the envelope never was at fr-sanitize. Borrows the envelope.
 */
int guard_check(struct guard *guard, jv envelope, struct fr_error *err);

#endif
