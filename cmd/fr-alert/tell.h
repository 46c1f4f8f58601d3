/*
 * tell.h: from an envelope to the channels that hear of it.
 *
 *	struct telling telling = { .config = config, .channels = &channels, … };
 *
 *	if (tell_open(&telling, &share, &err) < 0)
 *		fr_die(&err);
 *	worst = fr_exit_worse(fr_filter_all(&args, tell, &telling), tell_rest(&telling));
 *	tell_close(&telling);
 */
#ifndef FR_ALERT_TELL_H
#define FR_ALERT_TELL_H

#include <stdbool.h>
#include <stdint.h>

#include "channel.h"
#include "clean.h"
#include "config.h"
#include "deliver.h"
#include "store.h"

struct telling {
	const struct fr_config *config;
	const struct channels *channels;
	struct fr_store *store; /* borrowed; NULL in a dry run */
	int64_t wait_seconds;   /* how long tell_rest goes on trying */
	bool dry_run;           /* say what would be sent, and send nothing */
	struct fr_clean clean;
	struct delivery delivery;
};

int tell_open(struct telling *telling, const struct fr_share *share, struct fr_error *err);
void tell_close(struct telling *telling);

/*
 * What the envelope has to tell, to each channel; sets .alert. An fr_transform; state is the struct. FR_EX_NOPERM when
 * the evidence or the notice is not clean: nothing that fr-sanitize would have taken out is sent.
 */
int tell(jv *envelope, void *state, struct fr_error *err);

/* A notice that is a test. The same, but for the check. */
int tell_test(struct telling *telling, jv *envelope, struct fr_error *err);

/* What earlier runs left, and what this one could not deliver, until nothing is left or the time is over. Exits when
 * the store cannot be used. */
enum fr_exit tell_rest(struct telling *telling);

#endif
