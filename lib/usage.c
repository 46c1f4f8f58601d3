#include "usage.h"

#include <math.h>

#include "json.h"

#define TOKENS_MOST 1000000000000 /* a count above this is nobody's bill; keeps sums far from overflow */
#define TOKENS_HIDDEN 1024
#define BYTES_PER_TOKEN 3

/* The count at path into *count. Was there one? */
static bool take(jv reported, const char *path, int64_t *count)
{
	double number = fr_json_number(reported, path, -1);

	if (!(number >= 0)) /* NaN too */
		return false;
	*count = number < (double)TOKENS_MOST ? (int64_t)ceil(number) : TOKENS_MOST;
	return true;
}

static int64_t *written(struct fr_usage *usage, enum fr_cache_write asked)
{
	return asked == FR_CACHE_WRITE_1H ? &usage->cache_write_1h_tokens : &usage->cache_write_5m_tokens;
}

bool fr_usage_anthropic(struct fr_usage *usage, jv reported, enum fr_cache_write asked)
{
	int64_t created = 0, in_5m = 0, in_1h = 0;
	bool any = take(reported, "input_tokens", &usage->input_tokens);
	bool split;

	any = take(reported, "cache_read_input_tokens", &usage->cache_read_tokens) || any;
	any = take(reported, "output_tokens", &usage->output_tokens) || any;
	split = take(reported, "cache_creation.ephemeral_5m_input_tokens", &in_5m);
	split = take(reported, "cache_creation.ephemeral_1h_input_tokens", &in_1h) || split;
	if (!take(reported, "cache_creation_input_tokens", &created) && !split)
		return any;
	usage->cache_write_5m_tokens = in_5m;
	usage->cache_write_1h_tokens = in_1h;
	if (created > in_5m + in_1h) /* the sum has more than its parts say */
		*written(usage, asked) += created - in_5m - in_1h;
	return true;
}

bool fr_usage_openai(struct fr_usage *usage, jv reported, enum fr_cache_write asked)
{
	int64_t prompt, read = 0, wrote = 0;
	bool any;

	any = take(reported, "completion_tokens", &usage->output_tokens) ||
	      take(reported, "output_tokens", &usage->output_tokens);
	if (!take(reported, "prompt_tokens", &prompt) && !take(reported, "input_tokens", &prompt))
		return any;
	if (!take(reported, "prompt_tokens_details.cached_tokens", &read))
		take(reported, "input_tokens_details.cached_tokens", &read);
	if (!take(reported, "prompt_tokens_details.cache_write_tokens", &wrote))
		take(reported, "input_tokens_details.cache_write_tokens", &wrote);
	usage->cache_read_tokens = read;
	usage->cache_write_5m_tokens = usage->cache_write_1h_tokens = 0;
	*written(usage, asked) = wrote;
	usage->input_tokens = prompt > read + wrote ? prompt - read - wrote : 0;
	return true;
}

void fr_usage_cut(struct fr_usage *usage, int64_t input_tokens_most, size_t received_bytes)
{
	int64_t received = fr_tokens_likely(received_bytes);

	if (fr_usage_tokens(usage) == usage->output_tokens)
		usage->input_tokens = input_tokens_most;
	if (usage->output_tokens < received)
		usage->output_tokens = received;
}

void fr_usage_add(struct fr_usage *total, const struct fr_usage *more)
{
	total->input_tokens += more->input_tokens;
	total->cache_read_tokens += more->cache_read_tokens;
	total->cache_write_5m_tokens += more->cache_write_5m_tokens;
	total->cache_write_1h_tokens += more->cache_write_1h_tokens;
	total->output_tokens += more->output_tokens;
}

int64_t fr_usage_tokens(const struct fr_usage *usage)
{
	return usage->input_tokens + usage->cache_read_tokens + usage->cache_write_5m_tokens +
	       usage->cache_write_1h_tokens + usage->output_tokens;
}

jv fr_usage_json(const struct fr_usage *usage)
{
	jv json = jv_object();

	json = fr_json_set(json, "input_tokens", jv_number((double)usage->input_tokens));
	json = fr_json_set(json, "cache_read_tokens", jv_number((double)usage->cache_read_tokens));
	json = fr_json_set(json, "cache_write_5m_tokens", jv_number((double)usage->cache_write_5m_tokens));
	json = fr_json_set(json, "cache_write_1h_tokens", jv_number((double)usage->cache_write_1h_tokens));
	json = fr_json_set(json, "output_tokens", jv_number((double)usage->output_tokens));
	return fr_json_set(json, "total_tokens", jv_number((double)fr_usage_tokens(usage)));
}

int64_t fr_tokens_most(size_t body_bytes)
{
	return body_bytes < TOKENS_MOST ? (int64_t)body_bytes + TOKENS_HIDDEN : TOKENS_MOST;
}

int64_t fr_tokens_likely(size_t bytes)
{
	return bytes < TOKENS_MOST ? (int64_t)(bytes + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN : TOKENS_MOST;
}
