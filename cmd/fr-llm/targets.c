#include "targets.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "id.h"
#include "json.h"
#include "vendor.h"

static const struct vendor *vendor_called_text(const char *name)
{
	return vendor_called(name, strlen(name));
}

/* A setting such as the key's file or the model is meant for the first provider only. */
static void forget_firsts(struct fr_config *config)
{
	struct fr_error ignored;

	fr_config_set(config, "api_key_file", "", "--fallback", &ignored);
	fr_config_set(config, "api_key_command", "", "--fallback", &ignored);
}

/* What a short answer to a small question costs; -1: nobody knows. */
static int64_t small_cost(const char *model, const char *provider, const struct setting *setting)
{
	struct fr_price price;
	struct fr_error ignored;

	if (fr_pricing_find(setting->pricing, NULL, model, fr_time_now_us(), &price, &ignored) < 0 ||
	    (price.provider[0] != '\0' && strcmp(price.provider, provider) != 0))
		return -1;
	return fr_price_most(&price, 10000, 1000, FR_CACHE_WRITE_NONE);
}

/*
 * The model for a small question: that of ai_ask_model, else the provider's small one, unless the usual one is no
 * dearer. What a server of one's own has nobody knows but who named a model of it.
 */
static const char *small_model(const struct vendor *vendor, const char *model, const struct setting *setting)
{
	const char *asked = fr_config_text(setting->options->config, "ai_ask_model");
	const char *small = setting->pricing != NULL ? fr_pricing_small(setting->pricing, vendor->name) : NULL;
	int64_t usual;

	if (vendor->base_url == NULL)
		return model;
	if (*asked != '\0')
		return asked;
	if (small == NULL || setting->options->base_url != NULL)
		return model;
	usual = *model != '\0' ? small_cost(model, vendor->name, setting) : -1;
	return usual >= 0 && usual <= small_cost(small, vendor->name, setting) ? model : small;
}

/* "PROVIDER[:MODEL],…" */
static int add_fallbacks(struct targets *targets, const struct setting *setting, struct fr_error *err)
{
	const char *list = setting->options->fallback;

	forget_firsts(setting->options->config);
	while (list != NULL) {
		size_t length = strcspn(list, ","), name = strcspn(list, ":,");
		const struct vendor *vendor = vendor_called(list, name);
		char *model = name < length ? strndup(list + name + 1, length - name - 1) : strdup("");
		struct target *target = &targets->of[targets->count];
		int result = 0;

		if (model == NULL)
			abort();
		if (vendor == NULL) {
			result =
			    fr_error_set(err, FR_EX_USAGE, "--fallback: there is no provider '%.*s'", (int)name, list);
			fr_error_hint(err, "known are: %s", VENDOR_NAMES);
		} else if (targets->count == TARGETS_MOST) {
			result = fr_error_set(err, FR_EX_USAGE, "--fallback names too many");
		} else {
			targets->count++;
			if (target_set_up(target, vendor, model, NULL, setting, &target->unusable) < 0 &&
			    target->unusable.code == FR_EX_USAGE) {
				*err = target->unusable;
				result = -1;
			}
		}
		free(model);
		if (result < 0)
			return -1;
		list = list[length] == ',' ? list + length + 1 : NULL;
	}
	return 0;
}

/* auto: whose model ai_model is, else who has a key. NULL: nobody, or it is not allowed. */
static const struct vendor *choose(struct target *target, const char *model, const struct setting *setting,
				   struct fr_error *err)
{
	const struct fr_config *config = setting->options->config;
	bool named = *fr_config_text(config, "api_key_file") != '\0' ||
		     *fr_config_text(config, "api_key_command") != '\0';
	struct fr_price price;
	struct fr_error ignored;
	int found;

