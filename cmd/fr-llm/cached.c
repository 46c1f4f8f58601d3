#include "cached.h"

#include "cache.h"
#include "command.h"
#include "json.h"

static void key_of(const struct call *call, char key[CACHE_KEY_BYTES])
{
	account_cache_key(key, &call->desk->targets.of[call->target], call->prompt, call->desk->offered);
}

bool cached_find(const struct call *call, jv *response)
{
	const struct account *account = &call->desk->account;
	char key[CACHE_KEY_BYTES];
	struct fr_error err;
	int found;

	if (account->cache_seconds < 0)
		return false;
	key_of(call, key);
	found = fr_cache_get(account->store, key, account->cache_seconds, response, &err);
	if (found < 0)
		fr_report(&err);
	if (found <= 0)
		return false;
	*response = fr_json_set(*response, "cached", jv_true());
	*response = fr_json_set(*response, "cost_usd", jv_number(0));
	*response = fr_json_set(*response, "attempts", jv_number(0));
	*response = fr_json_set(*response, "latency_ms", jv_number((double)(fr_http_now_ms() - call->began_ms)));
	return true;
}

void cached_keep(const struct call *call, jv response)
{
	const struct account *account = &call->desk->account;
	char key[CACHE_KEY_BYTES];
	struct fr_error err;

	if (account->cache_seconds < 0)
		return;
	key_of(call, key);
	if (fr_cache_put(account->store, key, account->cache_seconds, jv_copy(response), &err) < 0)
		fr_report(&err);
}
