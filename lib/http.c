#include "http.h"

#include <curl/curl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "http_headers.h"
#include "http_memory.h"
#include "version.h"

struct fr_http {
	CURLM *multi;
	char *cacert;
	struct fr_http_transfer *transfers; /* in no order */
};

struct fr_http_transfer {
	CURL *easy;
	struct curl_slist *lines;
	struct fr_http_request request; /* its headers are not to be looked at: they were the caller's */
	struct fr_http_response response;
	struct fr_http_headers headers;
	int64_t began, heard; /* of the last byte of the body, or began */
	bool late;            /* ended by first_byte_ms or idle_ms */
	char trouble[CURL_ERROR_SIZE];
	struct fr_http_transfer *next, *previous;
};

int64_t fr_http_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int fr_http_open(struct fr_http **http, const char *cacert, struct fr_error *err)
{
	struct fr_http *made = calloc(1, sizeof(*made));

	if (made == NULL)
		abort();
	unsetenv("SSLKEYLOGFILE"); /* libcurl would write the keys of its sessions there */
	if (fr_http_memory_init() != CURLE_OK || (made->multi = curl_multi_init()) == NULL) {
		free(made);
		return fr_error_set(err, FR_EX_FAULT, "cannot start libcurl");
	}
	made->cacert = cacert != NULL ? strdup(cacert) : NULL;
	*http = made;
	return 0;
}

/* Out of the list, and freed; what may be a key in it is overwritten. */
static void drop(struct fr_http *http, struct fr_http_transfer *transfer)
{
	if (transfer->next != NULL)
		transfer->next->previous = transfer->previous;
	if (transfer->previous != NULL)
		transfer->previous->next = transfer->next;
	else
		http->transfers = transfer->next;
	curl_multi_remove_handle(http->multi, transfer->easy);
	curl_easy_cleanup(transfer->easy);
	for (struct curl_slist *line = transfer->lines; line != NULL; line = line->next)
		explicit_bzero(line->data, strlen(line->data));
	curl_slist_free_all(transfer->lines);
	free(transfer);
}

void fr_http_cancel(struct fr_http *http, struct fr_http_transfer *transfer)
{
	drop(http, transfer);
}

void fr_http_close(struct fr_http *http)
{
	if (http == NULL)
		return;
	while (http->transfers != NULL)
		drop(http, http->transfers);
	curl_multi_cleanup(http->multi);
	curl_global_cleanup();
	free(http->cacert);
	free(http);
}

static size_t take_header(char *line, size_t one, size_t length, void *data)
{
	struct fr_http_transfer *transfer = data;

	(void)one;
	if (length > 5 && strncmp(line, "HTTP/", 5) == 0) { /* a 100 or a proxy's answer may have come before */
		fr_http_headers_init(&transfer->headers);
		transfer->response = (struct fr_http_response){ .retry_after = -1, .should_retry = -1 };
	}
	fr_http_headers_take(&transfer->headers, &transfer->response, line, length);
	return length;
}

static size_t take_body(char *bytes, size_t one, size_t length, void *data)
{
	struct fr_http_transfer *transfer = data;
	struct fr_http_response *response = &transfer->response;

	(void)one;
	curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &response->status);
	transfer->heard = fr_http_now_ms();
	response->received += length;
	if (response->received > transfer->request.max_bytes)
		return 0;
	return transfer->request.data(transfer->request.state, response, bytes, length) == 0 ? length : 0;
}

static void add_header(struct fr_http_transfer *transfer, const char *line)
{
	struct curl_slist *lines = curl_slist_append(transfer->lines, line);

	if (lines == NULL)
		abort();
	transfer->lines = lines;
}

#define SET(option, value)                                                                                             \
	do {                                                                                                           \
		if (curl_easy_setopt(easy, option, value) != CURLE_OK)                                                 \
			abort(); /* this libcurl is not the one that we were built for */                              \
	} while (0)

static void set_limits(CURL *easy, const struct fr_http_request *request)
{
	SET(CURLOPT_CONNECTTIMEOUT_MS, (long)request->connect_ms);
	SET(CURLOPT_TIMEOUT_MS, (long)request->total_ms);
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_TCP_KEEPALIVE, 1L);
}

