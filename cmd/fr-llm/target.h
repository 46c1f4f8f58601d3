/*
 * target.h: one that can be asked: a provider, one of its models, the way there, the key, the price.
 */
#ifndef FR_LLM_TARGET_H
#define FR_LLM_TARGET_H

#include <jv.h>
#include <stdbool.h>

#include "api.h"
#include "credentials.h"
#include "options.h"
#include "pricing.h"
#include "vendor.h"

struct target {
	const char *provider;
	const struct api *api; /* NULL: offline */
	char *model;
	char *url;
	char *server;   /* its origin when that is not the provider's own, else NULL */
	char host[256]; /* for messages */
	struct fr_secret key;
	char *key_line; /* the header with the key; NULL without one */
	struct fr_price price;
	bool vendors_own;         /* the model is in share/models.json */
	char effort[16];          /* "": it has none */
	int64_t thinks;           /* tokens to add for thinking */
	int64_t cached_from;      /* tokens of a prompt that is worth caching */
	int64_t not_before_ms;    /* nobody is to be asked again before that time of fr_http_now_ms */
	struct fr_error unusable; /* why it cannot be asked; no code: it can */
};

/* What holds for all targets; borrowed. */
struct setting {
	const struct options *options;
	const struct fr_pricing *pricing;
	jv models;      /* share/models.json */
	bool fallbacks; /* --api is for those of them that have a choice */
};

/*
 * Fill in a target, provider and all; a key that it has already is kept. base is NULL for the
 * vendor's own server. FR_EX_CONFIG: there is no key or no model; FR_EX_USAGE: what was asked for cannot be.
 */
int target_set_up(struct target *target, const struct vendor *vendor, const char *model, const char *base,
		  const struct setting *setting, struct fr_error *err);
void target_release(struct target *target);

#endif
