/*
 * pricing_entry.h: an entry of the price list. For lib/pricing*.c only.
 */
#ifndef FR_PRICING_ENTRY_H
#define FR_PRICING_ENTRY_H

#include <stdbool.h>

#include <jv.h>

#include "pricing.h"

struct fr_pricing_entry {
	struct fr_price price; /* its model may be "*": whatever that server has */
	jv aliases;
	char *server;      /* NULL: wherever it is */
	char from[11];     /* the first day of this price; "" has always been */
	char retired[11];  /* no price: the provider ended it on that day */
	char instead[128]; /* then: what to take */
	bool is_default, is_small;
	size_t folder; /* of the search path: entries of an earlier one go before */
};

/* Read one. Borrows json. The message says what is wrong, but not where: FR_EX_CONFIG. */
int fr_pricing_entry_read(struct fr_pricing_entry *entry, jv json, struct fr_error *err);
void fr_pricing_entry_release(struct fr_pricing_entry *entry);

#endif
