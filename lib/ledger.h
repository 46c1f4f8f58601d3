/*
 * ledger.h: leave to spend money, and the account of what was spent, in the store (store.h).
 *
 * Every HTTP request to a model is an attempt. Before it leaves, the most it can cost is reserved: one transaction
 * checks all limits and writes the attempt's row. Afterwards it is settled with what it did cost. Whoever dies in
 * between leaves the reservation, and it counts as spent: on the day it was made, for good.
 *
 *	struct fr_attempt attempt = { .function_name = "diagnose", .provider = "anthropic", .model = price.model,
 *				      .number = 1, .most_microusd = most };
 *	struct fr_settlement settlement = { .health = FR_HEALTH_GOOD };
 *	int64_t id;
 *
 *	if (fr_ledger_reserve(store, &limits, &attempt, &id, &err) < 0)
 *		return -1;	// FR_EX_TEMPFAIL: what is left, or until when
 *	… send, receive …
 *	settlement.usage = usage;
 *	settlement.cost_microusd = fr_price_cost(&price, &usage);
 *	if (fr_ledger_settle(store, id, &settlement, &err) < 0)
 *		fr_report(&err);
 *
 * The store is opened with FR_STORE_WRITE. A store that cannot be written gives no leave (FR_EX_IOERR).
 *
 * A day is a day of UTC: hosts that share a store may be in several time zones. An attempt counts on the day
 * it was reserved, however late it is settled.
 */
#ifndef FR_LEDGER_H
#define FR_LEDGER_H

#include <stdbool.h>
#include <stdint.h>

#include "error.h"
#include "store.h"
#include "usage.h"

/* -1 is no limit. */
struct fr_limits {
	int64_t daily_budget_microusd; /* ai_daily_budget_usd */
	int64_t max_calls_per_hour;    /* ai_max_calls_per_hour, for each function_name by itself */
	int64_t max_cost_microusd;     /* of one call, all its attempts together */
};

/* The strings are borrowed. */
struct fr_attempt {
	const char *function_name; /* what the call is for: the prompt's name */
	const char *provider;
	const char *server; /* the origin when it is not the provider's own; NULL: it is. It has a breaker of its own */
	const char *model;
	const char *envelope_id, *database, *cluster; /* NULL: not known */
	int number;             /* 1 is the first of its call; only that counts against max_calls_per_hour */
	int64_t most_microusd;  /* fr_price_most */
	int64_t spent_microusd; /* what the earlier attempts of this call came to */
	int64_t at_us;          /* microseconds since the Unix epoch; 0: now */
};

/*
 * Reserve. 0 and the attempt's *id, its row durable; or -1 and FR_EX_TEMPFAIL: over the call's, the hour's or the day's
 * limit, or the breaker of the provider is open. The message says how much is left or when it ends.
 */
int fr_ledger_reserve(struct fr_store *store, const struct fr_limits *limits, const struct fr_attempt *attempt,
		      int64_t *id, struct fr_error *err);

/* What an attempt says of its provider. */
enum fr_health {
	FR_HEALTH_UNKNOWN, /* nothing: interrupted here, or told to come back later (429) */
	FR_HEALTH_GOOD,    /* it answers; a refusal or a 4xx is an answer too */
	FR_HEALTH_BAD      /* unreachable, 5xx, timed out, cut */
};

struct fr_settlement {
	struct fr_usage usage;
	int64_t cost_microusd; /* fr_price_cost; 0 for what is not billed */
	bool estimate;         /* cut or cancelled: what was billed is not known (fr_usage_cut) */
	int http_status;       /* 0: no answer came */
	enum fr_health health;
	int64_t not_before_us; /* the provider wants no request before that time (retry-after); 0: it does not say */
	int64_t at_us;         /* 0: now */
};

/*
 * Settle. An attempt is settled once; a second time is FR_EX_FAULT. Moves the breaker: FR_BREAKER_FAILURES bad ones in
 * a row open it for FR_BREAKER_SECONDS, each further one for twice as long, up to FR_BREAKER_SECONDS_MOST; a good
 * one closes it. When the time is over one attempt is let through, and the others when that went well.
 */
int fr_ledger_settle(struct fr_store *store, int64_t id, const struct fr_settlement *settlement, struct fr_error *err);

#define FR_BREAKER_FAILURES 5
#define FR_BREAKER_SECONDS 30
#define FR_BREAKER_SECONDS_MOST 600

struct fr_budget {
	char day[11]; /* 2026-11-23, UTC */
	int64_t spent_microusd;
	int64_t reserved_microusd; /* in flight, or left by processes that died */
};

/* How a day stands; at_us 0 is today. */
int fr_ledger_budget(struct fr_store *store, int64_t at_us, struct fr_budget *budget, struct fr_error *err);

#endif
