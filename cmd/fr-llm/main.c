/* fr-llm: have each envelope's prompt answered. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "config.h"
#include "id.h"
#include "json.h"
#include "provider.h"

enum { OPT_SHARE = FR_OPT_OWN };

static const struct fr_option options[] = {
	{ 'p', "provider", "NAME", "who answers: offline, or auto (default)" },
	{ 'm', "model", "NAME", "the provider's model" },
	{ OPT_SHARE, "share", "FOLDER", "look for what offline writes with in FOLDER first" },
	{ 0 },
};

static const struct fr_command command = {
	"fr-llm",
	"[options]",
	"answer the prompt of each envelope",
	options,
	"offline writes up what the rules found: no network, no cost. auto is offline\n"
	"as long as no other provider is configured.\n",
};

struct state {
	const struct provider *provider;
	void *own;
};

static int add_response(jv *envelope, void *data, struct fr_error *err)
{
	struct state *state = data;
	int64_t began = fr_time_now_us();
	jv prompt = fr_json_get(*envelope, "prompt");
	bool asked = jv_get_kind(prompt) == JV_KIND_OBJECT;
	jv response;
	int status;

	jv_free(prompt);
	if (!asked) {
		fr_error_set(err, FR_EX_DATAERR, "the envelope has no prompt");
		return fr_error_hint(err, "'fr-prompt diagnose' makes one");
	}
	status = state->provider->answer(state->own, *envelope, &response, err);
	if (!jv_is_valid(response)) {
		jv_free(response);
		return status;
	}
	response = fr_json_set(response, "latency_ms", jv_number(floor((double)(fr_time_now_us() - began) / 1000)));
	*envelope = fr_json_set(*envelope, "response", response);
	return status;
}

/* The provider that the settings name. What is wrong on the command line is misuse, elsewhere it is configuration. */
static const struct provider *choose(const struct fr_args *args, const struct fr_config *config, struct fr_error *err)
{
	const char *name = fr_config_text(config, "ai_provider");
	const char *source = fr_config_source(config, "ai_provider");
	const struct provider *provider;
	char names[256];

	if (strcmp(name, "auto") == 0) {
		if (args->verbose > 0 || isatty(STDERR_FILENO))
			fr_note("no model is configured: 'offline' answers, from what the rules found");
		name = "offline";
	}
	provider = provider_find(name);
	if (provider == NULL) {
		fr_error_set(err, source[0] == '-' ? FR_EX_USAGE : FR_EX_CONFIG, "there is no provider '%s' (%s)", name,
			     source);
		fr_error_hint(err, "known are: auto, %s", provider_names(names, sizeof(names)));
	}
	return provider;
}

/* A model that the configuration names is meant for a configured provider; only --model is meant for whoever answers.
 */
static const char *model_of(const struct fr_config *config)
{
	const char *given = fr_config_source(config, "ai_model");

	if (given[0] != '-' && strcmp(fr_config_text(config, "ai_provider"), "auto") == 0)
		return "";
	return fr_config_text(config, "ai_model");
}

int main(int argc, char **argv)
{
	struct fr_args args;
	struct fr_error err;
	struct fr_config *config;
	struct provider_setup setup = { 0 };
	struct state state = { 0 };
	const char *provider = NULL, *model = NULL;
	enum fr_exit worst;

	fr_start(&args, &command, argc, argv);
	for (int option; (option = fr_next_option(&args)) != -1;)
		switch (option) {
		case 'p':
			provider = args.value;
			break;
		case 'm':
			model = args.value;
			break;
		case OPT_SHARE:
			setup.share = args.value;
			break;
		}
	fr_no_operands(&args);

	if (fr_config_load(&config, &err) < 0 ||
	    (provider != NULL && fr_config_set(config, "ai_provider", provider, "--provider", &err) < 0) ||
	    (model != NULL && fr_config_set(config, "ai_model", model, "--model", &err) < 0))
		fr_die(&err);
	state.provider = choose(&args, config, &err);
	setup.model = model_of(config);
	if (state.provider == NULL || state.provider->open(&state.own, &setup, &err) < 0)
		fr_die(&err);

	worst = fr_filter(&args, add_response, &state);
	state.provider->close(state.own);
	fr_config_free(config);
	return fr_finish(worst);
}
