#include "config.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "paths.h"
#include "text.h"
#include "values.h"

#define SYSTEM_FILE "/etc/fr/fr.conf"

static const struct key {
	const char *name;
	enum fr_config_type type;
	const char *fallback;
	const char *help;
} keys[] = {
	{ "ai_enabled", FR_CONFIG_BOOLEAN, "false", "may anything be sent to a model outside this machine" },
	{ "ai_provider", FR_CONFIG_TEXT, "auto", "who answers; auto: a configured provider, else the built-in rules" },
	{ "ai_model", FR_CONFIG_TEXT, "", "the provider's model; empty: its default" },
	{ "ai_ask_model", FR_CONFIG_TEXT, "", "the model of 'fr ask'; empty: the one of other questions" },
	{ "ai_daily_budget_usd", FR_CONFIG_MONEY, "10.00", "what may be spent on models a day" },
	{ "ai_max_calls_per_hour", FR_CONFIG_INTEGER, "10", "calls of one function to a model in an hour" },
	{ "ai_timeout_seconds", FR_CONFIG_INTEGER, "30", "how long one answer may take, attempts included" },
	{ "ai_sanitize_queries", FR_CONFIG_BOOLEAN, "true", "are literals taken out of query texts" },
	{ "ai_redact_usernames", FR_CONFIG_BOOLEAN, "true", "are users, applications and hosts given pseudonyms" },
	{ "alert_to", FR_CONFIG_TEXT, "",
	  "who is told: slack, pagerduty, webhook, command; with a least severity: slack:high" },
	{ "alert_command", FR_CONFIG_TEXT, "", "shell command of the channel 'command'; it gets the envelope" },
	{ "alert_max_per_hour", FR_CONFIG_INTEGER, "20", "alerts to one channel in an hour; 0: no limit" },
	{ "alert_repeat", FR_CONFIG_DURATION, "24 hours", "after which an incident that goes on is told again" },
	{ "alert_timeout_seconds", FR_CONFIG_INTEGER, "10", "how long one delivery may take" },
	{ "slack_webhook_url_file", FR_CONFIG_TEXT, "", "file with the address of Slack's incoming webhook" },
	{ "pagerduty_routing_key_file", FR_CONFIG_TEXT, "", "file with the routing key of PagerDuty's Events API v2" },
	{ "pagerduty_url", FR_CONFIG_TEXT, "https://events.pagerduty.com/v2/enqueue", "where PagerDuty is" },
	{ "webhook_url", FR_CONFIG_TEXT, "", "where the webhook is" },
	{ "webhook_secret_file", FR_CONFIG_TEXT, "", "file with the secret that webhooks are signed with" },
	{ "api_key_file", FR_CONFIG_TEXT, "", "file with the provider's key, readable by its owner only" },
	{ "api_key_command", FR_CONFIG_TEXT, "", "shell command that prints the provider's key" },
	{ "auto_diagnosis_enabled", FR_CONFIG_BOOLEAN, "false", "may diagnoses be made without being asked for" },
	{ "auto_diagnosis_lookback", FR_CONFIG_DURATION, "15 minutes", "how far back an automatic diagnosis looks" },
	{ "auto_diagnosis_cooldown", FR_CONFIG_DURATION, "1 hour",
	  "after which an incident that goes on is diagnosed again" },
	{ "auto_diagnosis_alert", FR_CONFIG_BOOLEAN, "false", "is a human told of automatic diagnoses" },
	{ "auto_remediation_enabled", FR_CONFIG_BOOLEAN, "false", "may fixes be applied" },
	{ "auto_remediation_whitelist", FR_CONFIG_TEXT, "vacuum_table,terminate_idle",
	  "the fixes that may be applied" },
	{ "remediation_max_per_hour", FR_CONFIG_INTEGER, "1", "fixes of one kind in an hour, over all hosts" },
	{ "remediation_max_per_day", FR_CONFIG_INTEGER, "5", "fixes of all kinds in 24 hours, over all hosts" },
	{ "remediation_cooldown", FR_CONFIG_DURATION, "6 hours", "after which the same object may be fixed again" },
	{ "remediation_evidence_max_age", FR_CONFIG_DURATION, "15 minutes",
	  "how long after its window evidence of sessions is acted on" },
	{ "remediation_window", FR_CONFIG_TEXT, "",
	  "when fixes may be applied: sat,sun 00:00-24:00; mon-fri 22:00-06:00; empty: always" },
	{ "remediation_protected_users", FR_CONFIG_TEXT, "", "whose sessions are never ended; * is any text" },
	{ "remediation_protected_applications", FR_CONFIG_TEXT, "", "whose sessions are never ended, either" },
	{ "envelope_retention", FR_CONFIG_DURATION, "90 days",
	  "how long envelopes are kept for fr-log replay; 0s: not at all" },
	{ "store", FR_CONFIG_TEXT, "",
	  "where diagnoses are kept: a file, postgresql://…; empty: fr.db in the state folder" },
	{ "store_schema", FR_CONFIG_TEXT, "flight_recorder", "the schema of a store in PostgreSQL" },
};

#define KEYS ((int)(sizeof(keys) / sizeof(keys[0])))

struct fr_config {
	struct {
		char *value;
		char *source;
	} entries[KEYS];
};

static int key_index(const char *name)
{
	for (int i = 0; i < KEYS; i++)
		if (strcmp(keys[i].name, name) == 0)
			return i;
	return -1;
}

