/*
 * breaker.h: providers that fail again and again are left alone for a while. For lib/ledger*.c, inside its
 * transactions.
 */
#ifndef FR_BREAKER_H
#define FR_BREAKER_H

#include "ledger.h"

struct fr_breaker {
	const char *provider; /* borrowed */
	const char *server;   /* "" is the provider's own; borrowed */
	int failures;         /* in a row */
	int64_t open_until_us;
	int64_t probe; /* the attempt that is to show whether it is over; 0: none */
};

/* May an attempt be made now? -1 and FR_EX_TEMPFAIL when not. */
int fr_breaker_check(const struct fr_breaker *breaker, int64_t now_us, struct fr_error *err);

/* Note that the attempt id was given leave. After failures it is the only one for a while. */
int fr_breaker_leave(struct fr_store *store, struct fr_breaker *breaker, int64_t id, int64_t now_us,
		     struct fr_error *err);

/* Note how it went. */
int fr_breaker_learn(struct fr_store *store, struct fr_breaker *breaker, int64_t id,
		     const struct fr_settlement *settlement, int64_t now_us, struct fr_error *err);

/* 2026-11-23T10:00:00.000000Z in microseconds; 0 when it is not that. */
int64_t fr_ledger_time(const char *text);

/* "2026-11-23 10:05:00 UTC, in 3 min 20 s". */
#define FR_UNTIL_BYTES 64
const char *fr_ledger_until(char text[FR_UNTIL_BYTES], int64_t until_us, int64_t now_us);

#endif