static void set_safety(CURL *easy, const char *url, const char *cacert)
{
	bool plain = strncasecmp(url, "http:", 5) == 0;

	SET(CURLOPT_PROTOCOLS_STR, fr_http_is_local(url) ? "http,https" : "https");
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(CURLOPT_PROXY_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (plain)
		SET(CURLOPT_PROXY, ""); /* it would see the key */
	else
		SET(CURLOPT_PIPEWAIT, 1L); /* rather another stream than another connection */
	if (cacert != NULL)
		SET(CURLOPT_CAINFO, cacert);
}

static void set_up(struct fr_http_transfer *transfer, const char *cacert)
{
	const struct fr_http_request *request = &transfer->request;
	CURL *easy = transfer->easy;

	set_limits(easy, request);
	set_safety(easy, request->url, cacert);
	SET(CURLOPT_URL, request->url);
	SET(CURLOPT_USERAGENT, "fr/" FR_VERSION);
	SET(CURLOPT_HTTPHEADER, transfer->lines);
	if (request->body != NULL) {
		SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_length);
		SET(CURLOPT_POSTFIELDS, request->body);
	}
	SET(CURLOPT_HEADERFUNCTION, take_header);
	SET(CURLOPT_HEADERDATA, transfer);
	SET(CURLOPT_WRITEFUNCTION, take_body);
	SET(CURLOPT_WRITEDATA, transfer);
	SET(CURLOPT_ERRORBUFFER, transfer->trouble);
	SET(CURLOPT_PRIVATE, transfer);
}

struct fr_http_transfer *fr_http_send(struct fr_http *http, const struct fr_http_request *request)
{
	struct fr_http_transfer *transfer = calloc(1, sizeof(*transfer));

	if (transfer == NULL || (transfer->easy = curl_easy_init()) == NULL)
		abort();
	transfer->request = *request;
	transfer->response = (struct fr_http_response){ .retry_after = -1, .should_retry = -1 };
	fr_http_headers_init(&transfer->headers);
	for (const char *const *line = request->headers; *line != NULL; line++)
		add_header(transfer, *line);
	add_header(transfer, "Expect:"); /* some local servers never answer it */
	transfer->began = transfer->heard = fr_http_now_ms();
	set_up(transfer, http->cacert);
	transfer->next = http->transfers;
	if (transfer->next != NULL)
		transfer->next->previous = transfer;
	http->transfers = transfer;
	if (curl_multi_add_handle(http->multi, transfer->easy) != CURLM_OK)
		abort();
	return transfer;
}

/* When the transfer's next own limit is reached; -1: it has none. */
static int64_t limit_of(const struct fr_http_transfer *transfer)
{
	int64_t limit = transfer->response.received == 0 ? transfer->request.first_byte_ms : transfer->request.idle_ms;

	return limit > 0 ? transfer->heard + limit : -1;
}

static void say_timeout(struct fr_http_transfer *transfer)
{
	struct fr_http_response *response = &transfer->response;
	double after = round((double)(fr_http_now_ms() - transfer->began) / 100) / 10;

	if (transfer->late && response->received > 0)
		snprintf(response->message, sizeof(response->message), "nothing came for %.3g s",
			 (double)transfer->request.idle_ms / 1000);
	else
		snprintf(response->message, sizeof(response->message), "timed out after %.4g s %s", after,
			 !response->sent         ? "without a connection" :
			 response->received == 0 ? "without an answer" :
						   "before the answer was whole");
}

static enum fr_http_end end_of(CURLcode code, const struct fr_http_transfer *transfer)
{
	switch (code) {
	case CURLE_OK:
		return FR_HTTP_WHOLE;
	case CURLE_OPERATION_TIMEDOUT:
		return FR_HTTP_TIMEOUT;
	case CURLE_WRITE_ERROR:
		return FR_HTTP_STOPPED;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
		return FR_HTTP_UNTRUSTED;
	default:
		return transfer->response.sent ? FR_HTTP_CUT : FR_HTTP_UNREACHABLE;
	}
}

