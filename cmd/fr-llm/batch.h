/*
 * batch.h: all envelopes of stdin as one batch of Anthropic's: later, at a part of the price.
 */
#ifndef FR_LLM_BATCH_H
#define FR_LLM_BATCH_H

#include "call.h"

/* Can the target be sent batches? FR_EX_USAGE where not. */
int batch_check(const struct target *target, struct fr_error *err);

/*
 * Reserve for each envelope, send those that may be sent, wait for the batch to end, and write all envelopes in the
 * order they came, each with its own outcome. With --batch-id nothing is reserved or sent. Returns the worst that
 * happened.
 */
enum fr_exit batch_run(struct desk *desk);

#endif
