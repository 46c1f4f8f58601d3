#include "http.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "http_memory.h"
#include "http_transfer.h"

struct fr_http {
	CURLM *multi;
	char *cacert;
	struct fr_http_transfer *transfers; /* in no order */
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

/* Out of the list, and freed. */
static void drop(struct fr_http *http, struct fr_http_transfer *transfer)
{
	if (transfer->next != NULL)
		transfer->next->previous = transfer->previous;
	if (transfer->previous != NULL)
		transfer->previous->next = transfer->next;
	else
		http->transfers = transfer->next;
	curl_multi_remove_handle(http->multi, transfer->easy);
	fr_http_transfer_free(transfer);
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

struct fr_http_transfer *fr_http_send(struct fr_http *http, const struct fr_http_request *request)
{
	struct fr_http_transfer *transfer = fr_http_transfer_new(request, http->cacert);

	transfer->next = http->transfers;
	if (transfer->next != NULL)
		transfer->next->previous = transfer;
	http->transfers = transfer;
	if (curl_multi_add_handle(http->multi, transfer->easy) != CURLM_OK)
		abort();
	return transfer;
}

static void finish(struct fr_http *http, struct fr_http_transfer *transfer, CURLcode code)
{
	fr_http_done *done = transfer->request.done;
	void *state = transfer->request.state;
	struct fr_http_response told;

	fr_http_transfer_end(transfer, code);
	told = transfer->response;
	drop(http, transfer);
	done(state, &told);
}

/* One transfer whose limit is over, ended. False: there is none. */
static bool end_late(struct fr_http *http)
{
	int64_t now = fr_http_now_ms();

	for (struct fr_http_transfer *transfer = http->transfers; transfer != NULL; transfer = transfer->next)
		if (fr_http_transfer_limit(transfer) >= 0 && fr_http_transfer_limit(transfer) <= now) {
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
		int64_t left = fr_http_transfer_limit(transfer) - now;

		if (fr_http_transfer_limit(transfer) >= 0 && left < wanted)
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
