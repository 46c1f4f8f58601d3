/*
 * http.h: many HTTP requests at once, over one libcurl multi handle that keeps its connections.
 *
 *	struct fr_http *http;
 *
 *	if (fr_http_open(&http, NULL, &err) < 0)
 *		fr_die(&err);
 *	fr_http_send(http, &request);
 *	while (waiting)
 *		fr_http_wait(http, -1, 1000);	// calls request.data and request.done
 *	fr_http_close(http);
 *
 * What holds for every request: POST, or GET where it has no body; TLS 1.2 or later, the server's certificate checked;
 *https only, except to this machine; redirects are not followed; proxies by the usual variables (https_proxy,
 *no_proxy), but never between this machine and itself; no cookies, no .netrc, no compression.
 */
#ifndef FR_HTTP_H
#define FR_HTTP_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

struct fr_http;
struct fr_http_transfer;

enum fr_http_end {
	FR_HTTP_WHOLE,       /* the response is whole, whatever its status */
	FR_HTTP_UNREACHABLE, /* nobody there: name, address, proxy */
	FR_HTTP_UNTRUSTED,   /* somebody there, but TLS says that it is not them */
	FR_HTTP_TIMEOUT,
	FR_HTTP_CUT,     /* the connection ended before the response did */
	FR_HTTP_STOPPED, /* data wanted no more, or there was too much of it */
};

struct fr_http_response {
	enum fr_http_end end;
	long status;          /* 0: none came */
	bool is_json;         /* by content-type; so are the next two */
	bool is_events;       /* text/event-stream */
	bool is_lines;        /* application/x-ndjson */
	char request_id[128]; /* the server's name for the request; "" */
	double retry_after;   /* seconds that the server asks to wait; -1: it does not */
	int should_retry;     /* x-should-retry: 1 or 0; -1: not said */
	size_t received;      /* bytes of the body */
	bool sent;            /* a connection was there, so that the request may have reached the server */
	char message[256];    /* unless it is whole: how it failed, as in "timed out after 30 s" */
};

/*
 * The next bytes of the body; response is filled as far as its headers. Not 0 ends the transfer (FR_HTTP_STOPPED).
 */
typedef int fr_http_data(void *state, const struct fr_http_response *response, const char *bytes, size_t length);

/* The end of the transfer, which is gone when this returns; called from fr_http_wait only. May send again. */
typedef void fr_http_done(void *state, const struct fr_http_response *response);

/* Times are from the start of the transfer; a limit of 0 is none. */
struct fr_http_request {
	const char *url;
	const char *const *headers; /* "name: value", NULL ends; copied, and the copies are wiped */
	const char *body;           /* borrowed until done; NULL: none */
	size_t body_length;
	int64_t connect_ms;    /* until a connection is there, TLS included */
	int64_t first_byte_ms; /* until the first byte of the body */
	int64_t idle_ms;       /* between two pieces of the body */
	int64_t total_ms;
	size_t max_bytes; /* of the body */
	fr_http_data *data;
	fr_http_done *done;
	void *state;
};

/* cacert: a file of certificates to trust in place of the system's; NULL for those. Starts libcurl. */
int fr_http_open(struct fr_http **http, const char *cacert, struct fr_error *err);
void fr_http_close(struct fr_http *http);

/* Start a transfer. It cannot fail here: what is wrong is told to done. */
struct fr_http_transfer *fr_http_send(struct fr_http *http, const struct fr_http_request *request);

/* End a transfer at once, without done. */
void fr_http_cancel(struct fr_http *http, struct fr_http_transfer *transfer);

/*
 * Let transfers go on until something happened, timeout_ms are over, or one of the count descriptors has what its
 * events ask for; revents then says so.
 */
void fr_http_wait_with(struct fr_http *http, struct pollfd *fds, int count, int64_t timeout_ms);

/* The same with one descriptor (-1: none) to read from. True when it can be. */
bool fr_http_wait(struct fr_http *http, int fd, int64_t timeout_ms);

/*
 * Is it an address that a key may be sent to: https, or http to this machine; no user, query or fragment in it?
 * FR_EX_CONFIG where not.
 */
int fr_http_check_url(const char *url, struct fr_error *err);

/* Is the host of url this machine: localhost, 127.0.0.0/8, ::1? */
bool fr_http_is_local(const char *url);

/* Do both lead to the same server: scheme, host and port, and no user named in either? */
bool fr_http_same_server(const char *one, const char *other);

/* Milliseconds of a clock that nobody sets. */
int64_t fr_http_now_ms(void);

#endif
