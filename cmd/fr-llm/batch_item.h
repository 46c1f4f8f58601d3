/*
 * batch_item.h: one envelope in a batch: what is sent of it, what was reserved for it, what came of it. Shared by
 * batch.c and batch_item.c only.
 */
#ifndef FR_LLM_BATCH_ITEM_H
#define FR_LLM_BATCH_ITEM_H

#include "batch_http.h"

struct batch_item {
	jv envelope;
	bool passed; /* it had failed before it came here */
	jv name;     /* its custom_id */
	bool sent;   /* it is in the batch */
	int64_t began_ms;
	int body_bytes;
	enum fr_cache_write writes;
	int64_t most_microusd; /* that it can cost */
	int64_t ledger_id;     /* 0: nothing is to be settled */
	bool elsewhere;        /* another run has settled it */
	jv result;             /* of the API; invalid: none came */
	struct fr_error err;
};

/*
 * Name it by the envelope's id, as the API takes one and if it may leave, and unlike all that are keys of taken. The
 * same input gives the same names: number is its place there. Borrows taken.
 */
void batch_item_name(struct batch_item *item, struct desk *desk, jv taken, int number);

/* May it be sent, and what as: *params, the caller's to free. */
int batch_item_prepare(struct batch_item *item, struct desk *desk, jv *params, struct fr_error *err);

int batch_item_reserve(struct batch_item *item, struct desk *desk, struct fr_error *err);

void batch_item_settle(struct batch_item *item, struct desk *desk, const struct fr_settlement *settlement);

/* Settle it by its result, and give the envelope its response. -1 and why where that is no answer. */
int batch_item_take(struct batch_item *item, struct desk *desk, struct fr_error *err);

#endif
