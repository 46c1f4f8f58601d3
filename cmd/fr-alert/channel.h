/*
 * channel.h: where alerts go: what alert_to names, with the addresses and secrets that belong to it.
 */
#ifndef FR_ALERT_CHANNEL_H
#define FR_ALERT_CHANNEL_H

#include <jv.h>

#include "config.h"
#include "credentials.h"
#include "sink.h"

#define CHANNELS_MOST 4
#define CHANNEL_ADDRESS_BYTES 33

struct channel {
	const struct sink *sink; /* NULL: a command */
	const char *name;        /* the sink's, or "command" */
	int least_severity;      /* what is less grave does not go here */
	const char *url;         /* borrowed from the configuration or from secret; NULL: a command */
	const char *command;     /* alert_command, else NULL */
	struct fr_secret secret;
	char address[CHANNEL_ADDRESS_BYTES]; /* a digest: tells two addresses apart and reveals none */
};

struct channels {
	struct channel all[CHANNELS_MOST];
	int count;
};

/*
 * Those of alert_to ("slack, pagerduty:high"). FR_EX_CONFIG: an unknown one, none at all, or one without its address or
 * secret; FR_EX_NOPERM: a secret that others can read.
 */
int channels_open(struct channels *channels, const struct fr_config *config, struct fr_error *err);
void channels_close(struct channels *channels);

/* The channel of that name; NULL when alert_to does not name it. */
const struct channel *channel_named(const struct channels *channels, const char *name);

#endif
