/*
 * dry_run.h: what would be sent, byte by byte, and the most that it could cost.
 */
#ifndef FR_LLM_DRY_RUN_H
#define FR_LLM_DRY_RUN_H

#include "call.h"

/*
 * For fr_filter, its state a struct desk: the request's body on stdout with a line end behind it, where it would go and
 * the most it can cost on stderr. The envelope itself is not written, except where it is refused.
 */
int dry_run(jv *envelope, void *desk, struct fr_error *err);

#endif
