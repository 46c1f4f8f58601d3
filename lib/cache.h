/*
 * cache.h: answers that may be given again, in the store (store.h).
 *
 *	if (fr_cache_get(store, key, 3600, &response, &err) == 1)
 *		… no request is needed …
 *	fr_cache_put(store, key, 3600, jv_copy(response), &err);
 */
#ifndef FR_CACHE_H
#define FR_CACHE_H

#include <stdint.h>

#include <jv.h>

#include "error.h"
#include "store.h"

/*
 * 1 and *response, the caller's to free, when there is an answer not older than ttl_seconds; else 0, or -1. key is the
 * caller's hash of everything that decides the answer.
 */
int fr_cache_get(struct fr_store *store, const char *key, int64_t ttl_seconds, jv *response, struct fr_error *err);

/* Keep response, which is consumed, for ttl_seconds, in place of what there was; forgets whatever has had its time. */
int fr_cache_put(struct fr_store *store, const char *key, int64_t ttl_seconds, jv response, struct fr_error *err);

#endif
