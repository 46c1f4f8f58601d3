#include "options.h"

#include <string.h>

#include "batch_http.h"
#include "values.h"

enum {
	OPT_API = FR_OPT_OWN,
	OPT_BASE_URL,
	OPT_BATCH,
	OPT_BATCH_ID,
	OPT_CACERT,
	OPT_CACHE,
	OPT_CHECK,
	OPT_CONNECT_TIMEOUT,
	OPT_DRY_RUN,
	OPT_EFFORT,
	OPT_FALLBACK,
	OPT_FIRST_BYTE_TIMEOUT,
	OPT_IDLE_TIMEOUT,
	OPT_MAX_COST,
	OPT_MAX_TIME,
	OPT_MAX_TURNS,
	OPT_NO_STREAM,
	OPT_SHARE,
	OPT_SMALL,
	OPT_STREAM,
	OPT_TIMEOUT,
	OPT_TOOLS,
	OPT_UNORDERED
};

static const struct fr_option table[] = {
	{ 'p', "provider", "NAME", "who answers: anthropic, openai, ollama, offline, or auto (default)" },
	{ 'm', "model", "NAME", "the provider's model" },
	{ 'j', "jobs", "N", "envelopes at once (default 1)" },
	{ OPT_API, "api", "NAME", "which of OpenAI's APIs: chat or responses" },
	{ OPT_BASE_URL, "base-url", "URL", "where the provider, or a server compatible with it, is reached" },
	{ OPT_BATCH, "batch", NULL, "send all envelopes as one batch of Anthropic's: within a day, at half the price" },
	{ OPT_BATCH_ID, "batch-id", "ID", "fetch the results of a batch that was sent before, for the same input" },
	{ OPT_CACERT, "cacert", "FILE", "certificates to trust in place of the system's" },
	{ OPT_CACHE, "cache", "TIME", "give an answer again that is not older than this, as in '1 hour'" },
	{ OPT_CHECK, "check", NULL, "say who would be asked, and whether there is a key; ask nobody" },
	{ OPT_CONNECT_TIMEOUT, "connect-timeout", "TIME", "until a connection is there (default 10 s)" },
	{ OPT_DRY_RUN, "dry-run", NULL, "print what would be sent, and on stderr the most it could cost" },
	{ OPT_EFFORT, "effort", "LEVEL", "how hard the model thinks: low, medium, high, ..." },
	{ OPT_FALLBACK, "fallback", "LIST", "who answers where the provider cannot: PROVIDER[:MODEL],...,offline" },
	{ OPT_FIRST_BYTE_TIMEOUT, "first-byte-timeout", "TIME", "until an answer begins (default: --timeout)" },
	{ OPT_IDLE_TIMEOUT, "idle-timeout", "TIME", "between two pieces of an answer (default: --timeout)" },
	{ OPT_MAX_COST, "max-cost", "USD", "the most that one answer may cost, all attempts together" },
	{ OPT_MAX_TIME, "max-time", "TIME",
	  "for how long a model may call tools (default 5 min), or a batch is waited for (1 day)" },
	{ OPT_MAX_TURNS, "max-turns", "N", "how often a model with tools is asked; the last time without (default 5)" },
	{ OPT_NO_STREAM, "no-stream", NULL, "ask for the answer as one document" },
	{ OPT_SHARE, "share", "FOLDER", "look for share files in FOLDER first" },
	{ OPT_SMALL, "small", NULL, "a small model will do: ai_ask_model, else the provider's, where that is cheaper" },
	{ OPT_STREAM, "stream", NULL, "have the answer streamed, and shown on a terminal (default)" },
	{ OPT_TIMEOUT, "timeout", "TIME", "for one answer, all attempts included (default: ai_timeout_seconds)" },
	{ OPT_TOOLS, "tools", "COMMAND", "what a model may call: COMMAND list names the tools, COMMAND call runs one" },
	{ OPT_UNORDERED, "unordered", NULL, "write envelopes as they are done, not in the order of the input" },
	{ 0 },
};

static const struct fr_command command = {
	"fr-llm",
	"[options]",
	"answer the prompt of each envelope",
	table,
	"Nothing is sent anywhere unless ai_enabled is on or --provider names who to ask. offline writes up what the\n"
	"rules found: no network, no cost. auto asks the provider for which there is a key, else it is offline.\n",
};

static int64_t milliseconds(const char *name, const char *text)
{
	int64_t seconds = fr_value_seconds(text);

	if (seconds < 0)
		seconds = fr_value_integer(text);
	if (seconds <= 0 || seconds > 86400)
		fr_usage("--%s takes a time such as '30 s', up to a day, not '%s'", name, text);
	return seconds * 1000;
}

