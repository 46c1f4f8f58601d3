#include "attempt.h"

#include <math.h>

#include "id.h"
#include "json.h"
#include "request.h"
#include "response.h"

#define ANSWER_BYTES_MOST ((size_t)16 << 20)
#define ERROR_BYTES_MOST ((size_t)64 << 10)
#define SPENT_PAUSE_SECONDS 60 /* nobody tops up an account faster */

static struct target *target_of(const struct call *call)
{
	return &call->desk->targets.of[call->target];
}

void attempt_release(struct call *call)
{
	answer_release(&call->answer);
	fr_bytes_release(&call->error_body);
	call->begun = false;
}

static void show(void *state, const char *text, size_t length)
{
	struct call *call = state;

	call->shown = true;
	show_text(&call->desk->show, text, length);
}

static void begin_answer(struct call *call, const struct fr_http_response *response)
{
	answer_begin(&call->answer, response->is_events ? ANSWER_EVENTS :
				    response->is_lines  ? ANSWER_LINES :
							  ANSWER_WHOLE);
	call->begun = true;
}

static int receive(void *state, const struct fr_http_response *response, const char *bytes, size_t length)
{
	struct call *call = state;

	if (response->status >= 300) {
		if (call->error_body.length < ERROR_BYTES_MOST)
			fr_bytes_add(&call->error_body, bytes, length);
		return call->error_body.length >= ERROR_BYTES_MOST;
	}
	if (!call->begun)
		begin_answer(call, response);
	return answer_take(&call->answer, bytes, length);
}

/* What the attempt cost, as far as that is known. */
static void settle(struct call *call, const struct verdict *verdict, const struct fr_http_response *response)
{
	const struct target *target = target_of(call);
	struct fr_settlement settlement = { .estimate = verdict->estimate,
					    .http_status = (int)response->status,
					    .health = verdict->health };
	int64_t input = fr_tokens_most((size_t)jv_string_length_bytes(jv_copy(call->body)));
	double pause = verdict->spent ? fmax(verdict->wait, SPENT_PAUSE_SECONDS) : verdict->wait;
	struct fr_error err;

	if (verdict->estimate)
		fr_usage_cut(&call->answer.usage, input, call->answer.text.length);
	if (verdict->billed) {
		call->estimate |= verdict->estimate;
		settlement.usage = call->answer.usage;
		settlement.cost_microusd = fr_price_cost(&target->price, &call->answer.usage);
	}
	if (pause > 0)
		settlement.not_before_us = fr_time_now_us() + (int64_t)(fmin(pause, 1e9) * 1e6);
	call->cost_microusd += settlement.cost_microusd;
	if (fr_ledger_settle(call->desk->account.store, call->ledger_id, &settlement, &err) < 0)
		fr_report(&err); /* the reservation stays, and counts as spent */
}

jv attempt_response(const struct call *call, const char *request_id)
{
	struct response_about about = {
		.target = target_of(call),
		.usage = call->answer.usage,
		.cost_microusd = call->cost_microusd,
		.estimate = call->estimate,
		.attempts = call->requests,
		.latency_ms = fr_http_now_ms() - call->began_ms,
		.request_id = request_id,
	};

	fr_usage_add(&about.usage, &call->turns.usage);
	return response_of(&call->answer, &about);
}

static void done(void *state, const struct fr_http_response *response)
{
	struct call *call = state;
	struct target *target = target_of(call);
	struct verdict verdict;
	jv answered = jv_invalid();

	call->transfer = NULL;
	if (!call->begun && response->status >= 200 && response->status < 300)
		begin_answer(call, response);
	if (call->begun)
		answer_end(&call->answer, response->end == FR_HTTP_WHOLE);
	verdict_of(&verdict, response, &call->answer, &call->error_body, target->provider, target->host);
	fr_verbose(&call->desk->options.args, "%s: status %ld after %.3g s%s%s", target->provider, response->status,
		   (double)(fr_http_now_ms() - call->sent_ms) / 1000,
		   response->request_id[0] != '\0' ? ", request id " : "", response->request_id);
	settle(call, &verdict, response);
	if (call->desk->shows)
		show_end(&call->desk->show);
	if (verdict.next == NEXT_GIVE || call->answer.text.length > 0 || call->answer.stop_reason != NULL)
		answered = attempt_response(call, response->request_id);
	call_decide(call, &verdict, answered);
}

static int reserve(struct call *call, struct fr_error *err)
{
	struct attempt_plan plan = {
		.target = target_of(call),
		.envelope = call->envelope,
		.number = call->requests,
		.most_microusd = call_most(call),
		.spent_microusd = call->cost_microusd,
	};

	return account_reserve(&call->desk->account, &plan, &call->ledger_id, err);
}

static void send(struct call *call)
{
	const struct target *target = target_of(call);
	const struct options *options = &call->desk->options;
	const char *headers[REQUEST_HEADERS_MOST];
	int64_t left = call->deadline_ms - fr_http_now_ms();
	struct fr_http_request request = {
		.url = target->url,
		.headers = headers,
		.body = jv_string_value(call->body),
		.body_length = (size_t)jv_string_length_bytes(jv_copy(call->body)),
		.connect_ms = options->connect_ms,
		.first_byte_ms = options->first_byte_ms,
		.idle_ms = options->idle_ms,
		.total_ms = left > 1 ? left : 1,
		.max_bytes = ANSWER_BYTES_MOST,
		.data = receive,
		.done = done,
		.state = call,
	};

	request_headers(headers, target);
	call->sent_ms = fr_http_now_ms();
	call->transfer = fr_http_send(call->desk->http, &request);
	call->wake_ms = -1;
}

int attempt_start(struct call *call, struct fr_error *err)
{
	struct request request = call_request(call);
	struct desk *desk = call->desk;

	if (desk->http == NULL && fr_http_open(&desk->http, desk->options.cacert, err) < 0)
		return -1;
	call->attempt++;
	call->requests++;
	attempt_release(call);
	if (reserve(call, err) < 0)
		return -1;
	call->answer.api = target_of(call)->api;
	call->answer.secret = target_of(call)->key.text;
	call->answer.writes = request_writes(target_of(call), &request);
	call->answer.offered = jv_is_valid(request.tools) && !request.last;
	call->answer.show = desk->shows ? show : NULL;
	call->answer.show_state = call;
	send(call);
	return 0;
}

void attempt_cancel(struct call *call)
{
	struct fr_http_response response = { .status = call->begun ? 200 : 0, .retry_after = -1 };
	struct verdict verdict = { .billed = true, .estimate = true, .health = FR_HEALTH_UNKNOWN, .wait = -1 };

	if (call->transfer == NULL)
		return;
	fr_http_cancel(call->desk->http, call->transfer);
	call->transfer = NULL;
	settle(call, &verdict, &response);
}
