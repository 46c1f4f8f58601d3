/*
 * target.h: whom to ask: a provider, one of its models, the way there, the key, the price.
 */
#ifndef FR_LLM_TARGET_H
#define FR_LLM_TARGET_H

#include "api.h"
#include "credentials.h"
#include "options.h"
#include "pricing.h"
#include "share.h"

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
