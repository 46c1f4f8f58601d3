#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "config_internal.h"
#include "values.h"

struct fr_config {
	struct entry {
		char *value;
		char *source;
	} * entries; /* in the order of fr_config_keys */
};

static bool good(enum fr_config_type type, const char *value)
{
	switch (type) {
	case FR_CONFIG_BOOLEAN:
		return fr_value_boolean(value) >= 0;
	case FR_CONFIG_INTEGER:
		return fr_value_integer(value) >= 0;
	case FR_CONFIG_MONEY:
		return fr_value_microusd(value) >= 0;
	case FR_CONFIG_DURATION:
		return fr_value_seconds(value) >= 0;
	case FR_CONFIG_TEXT:
		break;
	}
	return true;
}

int fr_config_set(struct fr_config *config, const char *key, const char *value, const char *source,
		  struct fr_error *err)
{
	static const char *const wanted[] = { "true or false", "a whole number", "an amount in dollars such as 10.00",
					      "a duration such as 15 minutes", "text" };
	int i = fr_config_index(key);

	if (i < 0) {
		fr_error_set(err, FR_EX_CONFIG, "%s: unknown key '%s'", source, key);
		return fr_error_hint(err, "did you mean '%s'?", fr_config_nearest(key));
	}
	if (!good(fr_config_keys[i].type, value))
		return fr_error_set(err, FR_EX_CONFIG, "%s: %s takes %s, not '%s'", source, key,
				    wanted[fr_config_keys[i].type], value);
	free(config->entries[i].value);
	free(config->entries[i].source);
	config->entries[i].value = strdup(value);
	config->entries[i].source = strdup(source);
	return 0;
}

int fr_config_load(struct fr_config **config, struct fr_error *err)
{
	*config = calloc(1, sizeof(**config));
	if (*config == NULL || ((*config)->entries = calloc((size_t)fr_config_key_count, sizeof(struct entry))) == NULL)
		abort();
	for (int i = 0; i < fr_config_key_count; i++)
		if (fr_config_set(*config, fr_config_keys[i].name, fr_config_keys[i].fallback, "default", err) < 0)
			abort();
	if (fr_config_read(*config, err) < 0) {
		fr_config_free(*config);
		*config = NULL;
		return -1;
	}
	return 0;
}

void fr_config_free(struct fr_config *config)
{
	if (config == NULL)
		return;
	for (int i = 0; i < fr_config_key_count; i++) {
		free(config->entries[i].value);
		free(config->entries[i].source);
	}
	free(config->entries);
	free(config);
}

static int must_be(const char *key, enum fr_config_type type)
{
	int i = fr_config_index(key);

	if (i < 0 || fr_config_keys[i].type != type)
		abort();
	return i;
}

const char *fr_config_text(const struct fr_config *config, const char *key)
{
	int i = fr_config_index(key);

	if (i < 0)
		abort();
	return config->entries[i].value;
}

bool fr_config_boolean(const struct fr_config *config, const char *key)
{
	return fr_value_boolean(config->entries[must_be(key, FR_CONFIG_BOOLEAN)].value) == 1;
}

int64_t fr_config_integer(const struct fr_config *config, const char *key)
{
	return fr_value_integer(config->entries[must_be(key, FR_CONFIG_INTEGER)].value);
}

int64_t fr_config_microusd(const struct fr_config *config, const char *key)
{
	return fr_value_microusd(config->entries[must_be(key, FR_CONFIG_MONEY)].value);
}

int64_t fr_config_seconds(const struct fr_config *config, const char *key)
{
	return fr_value_seconds(config->entries[must_be(key, FR_CONFIG_DURATION)].value);
}

const char *fr_config_source(const struct fr_config *config, const char *key)
{
	int i = fr_config_index(key);

	if (i < 0)
		abort();
	return config->entries[i].source;
}

bool fr_config_hidden(const struct fr_config *config, const char *key)
{
	const char *value = fr_config_text(config, key);
	const char *address = strstr(value, "://"), *at = strrchr(value, '@');

	if (strcmp(key, "store") == 0) /* password=…, or scheme://user:…@host */
		return strstr(value, "password") != NULL ||
		       (address != NULL && at > address &&
			memchr(address + 1, ':', (size_t)(at - address - 1)) != NULL);
	return strcmp(key, "api_key_command") == 0 ||
	       strcmp(key, "alert_command") == 0; /* some write the key into it */
}

const char *fr_config_key(int i, const char **help)
{
	if (i < 0 || i >= fr_config_key_count)
		return NULL;
	*help = fr_config_keys[i].help;
	return fr_config_keys[i].name;
}
