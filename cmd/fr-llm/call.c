#include "call.h"

#include <stdlib.h>
#include <string.h>

#include "attempt.h"
#include "cached.h"
#include "investigate.h"
#include "json.h"
#include "request.h"
#include "response.h"
#include "retry.h"

#define RESUMES_MOST 1

static void ask(struct call *call);

struct request call_request(const struct call *call)
{
	return (struct request){
		.prompt = call->prompt,
		.tools = call->desk->offered,
		.history = call->turns.history,
		.last = call->turns.last,
		.stream = !call->desk->options.no_stream,
	};
}

int64_t call_most(const struct call *call)
{
	struct request request = call_request(call);

	return request_most(&call->desk->targets.of[call->target], call->body, &request);
}

static struct target *target_of(const struct call *call)
{
	return &call->desk->targets.of[call->target];
}

/* The call is over. A response that is invalid leaves the envelope without one. Consumes response. */
static void end(struct call *call, jv response, const struct fr_error *err)
{
	call->over = true;
	call->failed = err != NULL;
	if (err != NULL)
		call->err = *err;
	if (!jv_is_valid(response) && jv_array_length(jv_copy(call->turns.kept)) > 0) {
		jv_free(response);
		response = target_of(call)->api != NULL ?
			       attempt_response(call, "") :
			       fr_json_set(jv_object(), "provider", jv_string(target_of(call)->provider));
	}
	if (!jv_is_valid(response)) {
		jv_free(response);
		return;
	}
	if (jv_array_length(jv_copy(call->turns.kept)) > 0)
		response = fr_json_set(response, "turns", jv_copy(call->turns.kept));
	if (jv_array_length(jv_copy(call->fallbacks)) > 0)
		response = fr_json_set(response, "fallback_from", jv_copy(call->fallbacks));
	call->envelope = fr_json_set(call->envelope, "response", response);
}

/* The target cannot, or did not: the next one is asked, or this is the end. Consumes response. */
static void pass_on(struct call *call, jv response, const struct fr_error *err)
{
	const struct target *target = target_of(call);
	jv before = fr_json_set(jv_object(), "provider", jv_string(target->provider));

	if (call->target + 1 == call->desk->targets.count) {
		jv_free(before);
		end(call, response, err);
		return;
	}
	jv_free(response);
	if (target->model != NULL)
		before = fr_json_set(before, "model", jv_string(target->model));
	before = fr_json_set(before, "code", jv_number(err->code));
	call->fallbacks = jv_array_append(call->fallbacks, fr_json_set(before, "message", jv_string(err->message)));
	call->target++;
	call->attempt = call->resumed = 0;
	turns_reset(&call->turns);
	fr_note("%s; '%s' is asked instead", err->message, target_of(call)->provider);
	ask(call);
}

static void write_offline(struct call *call)
{
	struct desk *desk = call->desk;
	struct fr_error err;
	jv envelope = fr_json_set(jv_copy(call->envelope), "turns", jv_copy(call->turns.kept));
	jv response = jv_invalid(), text;
	int result = offline_answer(desk->offline, envelope, &response, &err);

	jv_free(envelope);
	if (result < 0) {
		jv_free(response);
		pass_on(call, jv_invalid(), &err);
		return;
	}
	text = investigate_report(fr_json_get(response, "text"), call->turns.kept);
	response = fr_json_set(response, "text", text);
	response = fr_json_set(response, "latency_ms", jv_number((double)(fr_http_now_ms() - call->began_ms)));
	end(call, response, NULL);
}

static void answer_offline(struct call *call)
{
	struct desk *desk = call->desk;
	struct fr_error err;

	if (desk->offline == NULL && (desk->offline = offline_open(&desk->share, &err)) == NULL)
		pass_on(call, jv_invalid(), &err);
	else if (desk->tools == NULL)
		write_offline(call);
	else if (investigate(call, write_offline, &err) < 0)
		pass_on(call, jv_invalid(), &err);
}

