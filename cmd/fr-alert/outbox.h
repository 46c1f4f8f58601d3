/*
 * outbox.h: alerts from the moment they are due until somebody has them, in the store (table ai_alerts).
 *
 * A row is one notice for one channel. It is written before anything is sent, so that what could not be delivered is
 * sent by the next run, of whichever host: a row is claimed for CLAIM_SECONDS before it is sent. Whoever dies in
 * between leaves it to the next, so that an alert may arrive twice (with the same id), but is never lost. A resolve
 * waits until the trigger before it is through.
 */
#ifndef FR_ALERT_OUTBOX_H
#define FR_ALERT_OUTBOX_H

#include <jv.h>
#include <stdint.h>

#include "channel.h"
#include "store.h"

#define OUTBOX_CLAIM_SECONDS 120
#define OUTBOX_GIVE_UP_SECONDS 86400 /* an alert of yesterday is news to nobody */

enum outbox_put {
	OUTBOX_NEW,    /* it is to be sent */
	OUTBOX_BEFORE, /* the channel was told of this incident, or never of what is now over */
	OUTBOX_FAILED
};

/* The row of a notice; its id in *id. envelope is kept for a command only. Borrows both. */
enum outbox_put outbox_put(struct fr_store *store, const struct channel *channel, jv notice, jv envelope,
			   int64_t repeat_seconds, int64_t *id, struct fr_error *err);

/*
 * Claim the next row that is due for the channel: *row is {id, message_id, notice, envelope, attempts, created_at}, the
 * caller's to free; null when there is none. most_per_hour triggers go out in an hour; 0: no limit.
 */
int outbox_claim(struct fr_store *store, const struct channel *channel, int64_t most_per_hour, jv *row,
		 struct fr_error *err);

/* What became of it: state is "sent", "pending", "dead" or "gone"; reply is for people. */
int outbox_settle(struct fr_store *store, int64_t id, const char *state, const char *reply, int64_t not_before_us,
		  struct fr_error *err);

/* Why the channel's address was given up, the caller's to free; NULL when it was not. */
int outbox_gone(struct fr_store *store, const struct channel *channel, char **why, struct fr_error *err);

/* How many are pending for all channels, and when the first is due (0: none). */
int outbox_pending(struct fr_store *store, int64_t *count, int64_t *first_us, struct fr_error *err);

/* How many there are: rows of {channel, state, alerts, oldest_seconds}, the last null but for what is pending. */
int outbox_stats(struct fr_store *store, fr_store_row *row, void *state, struct fr_error *err);

#endif
