/*
 * guard.h: the last look at an envelope before its prompt leaves: fr-sanitize's check (clean.h), whatever the envelope
 * says of itself, and the seal of fr-prompt (seal.h).
 */
#ifndef FR_LLM_GUARD_H
#define FR_LLM_GUARD_H

#include <jv.h>
#include <stdbool.h>

#include "clean.h"
#include "config.h"

struct guard {
	struct fr_clean clean;
	unsigned rules; /* of seal.h */
};

int guard_init(struct guard *guard, const struct fr_config *config, const struct fr_share *share, struct fr_error *err);
void guard_release(struct guard *guard);

/*
 * FR_EX_NOPERM and the field's name when the evidence or a string of the prompt holds what must not leave, and when the
 * envelope never was at fr-sanitize, or nothing proves that the prompt was made from what fr-sanitize left of it.
 * Borrows the envelope.
 */
int guard_check(struct guard *guard, jv envelope, struct fr_error *err);

/* May this text leave? Borrows it. */
bool guard_text(struct guard *guard, jv text);

/* The same of what a tool gave: its name, and {"result": {rows}} or {"error": {message}}. Borrows answer. */
int guard_result(struct guard *guard, const char *tool, jv answer, struct fr_error *err);

/* And of what the tools are called and said to be. Borrows tools. */
int guard_tools(struct guard *guard, jv tools, struct fr_error *err);

#endif
