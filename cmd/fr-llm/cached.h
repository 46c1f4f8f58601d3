/*
 * cached.h: answers that were given before, where the user takes those (--cache). What goes wrong is said on stderr,
 * and the call goes on without.
 */
#ifndef FR_LLM_CACHED_H
#define FR_LLM_CACHED_H

#include "call.h"

/* Has the call's target answered its prompt before? *response, the caller's, is then what it said, for no money. */
bool cached_find(const struct call *call, jv *response);

/* Keep what it said. Borrows response. */
void cached_keep(const struct call *call, jv response);

#endif
