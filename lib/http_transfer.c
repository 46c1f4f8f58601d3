#include "http_transfer.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "version.h"

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

struct fr_http_transfer *fr_http_transfer_new(const struct fr_http_request *request, const char *cacert)
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
	set_up(transfer, cacert);
	return transfer;
}

void fr_http_transfer_free(struct fr_http_transfer *transfer)
{
	curl_easy_cleanup(transfer->easy);
	for (struct curl_slist *line = transfer->lines; line != NULL; line = line->next)
		explicit_bzero(line->data, strlen(line->data));
	curl_slist_free_all(transfer->lines);
	free(transfer);
}

int64_t fr_http_transfer_limit(const struct fr_http_transfer *transfer)
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

void fr_http_transfer_end(struct fr_http_transfer *transfer, CURLcode code)
{
	struct fr_http_response *response = &transfer->response;
	curl_off_t sent = 0;

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
}
