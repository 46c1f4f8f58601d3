#include "batch_http.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "interrupt.h"
#include "json.h"
#include "request.h"

#define DOCUMENT_BYTES_MOST ((size_t)1 << 20)
#define BYTES_PER_MS 100 /* of a body on its way, at the least */
#define LOOK_MS 200      /* for an interrupt */
#define INTERVAL_MS_LEAST 250
#define INTERVAL_MS_MOST 60000

struct exchange {
	struct fr_bytes body;
	struct fr_sse lines; /* without a kind of event, all goes to the body */
	bool broken;         /* nothing that this API sends */
	bool over;
	struct fr_http_response response;
};

static const struct target *target_of(const struct batch_http *http)
{
	return &http->desk->targets.of[0];
}

void batch_http_release(struct batch_http *http)
{
	free(http->results_url);
	http->results_url = NULL;
}

bool batch_id_is_good(const char *id)
{
	size_t length = strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

	return length > 0 && length < BATCH_ID_BYTES && id[length] == '\0';
}

static int receive(void *state, const struct fr_http_response *response, const char *bytes, size_t length)
{
	struct exchange *exchange = state;

	if (exchange->lines.event != NULL && response->status < 300) {
		exchange->broken = fr_sse_feed(&exchange->lines, bytes, length) != 0;
		return exchange->broken;
	}
	if (exchange->body.length + length > DOCUMENT_BYTES_MOST)
		return 1;
	fr_bytes_add(&exchange->body, bytes, length);
	return 0;
}

static void done(void *state, const struct fr_http_response *response)
{
	struct exchange *exchange = state;

	exchange->response = *response;
	exchange->over = true;
}

static void release(struct exchange *exchange)
{
	fr_sse_release(&exchange->lines);
	fr_bytes_release(&exchange->body);
}

/* Let time go by, and a person see that it does. */
static void look(const struct batch_http *http, int64_t most_ms)
{
	struct desk *desk = http->desk;

	if (most_ms > LOOK_MS)
		most_ms = LOOK_MS;
	fr_http_wait(desk->http, -1, desk->show.terminal && most_ms > SHOW_TURN_MS ? SHOW_TURN_MS : most_ms);
	show_wait(&desk->show, http->id[0] != '\0' ? http->id : target_of(http)->provider);
}

static int interrupted(struct fr_error *err)
{
	return interrupt_came() ? fr_error_set(err, FR_EX_INTERRUPTED, "interrupted") : 0;
}

/* Wait, but not beyond the deadline. */
static int pause_for(const struct batch_http *http, int64_t wait_ms, struct fr_error *err)
{
	int64_t until = fr_http_now_ms() + wait_ms, now;

	while ((now = fr_http_now_ms()) < until && now < http->deadline_ms && !interrupt_came())
		look(http, until - now < http->deadline_ms - now ? until - now : http->deadline_ms - now);
	if (interrupted(err) < 0)
		return -1;
	if (now >= http->deadline_ms)
		return fr_error_set(err, FR_EX_TEMPFAIL, "it was not over when --max-time was");
	return 0;
}

/* One request to its end; -1 on an interrupt. A body of NULL is none. */
static int ask(const struct batch_http *http, const char *url, const struct fr_bytes *body, size_t max_bytes,
	       struct exchange *exchange, struct fr_error *err)
{
	const struct options *options = &http->desk->options;
	const char *headers[REQUEST_HEADERS_MOST];
	int64_t left = http->deadline_ms - fr_http_now_ms();
	size_t length = body != NULL ? body->length : 0;
	struct fr_http_request request = {
		.url = url,
		.headers = headers,
		.body = body != NULL ? body->data : NULL,
		.body_length = length,
		.connect_ms = options->connect_ms,
		.first_byte_ms = options->total_ms + (int64_t)(length / BYTES_PER_MS),
		.idle_ms = options->total_ms,
		.total_ms = left > 1 ? left : 1,
		.max_bytes = max_bytes,
		.data = receive,
		.done = done,
		.state = exchange,
	};
	struct fr_http_transfer *transfer;

	request_headers(headers, target_of(http));
	transfer = fr_http_send(http->desk->http, &request);
	while (!exchange->over) {
		if (interrupted(err) < 0) {
			fr_http_cancel(http->desk->http, transfer);
			return -1;
		}
		look(http, LOOK_MS);
	}
	return 0;
}

/* What is wrong with the response. */
static void judge(struct batch_http *http, const struct exchange *exchange)
{
	const struct target *target = target_of(http);
	struct answer answer = { .secret = target->key.text, .malformed = exchange->broken, .blocks = jv_invalid() };

	verdict_of(&http->verdict, &exchange->response, &answer, &exchange->body, target->provider, target->host);
	show_end(&http->desk->show);
	fr_verbose(&http->desk->options.args, "%s", http->verdict.err.message);
}

static bool is_success(const struct exchange *exchange)
{
	return exchange->response.status >= 200 && exchange->response.status < 300 &&
	       exchange->response.end == FR_HTTP_WHOLE;
}

/* An id that is the key would be shown. */
static bool is_batch(const struct batch_http *http, const char *id, const char *status)
{
	const char *secret = target_of(http)->key.text;

	return id != NULL && status != NULL && batch_id_is_good(id) &&
	       (http->id[0] == '\0' || strcmp(http->id, id) == 0) && (secret == NULL || strstr(id, secret) == NULL);
}

