/*
 * pricing.h: what a call to a model costs, in whole micro-dollars.
 *
 * The price list is pricing.json, JSON objects (their members: fr-cost(1)). All folders of the share search
 * (share.h) are read; a model that an earlier folder names is not looked for in the later ones, so that
 * ~/.config/fr/pricing.json adds models and overrules prices.
 *
 *	struct fr_pricing *pricing;
 *	struct fr_price price;
 *
 *	if (fr_pricing_open(&pricing, &share, &err) < 0)
 *		fr_die(&err);
 *	if (fr_pricing_find(pricing, NULL, "claude-opus-5-5", fr_time_now_us(), &price, &err) < 0)
 *		return -1;	// FR_EX_CONFIG: no price; the hint has the line to add
 *	most = fr_price_most(&price, fr_tokens_most(body_bytes), max_output_tokens, FR_CACHE_WRITE_NONE);
 *	… reserve (ledger.h), send …
 *	cost = fr_price_cost(&price, &usage);
 *	fr_pricing_free(pricing);
 */
#ifndef FR_PRICING_H
#define FR_PRICING_H

#include <stdint.h>

#include "error.h"
#include "share.h"
#include "usage.h"

#define FR_PRICE_TIERS 4 /* at the most */

/* Micro-dollars for a million tokens: 10000 is 0.01 USD. */
struct fr_tier {
	int64_t above; /* for prompts of more tokens than this, cached ones included; the whole request then */
	int64_t input, cache_read, cache_write_5m, cache_write_1h, output;
};

struct fr_price {
	char model[128];           /* as the list calls it; what was asked for may be one of its aliases */
	char provider[32];         /* whose model it is; "" when the list does not say */
	char retires[11];          /* the day the provider ends it, 2026-11-30; "" when none is known */
	int64_t context_tokens;    /* 0: not known */
	int64_t max_output_tokens; /* 0: not known */
	int64_t batch;             /* millionths of the price that a batch costs */
	int tiers;
	struct fr_tier tier[FR_PRICE_TIERS]; /* by above, the first is for above 0 */
};

struct fr_pricing;

/* Read the price list. FR_EX_CONFIG with file and line where it is no good. */
int fr_pricing_open(struct fr_pricing **pricing, const struct fr_share *share, struct fr_error *err);
void fr_pricing_free(struct fr_pricing *pricing);

/*
 * The price of a model (its name or an alias; exactly, since a dated name can have another price) at a time. server
 * is the origin of the base URL (http://127.0.0.1:11434), NULL for the provider's own: lines of the list
 * may be for one server only, and go before others. No price is FR_EX_CONFIG, with the line to add as the hint.
 */
int fr_pricing_find(const struct fr_pricing *pricing, const char *server, const char *model, int64_t at_us,
		    struct fr_price *price, struct fr_error *err);

/* The model that the list says to take when a provider is named and no model; NULL when it says nothing. Borrowed. */
const char *fr_pricing_default(const struct fr_pricing *pricing, const char *provider);

/* And the one to take for small questions. */
const char *fr_pricing_small(const struct fr_pricing *pricing, const char *provider);

/* Make it the price of the same sent as a batch. */
void fr_price_batch(struct fr_price *price);

/* What the reported usage costs, rounded up to the micro-dollar. */
int64_t fr_price_cost(const struct fr_price *price, const struct fr_usage *usage);

/*
 * The most that a request can cost: every token of input at the dearest rate that a prompt of up to so many tokens can
 * meet, cache writes of up to that time included, and all the output that is asked for. OpenAI writes to its cache
 * without being asked: FR_CACHE_WRITE_5M there.
 */
int64_t fr_price_most(const struct fr_price *price, int64_t input_tokens, int64_t output_tokens,
		      enum fr_cache_write writes);

/* Micro-dollars as text, six places: "0.012345". */
#define FR_USD_BYTES 32
const char *fr_usd(char text[FR_USD_BYTES], int64_t microusd);

#endif