	if (!fr_config_boolean(config, "ai_enabled"))
		return NULL;
	if (*model != '\0' && fr_pricing_find(setting->pricing, NULL, model, fr_time_now_us(), &price, &ignored) == 0)
		return vendor_called_text(price.provider);
	found = fr_credentials_find(config, "anthropic", &target->key, err);
	if (found > 0) /* a file or a command does not say whose key it holds */
		return vendor_called_text(named && strncmp(target->key.text, "sk-ant-", 7) != 0 ? "openai" :
												  "anthropic");
	if (found == 0)
		found = fr_credentials_find(config, "openai", &target->key, err);
	return found > 0 ? vendor_called_text("openai") : NULL;
}

static int add_first(struct targets *targets, const struct setting *setting, struct fr_error *err)
{
	const struct options *options = setting->options;
	const char *name = fr_config_text(options->config, "ai_provider");
	const char *source = fr_config_source(options->config, "ai_provider");
	const char *model = fr_config_text(options->config, "ai_model");
	const char *asked = fr_config_text(options->config, "ai_ask_model");
	bool automatic = strcmp(name, "auto") == 0;
	struct target *target = &targets->of[targets->count++];
	const struct vendor *vendor = vendor_called_text(name);

	target->provider = name;
	err->code = FR_EX_OK;
	if (automatic) {
		vendor = choose(target, options->small && *asked != '\0' ? asked : model, setting, err);
		if (err->code != FR_EX_OK)
			return -1;
		if (vendor == NULL) { /* a model that the configuration names is meant for a provider that answers */
			if (options->args.verbose > 0 || isatty(STDERR_FILENO))
				fr_note("no model is configured: 'offline' answers, from what the rules found");
			vendor = vendor_called_text("offline");
			model = fr_config_source(options->config, "ai_model")[0] == '-' ? model : "";
		}
	}
	if (vendor == NULL) {
		fr_error_set(err, source[0] == '-' ? FR_EX_USAGE : FR_EX_CONFIG, "there is no provider '%s' (%s)", name,
			     source);
		return fr_error_hint(err, "known are: auto, %s", VENDOR_NAMES);
	}
	if (vendor->base_url != NULL && !options->named && !options->dry_run &&
	    !fr_config_boolean(options->config, "ai_enabled")) {
		fr_error_set(err, FR_EX_NOPERM, "nothing is sent to '%s' while ai_enabled is off", vendor->name);
		return fr_error_hint(err, "--provider %s sends this once; ai_enabled = true always", vendor->name);
	}
	if (options->small)
		model = small_model(vendor, model, setting);
	return target_set_up(target, vendor, model, options->base_url, setting, err);
}

static jv models_of(const struct fr_share *share, struct fr_error *err)
{
	char *path = fr_share_path(share, "models.json");
	jv models = path != NULL ? fr_json_file(path) : jv_object();
	jv message;

	free(path);
	if (jv_get_kind(models) == JV_KIND_OBJECT)
		return models;
	message = jv_invalid_get_msg(models);
	fr_error_set(err, FR_EX_CONFIG, "%s",
		     jv_get_kind(message) == JV_KIND_STRING ? jv_string_value(message) :
							      "models.json is not an object");
	jv_free(message);
	return jv_invalid();
}

int targets_init(struct targets *targets, const struct options *options, const struct fr_share *share,
		 const struct fr_pricing *pricing, struct fr_error *err)
{
	struct setting setting = { .options = options, .pricing = pricing, .models = models_of(share, err) };
	struct target *first = &targets->of[0];
	int result;

	*targets = (struct targets){ 0 };
	if (!jv_is_valid(setting.models)) {
		jv_free(setting.models);
		return -1;
	}
	result = add_first(targets, &setting, err);
	if (result < 0 && options->fallback != NULL && err->code != FR_EX_USAGE) {
		first->unusable = *err;
		result = 0;
	}
	setting.fallbacks = true;
	if (result == 0 && options->fallback != NULL)
		result = add_fallbacks(targets, &setting, err);
	jv_free(setting.models);
	return result;
}

void targets_release(struct targets *targets)
{
	for (int i = 0; i < targets->count; i++)
		target_release(&targets->of[i]);
	targets->count = 0;
}
