/* What tokens come to at a price: the arithmetic of pricing.h. */
#include <stdio.h>

#include "pricing.h"

#define MILLION 1000000
#define TOKENS_MOST 1000000000000

/* Micro-dollars times a million. 128 bits: a million million tokens at the list's highest rate still fit. */
typedef unsigned __int128 amount;

static amount times(int64_t tokens, int64_t rate)
{
	if (tokens <= 0 || rate <= 0)
		return 0;
	return (amount)(tokens < TOKENS_MOST ? tokens : TOKENS_MOST) * (amount)rate;
}

/* Never less than the bill: a part of a micro-dollar is a whole one. */
static int64_t rounded_up(amount sum)
{
	amount microusd = (sum + MILLION - 1) / MILLION;

	return microusd < (amount)INT64_MAX ? (int64_t)microusd : INT64_MAX;
}

int64_t fr_price_cost(const struct fr_price *price, const struct fr_usage *usage)
{
	int64_t prompt = fr_usage_tokens(usage) - usage->output_tokens;
	const struct fr_tier *tier = &price->tier[0];

	for (int i = 1; i < price->tiers && prompt > price->tier[i].above; i++)
		tier = &price->tier[i];
	return rounded_up(times(usage->input_tokens, tier->input) + times(usage->cache_read_tokens, tier->cache_read) +
			  times(usage->cache_write_5m_tokens, tier->cache_write_5m) +
			  times(usage->cache_write_1h_tokens, tier->cache_write_1h) +
			  times(usage->output_tokens, tier->output));
}

static int64_t dearer(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

int64_t fr_price_most(const struct fr_price *price, int64_t input_tokens, int64_t output_tokens,
		      enum fr_cache_write writes)
{
	int64_t most = 0;

	/* A higher tier need not be the dearer one in every respect, so all that can be reached are tried. */
	for (int i = 0; i < price->tiers && (i == 0 || input_tokens > price->tier[i].above); i++) {
		const struct fr_tier *tier = &price->tier[i];
		int64_t rate = dearer(tier->input, tier->cache_read);

		if (writes != FR_CACHE_WRITE_NONE)
			rate = dearer(rate, tier->cache_write_5m);
		if (writes == FR_CACHE_WRITE_1H)
			rate = dearer(rate, tier->cache_write_1h);
		most = dearer(most, rounded_up(times(input_tokens, rate) + times(output_tokens, tier->output)));
	}
	return most;
}

static int64_t part(int64_t rate, int64_t millionths)
{
	return rounded_up(times(rate, millionths));
}

void fr_price_batch(struct fr_price *price)
{
	for (int i = 0; i < price->tiers; i++) {
		struct fr_tier *tier = &price->tier[i];

		tier->input = part(tier->input, price->batch);
		tier->cache_read = part(tier->cache_read, price->batch);
		tier->cache_write_5m = part(tier->cache_write_5m, price->batch);
		tier->cache_write_1h = part(tier->cache_write_1h, price->batch);
		tier->output = part(tier->output, price->batch);
	}
	price->batch = MILLION;
}

const char *fr_usd(char text[FR_USD_BYTES], int64_t microusd)
{
	uint64_t amount_of = microusd < 0 ? 0 - (uint64_t)microusd : (uint64_t)microusd;

	snprintf(text, FR_USD_BYTES, "%s%llu.%06llu", microusd < 0 ? "-" : "",
		 (unsigned long long)(amount_of / MILLION), (unsigned long long)(amount_of % MILLION));
	return text;
}
