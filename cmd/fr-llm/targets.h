/*
 * targets.h: whom to ask, and whom after that.
 */
#ifndef FR_LLM_TARGETS_H
#define FR_LLM_TARGETS_H

#include "options.h"
#include "pricing.h"
#include "share.h"
#include "target.h"

#define TARGETS_MOST 8

struct targets {
	struct target of[TARGETS_MOST];
	int count;
};

/*
 * The provider of the settings and those of --fallback, in the order in which they are asked. auto is the provider for
 * which there is a key, else offline, which is said. What is wrong with one that has others behind it is kept in
 * unusable; -1 when it is the only one, or when the list itself is no good.
 */
int targets_init(struct targets *targets, const struct options *options, const struct fr_share *share,
		 const struct fr_pricing *pricing, struct fr_error *err);
void targets_release(struct targets *targets);

#endif
