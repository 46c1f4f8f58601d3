/*
 * request.h: what a prompt becomes for a target.
 */
#ifndef FR_LLM_REQUEST_H
#define FR_LLM_REQUEST_H

#include <jv.h>

#include "target.h"

/* The body, as a string: the same prompt gives the same bytes. Borrows prompt and resume (invalid: nothing to resume).
 */
jv request_body(const struct target *target, jv prompt, bool stream, jv resume);

/* The most that a request with this body can cost. Borrows both. */
int64_t request_most(const struct target *target, jv body, jv prompt);

/* For how long the request has its prompt cached. Borrows prompt. */
enum fr_cache_write request_writes(const struct target *target, jv prompt);

/* FR_EX_DATAERR when the envelope has no prompt that can be sent. Borrows it. */
int request_check(jv envelope, struct fr_error *err);

#endif