/* The batch as the response says that it is. False: it is none. */
static bool take_batch(struct batch_http *http, struct exchange *exchange)
{
	jv document = jv_parse_sized(exchange->body.length > 0 ? exchange->body.data : "", (int)exchange->body.length);
	char *id = fr_json_text(document, "id"), *status = fr_json_text(document, "processing_status");
	bool good = is_batch(http, id, status);

	if (good)
		snprintf(http->id, sizeof(http->id), "%s", id);
	if (good && strcmp(status, "ended") == 0) {
		http->results_url = fr_json_text(document, "results_url");
		good = http->results_url != NULL;
	}
	exchange->broken = !good;
	free(id);
	free(status);
	jv_free(document);
	return good;
}

/* Only what says that the request was not taken makes it certain. */
static bool may_be_taken(const struct fr_http_response *response)
{
	if (response->status < 300)
		return response->status > 0 || response->sent;
	return response->status >= 500 && response->status != 503 && response->status != 529;
}

static void slow_down(struct batch_http *http, double wait)
{
	int64_t twice = 2 * http->interval_ms;

	http->interval_ms = twice < INTERVAL_MS_LEAST ? INTERVAL_MS_LEAST :
			    twice > INTERVAL_MS_MOST  ? INTERVAL_MS_MOST :
							twice;
	if (wait > 0 && fmin(wait, 1e6) * 1000 > (double)http->interval_ms)
		http->interval_ms = (int64_t)ceil(fmin(wait, 1e6) * 1000);
}

static char *address(const struct batch_http *http)
{
	const char *slash = http->id[0] != '\0' ? "/" : "";
	char *url;

	if (asprintf(&url, "%s/batches%s%s", target_of(http)->url, slash, http->id) < 0)
		abort();
	return url;
}

/* 1: the batch was made; 0: once more; -1: it was not, or nobody knows. */
static int try_to_create(struct batch_http *http, const char *url, const struct fr_bytes *body, struct fr_error *err)
{
	struct exchange exchange = { 0 };
	int made = -1;

	http->unknown = true;
	if (ask(http, url, body, DOCUMENT_BYTES_MOST, &exchange, err) < 0) {
		release(&exchange);
		return -1;
	}
	if (is_success(&exchange) && take_batch(http, &exchange)) {
		made = 1;
	} else {
		judge(http, &exchange);
		*err = http->verdict.err;
		made = !may_be_taken(&exchange.response) && http->verdict.next == NEXT_RETRY ? 0 : -1;
	}
	http->unknown = made != 1 && may_be_taken(&exchange.response);
	release(&exchange);
	return made;
}

int batch_create(struct batch_http *http, const struct fr_bytes *body, struct fr_error *err)
{
	char *url = address(http);
	int made = 0;

	for (int tries = 1; (made = try_to_create(http, url, body, err)) == 0; tries++) {
		slow_down(http, http->verdict.wait);
		if (tries == CALL_ATTEMPTS_MOST || pause_for(http, http->interval_ms, err) < 0)
			break;
	}
	free(url);
	http->interval_ms = INTERVAL_MS_LEAST;
	return made == 1 ? 0 : -1;
}

int batch_wait(struct batch_http *http, struct fr_error *err)
{
	char *url = address(http);
	int result = 0;

	while (result == 0 && http->results_url == NULL) {
		struct exchange exchange = { 0 };

		result = pause_for(http, http->interval_ms, err);
		if (result == 0)
			result = ask(http, url, NULL, DOCUMENT_BYTES_MOST, &exchange, err);
		if (result == 0 && is_success(&exchange) && take_batch(http, &exchange)) {
			slow_down(http, exchange.response.retry_after);
		} else if (result == 0) {
			judge(http, &exchange);
			slow_down(http, http->verdict.wait);
			if (http->verdict.next != NEXT_RETRY) {
				*err = http->verdict.err;
				result = -1;
			}
		}
		release(&exchange);
	}
	free(url);
	return result;
}

/* 1: all of them came; 0: once more; -1: they will not. */
static int try_to_fetch(struct batch_http *http, size_t max_bytes, fr_sse_event *line, void *state,
			struct fr_error *err)
{
	struct exchange exchange = { 0 };
	int result;

	fr_sse_init(&exchange.lines, FR_SSE_LINES, line, state);
	result = ask(http, http->results_url, NULL, max_bytes, &exchange, err);
	if (result == 0 && is_success(&exchange))
		exchange.broken = fr_sse_end(&exchange.lines) != 0;
	if (result == 0 && is_success(&exchange) && !exchange.broken) {
		result = 1;
	} else if (result == 0) {
		judge(http, &exchange);
		*err = http->verdict.err;
		result = http->verdict.next == NEXT_RETRY ? 0 : -1;
	}
	release(&exchange);
	return result;
}

int batch_fetch(struct batch_http *http, size_t max_bytes, fr_sse_event *line, void *state, struct fr_error *err)
{
	int fetched = 0;

	if (!fr_http_same_server(http->results_url, target_of(http)->url))
		return fr_error_set(err, FR_EX_NOPERM,
				    "%s: the results are said to be on another server, which does not get the key",
				    target_of(http)->provider);
	http->interval_ms = 0;
	for (int tries = 1; (fetched = try_to_fetch(http, max_bytes, line, state, err)) == 0; tries++) {
		slow_down(http, http->verdict.wait);
		if (tries == CALL_ATTEMPTS_MOST || pause_for(http, http->interval_ms, err) < 0)
			break;
	}
	return fetched == 1 ? 0 : -1;
}