static void finish(struct fr_http *http, struct fr_http_transfer *transfer, CURLcode code)
{
	struct fr_http_response *response = &transfer->response;
	curl_off_t sent = 0;
	struct fr_http_response told;
	fr_http_done *done = transfer->request.done;
	void *state = transfer->request.state;

	curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &response->status);
	curl_easy_getinfo(transfer->easy, CURLINFO_PRETRANSFER_TIME_T, &sent);
	response->sent = sent > 0;
	response->retry_after = fr_http_headers_wait(&transfer->headers);
	response->end = end_of(code, transfer);
	if (response->end == FR_HTTP_TIMEOUT)
		say_timeout(transfer);
	else if (response->received > transfer->request.max_bytes)
		snprintf(response->message, sizeof(response->message), "the answer is larger than %zu bytes",
			 transfer->request.max_bytes);
	else if (response->end != FR_HTTP_WHOLE)
		snprintf(response->message, sizeof(response->message), "%s",
			 transfer->trouble[0] != '\0' ? transfer->trouble : curl_easy_strerror(code));
	told = *response;
	drop(http, transfer);
	done(state, &told);
}

/* One transfer whose limit is over, ended. False: there is none. */
static bool end_late(struct fr_http *http)
{
	int64_t now = fr_http_now_ms();

	for (struct fr_http_transfer *transfer = http->transfers; transfer != NULL; transfer = transfer->next)
		if (limit_of(transfer) >= 0 && limit_of(transfer) <= now) {
			transfer->late = true;
			finish(http, transfer, CURLE_OPERATION_TIMEDOUT);
			return true;
		}
	return false;
}

static bool end_those_done(struct fr_http *http)
{
	CURLMsg *message;
	bool any = false;
	int left;

	while ((message = curl_multi_info_read(http->multi, &left)) != NULL)
		if (message->msg == CURLMSG_DONE) {
			struct fr_http_transfer *transfer = NULL;

			curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&transfer);
			finish(http, transfer, message->data.result);
			any = true;
		}
	while (end_late(http))
		any = true;
	return any;
}

/* Until the first limit of a transfer, but no longer than wanted. */
static int64_t shorten(const struct fr_http *http, int64_t wanted)
{
	int64_t now = fr_http_now_ms();

	for (const struct fr_http_transfer *transfer = http->transfers; transfer != NULL; transfer = transfer->next) {
		int64_t left = limit_of(transfer) - now;

		if (limit_of(transfer) >= 0 && left < wanted)
			wanted = left > 0 ? left : 0;
	}
	return wanted < INT32_MAX ? wanted : INT32_MAX;
}

/* libcurl's bits are not those of poll(). */
static void to_curl(struct curl_waitfd *wait, const struct pollfd *fds, int count)
{
	for (int i = 0; i < count; i++)
		wait[i] = (struct curl_waitfd){ .fd = fds[i].fd,
						.events = (fds[i].events & POLLIN) != 0 ? CURL_WAIT_POLLIN : 0 };
}

void fr_http_wait_with(struct fr_http *http, struct pollfd *fds, int count, int64_t timeout_ms)
{
	struct curl_waitfd *wait = calloc((size_t)count + 1, sizeof(*wait));
	int running;

	if (wait == NULL)
		abort();
	to_curl(wait, fds, count);
	curl_multi_perform(http->multi, &running);
	if (end_those_done(http))
		timeout_ms = 0;
	curl_multi_poll(http->multi, wait, (unsigned)count, (int)shorten(http, timeout_ms), NULL);
	for (int i = 0; i < count; i++)
		fds[i].revents = wait[i].revents != 0 ? fds[i].events : 0;
	curl_multi_perform(http->multi, &running);
	end_those_done(http);
	free(wait);
}

bool fr_http_wait(struct fr_http *http, int fd, int64_t timeout_ms)
{
	struct pollfd input = { .fd = fd, .events = POLLIN };

	fr_http_wait_with(http, &input, fd >= 0, timeout_ms);
	return input.revents != 0;
}
