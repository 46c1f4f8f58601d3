/* The filter: what each prompt is likely to cost, and the most that it can. */
#include <stdlib.h>
#include <string.h>

#include "fr-cost.h"
#include "id.h"
#include "json.h"
#include "pricing.h"

#define ANSWER_TOKENS 4000 /* where the prompt does not say */
#define ANSWER_TOKENS_MOST 1000000
#define AROUND_BYTES                                                                                                   \
	512 /* what a request has around the prompt: the model's name, how the schema is given, and the like */

struct filter {
	const struct fr_cost_options *options;
	const char *provider;
	char *model;
	int64_t thinks; /* tokens of thinking that fr-llm leaves room for beside the answer */
	struct fr_price price;
};

/* auto, as fr-llm understands it: nobody while ai_enabled is off, else the provider whose key is there. */
static const char *provider_of(const struct fr_cost_options *options)
{
	const char *name = fr_config_text(options->config, "ai_provider");
	bool elsewhere = *fr_config_text(options->config, "api_key_file") != '\0' ||
			 *fr_config_text(options->config, "api_key_command") != '\0';

	if (strcmp(name, "auto") != 0)
		return name;
	if (!fr_config_boolean(options->config, "ai_enabled"))
		return "offline";
	if (elsewhere || getenv("ANTHROPIC_API_KEY") != NULL)
		return "anthropic";
	return getenv("OPENAI_API_KEY") != NULL ? "openai" : "offline";
}

/* Scheme and host of the base URL, as prices name servers; NULL for the provider's own. The caller frees it. */
static char *server_of(const char *base_url, const char *provider)
{
	size_t scheme;

	if (base_url == NULL)
		return strcmp(provider, "ollama") == 0 ? strdup("http://127.0.0.1:11434") : NULL;
	scheme = strcspn(base_url, ":");
	if (strncmp(base_url + scheme, "://", 3) != 0)
		fr_usage("--base-url takes an address such as http://127.0.0.1:9931, not '%s'", base_url);
	return strndup(base_url, scheme + 3 + strcspn(base_url + scheme + 3, "/"));
}

static int64_t thinking(const struct fr_share *share, const char *model)
{
	char *path = fr_share_path(share, "models.json");
	jv models = path != NULL ? fr_json_file(path) : jv_invalid();
	jv about = jv_get_kind(models) == JV_KIND_OBJECT ? jv_object_get(jv_copy(models), jv_string(model)) :
							   jv_invalid();
	int64_t tokens = (int64_t)fr_json_number(about, "thinks", 4000); /* one that is not there may think, too */

	free(path);
	jv_free(about);
	jv_free(models);
	return tokens;
}

/* Whose prices. A model that the settings name, and not the command line, is not meant for offline. */
static int choose(struct filter *filter, struct fr_error *err)
{
	const struct fr_cost_options *options = filter->options;
	const char *model = fr_config_text(options->config, "ai_model");
	bool named = fr_config_source(options->config, "ai_model")[0] == '-';
	struct fr_pricing *pricing;
	char *server;
	int status;

	filter->provider = provider_of(options);
	if (strcmp(filter->provider, "offline") == 0 && !named) {
		filter->model = strdup("rules");
		filter->price.tiers = 1; /* all zero: it costs nothing */
		return 0;
	}
	if (fr_pricing_open(&pricing, &options->share, err) < 0)
		return -1;
	if (*model == '\0')
		model = fr_pricing_default(pricing, filter->provider);
	server = server_of(options->base_url, filter->provider);
	if (model == NULL) {
		fr_error_set(err, FR_EX_CONFIG, "provider '%s' has no model that is taken unless one is named",
			     filter->provider);
		status = fr_error_hint(err, "--model or ai_model name one");
	} else {
		filter->model = strdup(model);
		status = fr_pricing_find(pricing, server, model, fr_time_now_us(), &filter->price, err);
		filter->thinks = thinking(&options->share, model);
	}
	if (status == 0 && options->batch)
		fr_price_batch(&filter->price);
	free(server);
	fr_pricing_free(pricing);
	return status;
}

static jv usd(int64_t microusd)
{
	return jv_number((double)microusd / 1e6);
}

/* The prompt as JSON: what is billed is the text in it. */
static size_t bytes_of(jv prompt)
{
	jv text = jv_dump_string(jv_copy(prompt), 0);
	size_t bytes = (size_t)jv_string_length_bytes(jv_copy(text));

	jv_free(text);
	return bytes;
}

/* How long the answer may be: as the prompt says, else as fr-llm has it. */
static int64_t answer_of(jv prompt)
{
	double wanted = fr_json_number(prompt, "max_output_tokens", ANSWER_TOKENS);

	return wanted >= 1 ? (int64_t)(wanted < ANSWER_TOKENS_MOST ? wanted : ANSWER_TOKENS_MOST) : 1;
}

/* The most that one request can cost, or a little more: it is not laid out yet. */
static int64_t most_of(const struct filter *filter, size_t bytes, int64_t answer)
{
	int64_t limit = filter->price.max_output_tokens;
	int64_t output = limit > 0 && answer + filter->thinks > limit ? limit : answer + filter->thinks;

	return fr_price_most(&filter->price, fr_tokens_most(bytes + AROUND_BYTES), output, FR_CACHE_WRITE_5M);
}

static int estimate(jv *envelope, void *state, struct fr_error *err)
{
	const struct filter *filter = state;
	int64_t limit = filter->options->max_microusd, most;
	char can[FR_USD_BYTES], may[FR_USD_BYTES];
	struct fr_usage likely = { 0 };
	jv prompt = fr_json_get(*envelope, "prompt"), cost;
	size_t bytes;

	if (jv_get_kind(prompt) != JV_KIND_OBJECT) {
		jv_free(prompt);
		fr_error_set(err, FR_EX_DATAERR, "the envelope has no prompt");
		return fr_error_hint(err, "'fr-prompt diagnose' makes one");
	}
	bytes = bytes_of(prompt);
	likely.input_tokens = fr_tokens_likely(bytes);
	likely.output_tokens = answer_of(prompt);
	most = most_of(filter, bytes, likely.output_tokens);
	jv_free(prompt);
	cost = fr_json_set(jv_object(), "provider", jv_string(filter->provider));
	cost = fr_json_set(cost, "model", jv_string(filter->model));
	cost = fr_json_set(cost, "input_tokens", jv_number((double)likely.input_tokens));
	cost = fr_json_set(cost, "output_tokens", jv_number((double)likely.output_tokens));
	cost = fr_json_set(cost, "estimate_usd", usd(fr_price_cost(&filter->price, &likely)));
	cost = fr_json_set(cost, "most_usd", usd(most));
	*envelope = fr_json_set(*envelope, "cost", cost);
	if (limit < 0 || most <= limit)
		return 0;
	fr_error_set(err, FR_EX_TEMPFAIL, "the prompt can cost %s USD, more than the %s USD it may", fr_usd(can, most),
		     fr_usd(may, limit));
	return fr_error_hint(err, "--max is the limit; a shorter prompt or a cheaper model costs less");
}

enum fr_exit fr_cost_filter(const struct fr_cost_options *options)
{
	struct filter filter = { .options = options };
	struct fr_error err;
	enum fr_exit worst;

	if (options->format != FR_COST_JSON && options->format != FR_COST_TABLE)
		fr_usage("--format is for report and budget");
	if (choose(&filter, &err) < 0)
		fr_die(&err);
	worst = fr_filter(options->args, estimate, &filter);
	free(filter.model);
	return worst;
}
