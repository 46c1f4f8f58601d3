/*
 * compose.h: the rules and one prompt as one jq program.
 */
#ifndef FR_PROMPT_COMPOSE_H
#define FR_PROMPT_COMPOSE_H

#include <jv.h>

#include "error.h"
#include "program.h"
#include "share.h"

/*
 * Compile all rules with the prompt in the file path; the caller frees *program. It takes {"step", "envelope"} and
 *gives
 *
 *	step "rules": an array with a member for each rule: {cause, found: [what it gave…]} or {cause, failed: message}
 *	step "prompt": what the prompt gave
 *
 * Thresholds, which are consumed, are $thresholds in all of them. Rules see the envelope with .facts (findings.h); the
 *prompt sees it with .findings. FR_EX_CONFIG: a file is missing or not good.
 */
int compose(struct fr_program **program, const struct fr_share *share, const char *path, jv thresholds,
	    struct fr_error *err);

/* rules/thresholds.json; jv_invalid() and *err when it cannot be read. */
jv compose_thresholds(const struct fr_share *share, struct fr_error *err);

#endif
