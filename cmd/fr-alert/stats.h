/* stats.h: how many alerts there are in the store, and what became of them. */
#ifndef FR_ALERT_STATS_H
#define FR_ALERT_STATS_H

#include <stdbool.h>

#include "store.h"

/* Write {channel, state, alerts, oldest_seconds} for each channel and state, or for Prometheus, to stdout. */
int stats_write(struct fr_store *store, bool prometheus, struct fr_error *err);

#endif