static const char *nearest_key(const char *name)
{
	const char *nearest = keys[0].name;
	int least = fr_text_distance(name, nearest);

	for (int i = 1; i < KEYS; i++) {
		int distance = fr_text_distance(name, keys[i].name);

		if (distance < least) {
			least = distance;
			nearest = keys[i].name;
		}
	}
	return nearest;
}

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
	int i = key_index(key);

	if (i < 0) {
		fr_error_set(err, FR_EX_CONFIG, "%s: unknown key '%s'", source, key);
		return fr_error_hint(err, "did you mean '%s'?", nearest_key(key));
	}
	if (!good(keys[i].type, value))
		return fr_error_set(err, FR_EX_CONFIG, "%s: %s takes %s, not '%s'", source, key, wanted[keys[i].type],
				    value);
	free(config->entries[i].value);
	free(config->entries[i].source);
	config->entries[i].value = strdup(value);
	config->entries[i].source = strdup(source);
	return 0;
}

/*
 * The value in text, in place: quotes taken off, or a comment and trailing blanks. NULL when a quote is left open or
 * something follows the closing one.
 */
static char *unquote(char *text)
{
	char quote = *text;
	char *end;

	if (quote != '\'' && quote != '"') {
		text[strcspn(text, "#")] = '\0';
		for (end = text + strlen(text); end > text && isspace((unsigned char)end[-1]);)
			*--end = '\0';
		return text;
	}
	end = strchr(++text, quote);
	if (end == NULL)
		return NULL;
	*end++ = '\0';
	end += strspn(end, " \t\r\n");
	return *end == '\0' || *end == '#' ? text : NULL;
}

/* One line of a file: blank, a comment, or "key = value". */
static int read_line(struct fr_config *config, char *line, const char *source, struct fr_error *err)
{
	char *key = line + strspn(line, " \t\r\n");
	size_t length = strcspn(key, " \t=\r\n#");
	char *value = key + length;
	bool equals;

	if (*key == '\0' || *key == '#')
		return 0;
	value += strspn(value, " \t");
	equals = *value == '=';
	value += equals;
	value += strspn(value, " \t");
	value = equals && length > 0 ? unquote(value) : NULL;
	if (value == NULL)
		return fr_error_set(err, FR_EX_CONFIG, "%s: not of the form 'key = value'", source);
	key[length] = '\0';
	return fr_config_set(config, key, value, source, err);
}

/* Whoever can write the file can name a command that we run. */
static int check_writers(FILE *file, const char *path, struct fr_error *err)
{
	struct stat about;

	if (fstat(fileno(file), &about) < 0)
		return fr_error_set(err, FR_EX_CONFIG, "cannot read '%s': %s", path, strerror(errno));
	if (S_ISREG(about.st_mode) && (about.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
		fr_error_set(err, FR_EX_CONFIG, "'%s' can be written by others than its owner", path);
		return fr_error_hint(err, "chmod go-w '%s'", path);
	}
	return 0;
}

static int read_file(struct fr_config *config, const char *path, bool must_exist, struct fr_error *err)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;
	int number = 0;
	int result;

	if (file == NULL) {
		if (errno == ENOENT && !must_exist)
			return 0;
		return fr_error_set(err, FR_EX_CONFIG, "cannot read '%s': %s", path, strerror(errno));
	}
	result = check_writers(file, path, err);
	while (result == 0 && getline(&line, &size, file) > 0) {
		char source[512];

		snprintf(source, sizeof(source), "%s:%d", path, ++number);
		result = read_line(config, line, source, err);
	}
	if (result == 0 && ferror(file))
		result = fr_error_set(err, FR_EX_CONFIG, "cannot read '%s': %s", path, strerror(errno));
	free(line);
	fclose(file);
	return result;
}

static int read_files(struct fr_config *config, struct fr_error *err)
{
	const char *named = getenv("FR_CONFIG");
	char *own;
	int result;

	if (named != NULL && *named != '\0')
		return read_file(config, named, true, err);
	own = fr_path_config("fr.conf");
	result = read_file(config, SYSTEM_FILE, false, err);
	if (result == 0 && own != NULL)
		result = read_file(config, own, false, err);
	free(own);
	return result;
}

static int read_environment(struct fr_config *config, struct fr_error *err)
{
	for (int i = 0; i < KEYS; i++) {
		char name[64];
		const char *value;
		size_t at = (size_t)snprintf(name, sizeof(name), "FR_%s", keys[i].name);

		while (at-- > 0)
			name[at] = (char)toupper((unsigned char)name[at]);
		value = getenv(name);
		if (value != NULL && fr_config_set(config, keys[i].name, value, name, err) < 0)
			return -1;
	}
	return 0;
}

int fr_config_load(struct fr_config **config, struct fr_error *err)
{
	*config = calloc(1, sizeof(**config));
	if (*config == NULL)
		abort();
	for (int i = 0; i < KEYS; i++)
		if (fr_config_set(*config, keys[i].name, keys[i].fallback, "default", err) < 0)
			abort();
	if (read_files(*config, err) < 0 || read_environment(*config, err) < 0) {
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
	for (int i = 0; i < KEYS; i++) {
		free(config->entries[i].value);
		free(config->entries[i].source);
	}
	free(config);
}

static int must_be(const char *key, enum fr_config_type type)
{
	int i = key_index(key);

	if (i < 0 || keys[i].type != type)
		abort();
	return i;
}

const char *fr_config_text(const struct fr_config *config, const char *key)
{
	int i = key_index(key);

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
	int i = key_index(key);

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
	if (i < 0 || i >= KEYS)
		return NULL;
	*help = keys[i].help;
	return keys[i].name;
}