static int64_t money(const char *text)
{
	int64_t microusd = fr_value_microusd(text);

	if (microusd < 0)
		fr_usage("--max-cost takes an amount in dollars such as 0.05, not '%s'", text);
	return microusd;
}

static void set(struct options *options, const char *key, const char *value, const char *option)
{
	struct fr_error err = { 0 };

	if (value != NULL && fr_config_set(options->config, key, value, option, &err) < 0)
		fr_die(&err);
}

static void take(struct options *options, int option, const char *value)
{
	switch (option) {
	case 'j':
		options->jobs = (int)fr_number("--jobs", value, 1, 1000);
		break;
	case OPT_API:
		options->api = value;
		break;
	case OPT_BASE_URL:
		options->base_url = value;
		break;
	case OPT_BATCH_ID:
		if (!batch_id_is_good(value))
			fr_usage("--batch-id takes the id of a batch such as msgbatch_01HkcTjaV5uDC8jW, not '%s'",
				 value);
		options->batch_id = value;
		options->batch = true;
		break;
	case OPT_BATCH:
		options->batch = true;
		break;
	case OPT_CACERT:
		options->cacert = value;
		break;
	case OPT_CACHE:
		options->cache_seconds = milliseconds("cache", value) / 1000;
		break;
	case OPT_CHECK:
		options->check = true;
		break;
	case OPT_CONNECT_TIMEOUT:
		options->connect_ms = milliseconds("connect-timeout", value);
		break;
	case OPT_DRY_RUN:
		options->dry_run = true;
		break;
	case OPT_EFFORT:
		options->effort = value;
		break;
	case OPT_FALLBACK:
		options->fallback = value;
		break;
	case OPT_FIRST_BYTE_TIMEOUT:
		options->first_byte_ms = milliseconds("first-byte-timeout", value);
		break;
	case OPT_IDLE_TIMEOUT:
		options->idle_ms = milliseconds("idle-timeout", value);
		break;
	case OPT_MAX_COST:
		options->max_cost_microusd = money(value);
		break;
	case OPT_MAX_TIME:
		options->max_time_ms = milliseconds("max-time", value);
		break;
	case OPT_MAX_TURNS:
		options->max_turns = (int)fr_number("--max-turns", value, 1, 50);
		break;
	case OPT_NO_STREAM:
	case OPT_STREAM:
		options->no_stream = option == OPT_NO_STREAM;
		break;
	case OPT_SHARE:
		options->share = value;
		break;
	case OPT_SMALL:
		options->small = true;
		break;
	case OPT_TIMEOUT:
		options->total_ms = milliseconds("timeout", value);
		break;
	case OPT_TOOLS:
		options->tools = value;
		break;
	case OPT_UNORDERED:
		options->unordered = true;
		break;
	}
}

/* What says how single calls are made means nothing for a batch. */
static void refuse_with_batch(const struct options *options)
{
	const char *other = options->tools != NULL      ? "tools" :
			    options->fallback != NULL   ? "fallback" :
			    options->cache_seconds >= 0 ? "cache" :
			    options->dry_run            ? "dry-run" :
			    options->unordered          ? "unordered" :
			    options->jobs != 1          ? "jobs" :
							  NULL;

	if (other != NULL)
		fr_usage("--%s does not go with --batch", other);
}

void options_read(struct options *options, int argc, char **argv)
{
	const char *provider = NULL, *model = NULL;
	struct fr_error err = { 0 };

	*options = (struct options){
		.jobs = 1, .cache_seconds = -1, .max_cost_microusd = -1, .connect_ms = 10000, .max_turns = 5
	};
	fr_start(&options->args, &command, argc, argv);
	for (int option; (option = fr_next_option(&options->args)) != -1;)
		if (option == 'p')
			provider = options->args.value;
		else if (option == 'm')
			model = options->args.value;
		else
			take(options, option, options->args.value);
	fr_no_operands(&options->args);
	if (options->batch)
		refuse_with_batch(options);
	if (options->max_time_ms == 0)
		options->max_time_ms = options->batch ? 86400000 : 300000;
	if (fr_config_load(&options->config, &err) < 0)
		fr_die(&err);
	set(options, "ai_provider", provider, "--provider");
	set(options, "ai_model", model, "--model");
	options->small = options->small && model == NULL;
	options->named = provider != NULL && strcmp(provider, "auto") != 0;
	if (options->total_ms == 0)
		options->total_ms = fr_config_integer(options->config, "ai_timeout_seconds") * 1000;
}

void options_release(struct options *options)
{
	fr_config_free(options->config);
}
