/*
 * sealing.h: seal a prompt (seal.h) when the evidence that it was made from is clean.
 */
#ifndef FR_PROMPT_SEALING_H
#define FR_PROMPT_SEALING_H

#include <jv.h>

#include "config.h"
#include "sanitize.h"
#include "share.h"

struct sealing {
	const struct fr_share *share; /* borrowed */
	struct fr_config *config;
	struct fr_sanitizer *sanitizer; /* NULL until an envelope comes from fr-sanitize */
	bool failed;                    /* and that was said */
};

int sealing_init(struct sealing *sealing, const struct fr_share *share, struct fr_error *err);
void sealing_release(struct sealing *sealing);

/*
 * Seal .prompt, unless the envelope was not at fr-sanitize or is not clean: the prompt is then good for offline only.
 * Why a clean one cannot be sealed is said once on stderr.
 */
void sealing_seal(struct sealing *sealing, jv *envelope);

#endif
