/*
 * deliver.h: sending what is due in the outbox.
 *
 *	struct delivery delivery = { .store = store, .channels = &channels, … };
 *
 *	if (delivery_open(&delivery, &err) < 0)
 *		fr_die(&err);
 *	if (delivery_round(&delivery, &err) < 0)	// what is due now, all channels side by side
 *		…
 *	delivery_close(&delivery);
 */
#ifndef FR_ALERT_DELIVER_H
#define FR_ALERT_DELIVER_H

#include <stdint.h>

#include "channel.h"
#include "http.h"
#include "store.h"

/* What became of one row. */
struct told {
	int64_t id;
	const char *channel; /* its name */
	const char *state;   /* pending until it is sent, dead or gone */
};

struct delivery {
	struct fr_store *store;
	const struct channels *channels;
	int64_t timeout_seconds;
	int64_t most_per_hour;
	struct fr_http *http;
	struct told told[CHANNELS_MOST];       /* rows that somebody wants to hear of; id 0: none */
	enum fr_exit worst;                    /* of all that was not delivered */
	int64_t rests_until_ms[CHANNELS_MOST]; /* until then, of fr_http_now_ms, a channel is left alone */
};

int delivery_open(struct delivery *delivery, struct fr_error *err);
void delivery_close(struct delivery *delivery);

/*
 * Send what is due. How many rows were tried; -1 when the store cannot be used. What was not delivered is said on
 * stderr, and stands in worst.
 */
int delivery_round(struct delivery *delivery, struct fr_error *err);

#endif
