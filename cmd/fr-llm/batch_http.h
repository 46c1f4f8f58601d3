/*
 * batch_http.h: a batch at Anthropic's Message Batches API: made, waited for, fetched.
 *
 *	struct batch_http http = { .desk = desk, .deadline_ms = fr_http_now_ms() + 3600000 };
 *
 *	if (batch_create(&http, &body, &err) < 0)
 *		… http.unknown: it may have been taken all the same …
 *	if (batch_wait(&http, &err) < 0 || batch_fetch(&http, max_bytes, take_line, &state, &err) < 0)
 *		… http.id goes on without us …
 *	batch_http_release(&http);
 *
 * All three give up at the deadline (FR_EX_TEMPFAIL) and on an interrupt (FR_EX_INTERRUPTED).
 */
#ifndef FR_LLM_BATCH_HTTP_H
#define FR_LLM_BATCH_HTTP_H

#include "call.h"
#include "sse.h"

#define BATCH_ID_BYTES 129

struct batch_http {
	struct desk *desk; /* its first target is asked */
	int64_t deadline_ms;
	char id[BATCH_ID_BYTES]; /* "": there is none yet */
	char *results_url;       /* NULL: it has not ended */
	bool unknown;            /* it may have been made, though its id never came */
	int64_t interval_ms;     /* before it is looked at again */
	struct verdict verdict;  /* of the last request that did not go well */
};

void batch_http_release(struct batch_http *http);

/* May it stand in an address? */
bool batch_id_is_good(const char *id);

/* Asked again, with the same bytes, only while it is certain that no batch was made. */
int batch_create(struct batch_http *http, const struct fr_bytes *body, struct fr_error *err);

int batch_wait(struct batch_http *http, struct fr_error *err);

/*
 * Give every line of the results to line; after a connection that broke, from the first one again. FR_EX_NOPERM when
 * they are said to be on another server: it does not get the key.
 */
int batch_fetch(struct batch_http *http, size_t max_bytes, fr_sse_event *line, void *state, struct fr_error *err);

#endif
