/*
 * http_headers.h: what the headers of a response say about trying again.
 */
#ifndef FR_HTTP_HEADERS_H
#define FR_HTTP_HEADERS_H

#include <stddef.h>

#include "http.h"

/* What is gathered while headers arrive; all times in seconds, -1 unknown. */
struct fr_http_headers {
	double after, after_ms;              /* retry-after and retry-after-ms */
	double left_requests, left_tokens;   /* of the rate limit */
	double reset_requests, reset_tokens; /* until it is renewed */
};

void fr_http_headers_init(struct fr_http_headers *headers);

/* One header line, without its line end needing to be off. Fills the response as well. */
void fr_http_headers_take(struct fr_http_headers *headers, struct fr_http_response *response, const char *line,
			  size_t length);

/*
 * Seconds that the server asks to wait: retry-after-ms, else retry-after (seconds or a date), else the renewal of the
 * limit of which nothing is left. -1: it does not say.
 */
double fr_http_headers_wait(const struct fr_http_headers *headers);

/* Seconds in "120ms", "6m0s", "1h0m0.5s"; -1 for anything else. */
double fr_http_duration(const char *text);

#endif
