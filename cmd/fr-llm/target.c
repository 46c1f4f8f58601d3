#include "target.h"

#include <stdlib.h>
#include <string.h>

#include "http.h"
#include "id.h"
#include "json.h"

static char *must(char *text)
{
	if (text == NULL)
		abort();
	return text;
}

/* base and path as one address, with one slash between. */
static char *joined(const char *base, const char *path)
{
	size_t length = strlen(base);
	char *url;

	while (length > 0 && base[length - 1] == '/')
		length--;
	if (asprintf(&url, "%.*s%s", (int)length, base, path) < 0)
		abort();
	return url;
}

/* The scheme and the host of the base URL, which is known to be good. */
static void set_origin(struct target *target, const char *base, bool own)
{
	const char *host = strstr(base, "://") + 3;
	size_t length = strcspn(host, "/");

	snprintf(target->host, sizeof(target->host), "%.*s", (int)length, host);
	target->server = own ? NULL : must(strndup(base, (size_t)(host - base) + length));
}

/* asprintf may leave parts of the line where it made room for it. */
static void set_key_line(struct target *target)
{
	size_t before = strlen(target->api->key_header), key = strlen(target->key.text);

	target->key_line = must(malloc(before + key + 1));
	memcpy(target->key_line, target->api->key_header, before);
	memcpy(target->key_line + before, target->key.text, key + 1);
}

static int set_key(struct target *target, const struct vendor *vendor, const struct fr_config *config,
		   struct fr_error *err)
{
	if (target->key.text == NULL && fr_credentials_find(config, vendor->name, &target->key, err) < 0)
		return -1;
	if (target->key.text == NULL) {
		if (!vendor->needs_key || fr_http_is_local(target->url))
			return 0;
		fr_error_set(err, FR_EX_CONFIG, "there is no key for '%s'", vendor->name);
		return fr_error_hint(err, "api_key_file, api_key_command or %s_API_KEY in the environment hold it",
				     strcmp(vendor->name, "openai") == 0 ? "OPENAI" : "ANTHROPIC");
	}
	set_key_line(target);
	return 0;
}

/* What the model takes in a request (share/models.json). One that is not there gets nothing special, and room to think.
 */
static void set_abilities(struct target *target, jv models, const char *effort)
{
	jv about = jv_object_get(jv_copy(models), jv_string(target->model));
	char *usual = fr_json_text(about, "effort");

	target->vendors_own = jv_get_kind(about) == JV_KIND_OBJECT;
	if (effort != NULL || usual != NULL)
		snprintf(target->effort, sizeof(target->effort), "%s", effort != NULL ? effort : usual);
	target->thinks = (int64_t)fr_json_number(about, "thinks", 4000);
	target->cached_from = (int64_t)fr_json_number(about, "cached_from", 1024);
	free(usual);
	jv_free(about);
}

static int set_model(struct target *target, const char *model, const struct setting *setting, struct fr_error *err)
{
	if (*model == '\0')
		model = fr_pricing_default(setting->pricing, target->provider);
	if (model == NULL) {
		fr_error_set(err, FR_EX_CONFIG, "provider '%s' has no model that is taken unless one is named",
			     target->provider);
		return fr_error_hint(err, "--model or ai_model name one");
	}
	target->model = must(strdup(model));
	set_abilities(target, setting->models, setting->options->effort);
	return fr_pricing_find(setting->pricing, target->server, target->model, fr_time_now_us(), &target->price, err);
}

int target_set_up(struct target *target, const struct vendor *vendor, const char *model, const char *base,
		  const struct setting *setting, struct fr_error *err)
{
	const char *url = base != NULL ? base : vendor->base_url;
	const char *api;

	target->provider = vendor->name;
	if (vendor->base_url == NULL) {
		if (*model != '\0' && strcmp(model, "rules") != 0) {
			fr_error_set(err, FR_EX_USAGE, "provider 'offline' has no model '%s'", model);
			return fr_error_hint(err, "its one model is 'rules'");
		}
		return 0;
	}
	if (fr_http_check_url(url, err) < 0)
		return -1;
	api = setting->fallbacks && strcmp(vendor->name, "openai") != 0 ? NULL : setting->options->api;
	target->api = vendor_api(vendor, api, base == NULL, err);
	if (target->api == NULL)
		return -1;
	set_origin(target, url, base == NULL && vendor->needs_key);
	target->url = joined(url, target->api->path);
	if (set_model(target, model, setting, err) < 0)
		return -1;
	return setting->options->dry_run ? 0 : set_key(target, vendor, setting->options->config, err);
}

void target_release(struct target *target)
{
	fr_secret_wipe(&target->key);
	if (target->key_line != NULL)
		explicit_bzero(target->key_line, strlen(target->key_line));
	free(target->key_line);
	free(target->model);
	free(target->url);
	free(target->server);
}
