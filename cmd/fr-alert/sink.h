/*
 * sink.h: how one kind of channel is spoken to. A file a kind; each turns a notice (notice.h) into a request and judges
 * what came back. None knows of retries or of the outbox.
 *
 * Notices hold text from a model and from a database. A sink hands it on so that it can neither mention anybody nor be
 * clicked, within the limits of the receiver, and never cut inside a character.
 */
#ifndef FR_ALERT_SINK_H
#define FR_ALERT_SINK_H

#include <jv.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "credentials.h"

#define SINK_HEADERS 5

struct sink_request {
	char *headers[SINK_HEADERS + 1]; /* "name: value"; NULL ends */
	char *body;
	size_t length;
};

enum sink_verdict {
	SINK_DELIVERED,
	SINK_LATER, /* it may take it another time */
	SINK_NEVER, /* not this notice, ever */
	SINK_GONE   /* nothing any more at this address */
};

struct sink {
	const char *name;
	const char *secret_name; /* what fr_credentials_named looks for */
	const char *url_key;     /* the setting with the address; NULL: the secret is the address */
	int64_t spacing_ms;      /* the least between two attempts at one notice */

	/* Fill the request; message_id is the same at every attempt. -1 and *err: the secret is no good. */
	int (*prepare)(struct sink_request *request, jv notice, const char *message_id, const char *secret,
		       struct fr_error *err);

	/* What a status and the first bytes of a body, NUL behind them, mean. */
	enum sink_verdict (*judge)(long status, const char *body);
};

extern const struct sink sink_slack, sink_pagerduty, sink_webhook;

/* The body as its bytes; consumes document. */
void sink_request_body(struct sink_request *request, jv document);
void sink_request_release(struct sink_request *request);

/* What most receivers mean by a status. */
enum sink_verdict sink_judge_status(long status);

/* The string, at most so many characters of it, "…" as the last one where it was cut. Consumes text. */
jv sink_cut(jv text, int characters);

#endif
