/*
 * request.h: what a prompt becomes for a target.
 */
#ifndef FR_LLM_REQUEST_H
#define FR_LLM_REQUEST_H

#include <jv.h>

#include "target.h"

/* What is asked; all borrowed. */
struct request {
	jv prompt;
	jv tools;   /* invalid: none */
	jv history; /* an array; api.h */
	bool last;  /* no tool may be called any more */
	bool stream;
};

/* The headers of a request, NULL at the end; they are the target's, and among them is its key. */
#define REQUEST_HEADERS_MOST 6
void request_headers(const char *headers[REQUEST_HEADERS_MOST], const struct target *target);

/* The body, as a string: the same request gives the same bytes. */
jv request_body(const struct target *target, const struct request *request);

/* The most that a request with this body can cost. Borrows body. */
int64_t request_most(const struct target *target, jv body, const struct request *request);

/* For how long the request has its prompt cached. */
enum fr_cache_write request_writes(const struct target *target, const struct request *request);

/* FR_EX_DATAERR when the envelope has no prompt that can be sent. Borrows it. */
int request_check(jv envelope, struct fr_error *err);

#endif
