#include "channel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <nettle/sha2.h>

#include "findings.h"
#include "http.h"

static const struct sink *const sinks[] = { &sink_slack, &sink_pagerduty, &sink_webhook };

static void digest_address(struct channel *channel)
{
	const char *parts[] = { channel->name, channel->url != NULL ? channel->url : channel->command,
				channel->secret.text != NULL ? channel->secret.text : "" };
	uint8_t digest[SHA256_DIGEST_SIZE];
	struct sha256_ctx context;

	sha256_init(&context);
	for (size_t i = 0; i < 3; i++)
		sha256_update(&context, strlen(parts[i]) + 1, (const uint8_t *)parts[i]);
	sha256_digest(&context, sizeof(digest), digest);
	for (size_t i = 0; i < sizeof(channel->address) / 2; i++)
		snprintf(channel->address + 2 * i, 3, "%02x", digest[i]);
}

static int open_command(struct channel *channel, const struct fr_config *config, struct fr_error *err)
{
	channel->name = "command";
	channel->command = fr_config_text(config, "alert_command");
	if (*channel->command != '\0')
		return 0;
	fr_error_set(err, FR_EX_CONFIG, "alert_to names 'command', but there is no alert_command");
	return fr_error_hint(err, "it gets the envelope on its standard input");
}

static int open_sink(struct channel *channel, const struct fr_config *config, struct fr_error *err)
{
	const struct sink *sink = channel->sink;
	int found = fr_credentials_named(config, sink->secret_name, &channel->secret, err);

	channel->name = sink->name;
	if (found < 0)
		return -1;
	if (found == 0) {
		fr_error_set(err, FR_EX_CONFIG, "alert_to names '%s', but there is no %s", sink->name,
			     sink->secret_name);
		return fr_error_hint(err, "put it into a file of mode 600 and name that with %s_file",
				     sink->secret_name);
	}
	channel->url = sink->url_key != NULL ? fr_config_text(config, sink->url_key) : channel->secret.text;
	if (*channel->url == '\0')
		return fr_error_set(err, FR_EX_CONFIG, "alert_to names '%s', but there is no %s", sink->name,
				    sink->url_key);
	if (fr_http_check_url(channel->url, err) == 0)
		return 0;
	if (sink->url_key == NULL) /* the message may repeat the address, and that is the secret */
		fr_error_set(err, FR_EX_CONFIG, "what %s holds is not an https address", channel->secret.source);
	return -1;
}

static int open_channel(struct channels *channels, const char *name, const struct fr_config *config,
			struct fr_error *err)
{
	struct channel *channel = &channels->all[channels->count];
	char word[32];
	const char *level = strchr(name, ':');
	size_t length = level != NULL ? (size_t)(level - name) : strlen(name);
	int status = -1;

	snprintf(word, sizeof(word), "%.*s", (int)(length < 31 ? length : 31), name);
	channel->least_severity = level != NULL ? fr_severity_of(level + 1) : 0;
	if (channel->least_severity < 0)
		return fr_error_set(err, FR_EX_CONFIG, "alert_to: '%s' is not low, medium, high or critical",
				    level + 1);
	if (channel_named(channels, word) != NULL)
		return fr_error_set(err, FR_EX_CONFIG, "alert_to names '%s' twice", word);
	if (strcmp(word, "command") == 0) {
		status = open_command(channel, config, err);
	} else {
		for (size_t i = 0; i < sizeof(sinks) / sizeof(sinks[0]); i++)
			if (strcmp(sinks[i]->name, word) == 0)
				channel->sink = sinks[i];
		if (channel->sink != NULL) {
			status = open_sink(channel, config, err);
		} else {
			fr_error_set(err, FR_EX_CONFIG, "alert_to: unknown channel '%s'", word);
			fr_error_hint(err, "there are slack, pagerduty, webhook and command");
		}
	}
	if (status < 0)
		return -1;
	digest_address(channel);
	channels->count++;
	return 0;
}

int channels_open(struct channels *channels, const struct fr_config *config, struct fr_error *err)
{
	char *list = strdup(fr_config_text(config, "alert_to"));
	char *rest = list, *name;
	int status = 0;

	*channels = (struct channels){ 0 };
	while (status == 0 && (name = strsep(&rest, ", \t")) != NULL)
		if (*name != '\0')
			status = open_channel(channels, name, config, err);
	free(list);
	if (status == 0 && channels->count == 0) {
		status = fr_error_set(err, FR_EX_CONFIG, "alert_to names no channel");
		fr_error_hint(err, "for example: alert_to = slack, pagerduty:high");
	}
	if (status < 0)
		channels_close(channels);
	return status;
}

void channels_close(struct channels *channels)
{
	for (int i = 0; i < CHANNELS_MOST; i++)
		fr_secret_wipe(&channels->all[i].secret);
	channels->count = 0;
}

const struct channel *channel_named(const struct channels *channels, const char *name)
{
	for (int i = 0; i < channels->count; i++)
		if (strcmp(channels->all[i].name, name) == 0)
			return &channels->all[i];
	return NULL;
}
