/*
 * account.h: fr-llm's side of the ledger (ledger.h): what it may spend, what each attempt may cost and did cost.
 */
#ifndef FR_LLM_ACCOUNT_H
#define FR_LLM_ACCOUNT_H

#include <stdbool.h>

#include "ledger.h"
#include "options.h"
#include "share.h"
#include "target.h"

struct account {
	struct fr_store *store;
	struct fr_limits limits;
	int64_t cache_seconds;
};

/* Opens the store for writing. */
int account_init(struct account *account, const struct options *options, const struct fr_share *share,
		 struct fr_error *err);
void account_release(struct account *account);

/* Leave for an attempt to answer the envelope, which is borrowed; as fr_ledger_reserve. */
struct attempt_plan {
	const struct target *target;
	jv envelope;
	int number; /* of the call's attempts, whoever is asked; from 1 */
	int64_t most_microusd;
	int64_t spent_microusd;
};
int account_reserve(struct account *account, const struct attempt_plan *plan, int64_t *id, struct fr_error *err);

/* The key in the cache of what the target would answer to the prompt: 64 hexadecimal digits. Borrows prompt and tools,
 * which are invalid where there are none. */
#define CACHE_KEY_BYTES 65
void account_cache_key(char key[CACHE_KEY_BYTES], const struct target *target, jv prompt, jv tools);

#endif
