#include "account.h"

#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

#define STORE_WAIT_SECONDS 10

int account_init(struct account *account, const struct options *options, const struct fr_share *share,
		 struct fr_error *err)
{
	struct fr_store_place place;
	int result = fr_store_place(&place, options->config, err);

	if (result == 0)
		result = fr_store_open(&account->store, share, &place, FR_STORE_WRITE, STORE_WAIT_SECONDS, err);
	fr_store_place_release(&place);
	account->limits = (struct fr_limits){
		.daily_budget_microusd = fr_config_microusd(options->config, "ai_daily_budget_usd"),
		.max_calls_per_hour = fr_config_integer(options->config, "ai_max_calls_per_hour"),
		.max_cost_microusd = options->max_cost_microusd,
	};
	account->cache_seconds = options->cache_seconds;
	return result;
}

void account_release(struct account *account)
{
	fr_store_free(account->store);
	account->store = NULL;
}

int account_reserve(struct account *account, const struct attempt_plan *plan, int64_t *id, struct fr_error *err)
{
	char *function = fr_json_text(plan->envelope, "prompt.name");
	char *envelope = fr_json_text(plan->envelope, "id");
	char *database = fr_json_text(plan->envelope, "source.database");
	char *cluster = fr_json_text(plan->envelope, "source.cluster");
	struct fr_attempt attempt = {
		.function_name = function != NULL ? function : "",
		.provider = plan->target->provider,
		.server = plan->target->server,
		.model = plan->target->price.model,
		.envelope_id = envelope,
		.database = database,
		.cluster = cluster,
		.number = plan->number,
		.most_microusd = plan->most_microusd,
		.spent_microusd = plan->spent_microusd,
	};
	int result = fr_ledger_reserve(account->store, &account->limits, &attempt, id, err);

	free(function);
	free(envelope);
	free(database);
	free(cluster);
	return result;
}

void account_cache_key(char key[CACHE_KEY_BYTES], const struct target *target, jv prompt, jv tools)
{
	const char *const parts[] = { target->provider, target->url, target->model, target->effort };
	jv text =
	    jv_dump_string(JV_ARRAY(jv_copy(prompt), jv_is_valid(tools) ? jv_copy(tools) : jv_null()), JV_PRINT_SORTED);
	uint8_t digest[SHA256_DIGEST_SIZE];
	struct sha256_ctx hash;

	sha256_init(&hash);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		sha256_update(&hash, strlen(parts[i]) + 1, (const uint8_t *)parts[i]); /* the NUL sets them apart */
	sha256_update(&hash, (size_t)jv_string_length_bytes(jv_copy(text)), (const uint8_t *)jv_string_value(text));
	sha256_digest(&hash, sizeof(digest), digest);
	for (size_t i = 0; i < sizeof(digest); i++)
		snprintf(key + 2 * i, 3, "%02x", digest[i]);
	jv_free(text);
}
