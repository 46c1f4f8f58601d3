/*
 * http_transfer.h: one request and its response: what libcurl is told of it, and how it ended. For lib/http*.c only.
 */
#ifndef FR_HTTP_TRANSFER_H
#define FR_HTTP_TRANSFER_H

#include <curl/curl.h>

#include "http.h"
#include "http_headers.h"

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

/* Ready for libcurl, but not begun. cacert as in fr_http_open, borrowed only for the call. */
struct fr_http_transfer *fr_http_transfer_new(const struct fr_http_request *request, const char *cacert);

/* What may be a key in it is overwritten. Not while libcurl has it. */
void fr_http_transfer_free(struct fr_http_transfer *transfer);

/* When its next own limit (first_byte_ms, idle_ms) is reached; -1: it has none. */
int64_t fr_http_transfer_limit(const struct fr_http_transfer *transfer);

/* Fill in the response: how it ended, and why where it is not whole. */
void fr_http_transfer_end(struct fr_http_transfer *transfer, CURLcode code);

#endif