/* Ask the target that it is the turn of. */
static void ask(struct call *call)
{
	struct target *target = target_of(call);
	jv response;

	if (target->unusable.code != FR_EX_OK) {
		pass_on(call, jv_invalid(), &target->unusable);
		return;
	}
	if (target->api == NULL) {
		answer_offline(call);
		return;
	}
	if (guard_check(&call->desk->guard, call->envelope, &call->err) < 0) {
		struct fr_error err =
		    call->err; /* whoever else is asked must not see it either, unless nothing leaves */

		end(call, jv_invalid(), &err);
		return;
	}
	if (cached_find(call, &response)) {
		end(call, response, NULL);
		return;
	}
	call->turns.last = call->desk->options.max_turns == 1;
	call_prepare(call);
}

void call_prepare(struct call *call)
{
	struct target *target = target_of(call);
	struct request request = call_request(call);

	jv_free(call->body);
	call->body = request_body(target, &request);
	call->attempt = 0;
	call->shown = false;
	call->deadline_ms = fr_http_now_ms() + call->desk->options.total_ms;
	call->wake_ms = target->not_before_ms;
}

void call_begin(struct call *call, struct desk *desk, jv envelope)
{
	*call = (struct call){ .desk = desk, .envelope = envelope, .began_ms = fr_http_now_ms() };
	call->prompt = fr_json_get(envelope, "prompt");
	call->body = call->answer.blocks = jv_invalid();
	turns_init(&call->turns);
	call->fallbacks = jv_array();
	if (request_check(envelope, &call->err) == 0 && desk->no_tools.code != FR_EX_OK)
		call->err = desk->no_tools;
	if (call->err.code != FR_EX_OK) {
		struct fr_error err = call->err;

		end(call, jv_invalid(), &err);
		return;
	}
	ask(call);
}

void call_release(struct call *call)
{
	attempt_release(call);
	jv_free(call->envelope);
	jv_free(call->prompt);
	jv_free(call->body);
	turns_release(&call->turns);
	jv_free(call->fallbacks);
}

/* Did the answer follow the schema? Sets .json in the response. */
static void check_schema(struct call *call, struct verdict *verdict, jv *response)
{
	jv schema = fr_json_get(call->prompt, "schema");
	char why[300];

	if (verdict->next == NEXT_GIVE && jv_get_kind(schema) == JV_KIND_OBJECT &&
	    !response_parse(response, schema, why, sizeof(why)))
		verdict_not_of_schema(verdict, target_of(call)->provider, why);
	jv_free(schema);
}

/* An answer that paused is sent back as it is. */
static void resume(struct call *call)
{
	struct turns *turns = &call->turns;
	struct request request;

	turns->history = jv_array_concat(turns->history, target_of(call)->api->said(&call->answer));
	request = call_request(call);
	jv_free(call->body);
	call->body = request_body(target_of(call), &request);
	call->resumed++;
	call->wake_ms = 0;
}

void call_decide(struct call *call, struct verdict *verdict, jv response)
{
	struct desk *desk = call->desk;

	check_schema(call, verdict, &response);
	if (verdict->next == NEXT_RESUME && call->resumed < RESUMES_MOST) {
		jv_free(response);
		resume(call);
	} else if (verdict->next == NEXT_RESUME) {
		fr_error_set(&verdict->err, FR_EX_PROTOCOL, "%s: the answer pauses again and again",
			     target_of(call)->provider);
		pass_on(call, response, &verdict->err);
	} else if (verdict->next == NEXT_CALL) {
		jv_free(response);
		turns_take(call);
	} else if (verdict->next == NEXT_GIVE) {
		cached_keep(call, response);
		end(call, response, NULL);
	} else if (retry_later(call, verdict)) {
		fr_verbose(&desk->options.args, "%s; attempt %d in %.1f s", verdict->err.message, call->attempt + 1,
			   (double)(call->wake_ms - fr_http_now_ms()) / 1000);
		jv_free(response);
	} else {
		pass_on(call, response, &verdict->err);
	}
}

void call_step(struct call *call)
{
	struct fr_error err;

	if (call->over || call->wake_ms < 0)
		return;
	if (attempt_start(call, &err) < 0)
		pass_on(call, jv_invalid(), &err);
}

void call_interrupt(struct call *call)
{
	struct fr_error err;

	if (call->over)
		return;
	attempt_cancel(call);
	turns_break(call);
	fr_error_set(&err, FR_EX_INTERRUPTED, "interrupted");
	end(call, jv_invalid(), &err);
}
