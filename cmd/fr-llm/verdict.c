#include "verdict.h"

#include <string.h>

static void fail(struct verdict *verdict, enum verdict_next next, enum fr_exit code, const char *who, const char *what)
{
	verdict->next = next;
	fr_error_set(&verdict->err, code, "%s: %s", who, what);
}

static void take_fault(struct verdict *verdict, const struct fault *fault, long status, const char *who)
{
	static const char *const hints[] = {
		[FAULT_KEY] = "the key is not known there, or not allowed to do this",
		[FAULT_MODEL] = "the model has another name there, or it was retired; or the base URL is not right",
		[FAULT_ACCOUNT] = "the account there is spent or on hold",
		[FAULT_SERVER] = NULL,
	};
	char what[300];

	if (status > 0)
		snprintf(what, sizeof(what), "status %ld%s%s", status, fault->message[0] != '\0' ? ": " : "",
			 fault->message);
	else
		snprintf(what, sizeof(what), "%s",
			 fault->message[0] != '\0' ? fault->message : "an error amid the answer");
	fail(verdict, fault_may_pass(fault->kind) ? NEXT_RETRY : NEXT_FAIL, fault_exit(fault->kind), who, what);
	if (hints[fault->kind] != NULL)
		fr_error_hint(&verdict->err, "%s", hints[fault->kind]);
	verdict->health = fault->kind == FAULT_SERVER                               ? FR_HEALTH_BAD :
			  fault->kind == FAULT_RATE || fault->kind == FAULT_ACCOUNT ? FR_HEALTH_UNKNOWN :
										      FR_HEALTH_GOOD;
	verdict->spent = fault->kind == FAULT_ACCOUNT;
}

static void take_status(struct verdict *verdict, const struct fr_http_response *response, const struct fr_bytes *body,
			const char *secret, const char *who)
{
	struct fault fault;
	jv document = body->length > 0 ? jv_parse_sized(body->data, (int)body->length) : jv_invalid();

	if (response->status < 400) {
		fail(verdict, NEXT_FAIL, FR_EX_UNAVAILABLE, who, "it answers with a redirect, which is not followed");
		fr_error_hint(&verdict->err, "--base-url is where it moved to, if you trust that");
		verdict->health = FR_HEALTH_BAD;
		jv_free(document);
		return;
	}
	if (jv_get_kind(document) == JV_KIND_OBJECT) {
		fault_read(&fault, (int)response->status, document, secret);
	} else {
		jv_free(document);
		fault_read_text(&fault, (int)response->status, body->data != NULL ? body->data : "", body->length,
				secret);
	}
	take_fault(verdict, &fault, response->status, who);
	if (response->should_retry == 0 && verdict->next == NEXT_RETRY)
		verdict->next = NEXT_FAIL;
	if (response->should_retry == 1 && !verdict->spent && fault.kind != FAULT_KEY)
		verdict->next = NEXT_RETRY;
}

/* Nothing that can be called an answer came. */
static void take_silence(struct verdict *verdict, const struct fr_http_response *response, const char *who,
			 const char *host)
{
	char what[600];

	snprintf(what, sizeof(what), "cannot reach '%s': %s", host, response->message);
	fail(verdict, response->end == FR_HTTP_UNTRUSTED ? NEXT_FAIL : NEXT_RETRY, FR_EX_UNAVAILABLE, who, what);
	verdict->health = FR_HEALTH_BAD;
	verdict->billed = verdict->estimate = response->sent; /* it may be at work on it all the same */
}

/* An answer that is whole, by its own account. */
static void take_answer(struct verdict *verdict, const struct answer *answer, const char *who)
{
	char what[300];

	verdict->health = FR_HEALTH_GOOD;
	verdict->billed = true;
	verdict->estimate = !answer->counted;
	verdict->next = NEXT_GIVE;
	if (answer->end == ANSWER_PAUSED) {
		verdict->next = NEXT_RESUME;
	} else if (answer->end == ANSWER_REFUSED) {
		snprintf(what, sizeof(what), "the model refused to answer%s%.200s", answer->reason != NULL ? ": " : "",
			 answer->reason != NULL ? answer->reason : "");
		fail(verdict, NEXT_FAIL, FR_EX_PROTOCOL, who, what);
	} else if (answer->end == ANSWER_CALLS && answer->offered) {
		verdict->next = NEXT_CALL;
	} else if (answer->end == ANSWER_CALLS) {
		fail(verdict, NEXT_FAIL, FR_EX_PROTOCOL, who, "the model wants to call a tool, and there is none");
	} else if (answer->end == ANSWER_TRUNCATED && answer->text.length == 0 && answer->thought) {
		fail(verdict, NEXT_FAIL, FR_EX_PROTOCOL, who, "no answer: thinking used up all its tokens");
		fr_error_hint(&verdict->err, "a larger .prompt.max_output_tokens, or a lower --effort, leaves some");
	} else if (answer->end == ANSWER_TRUNCATED) {
		fail(verdict, NEXT_FAIL, FR_EX_PROTOCOL, who, "the answer is cut off at its limit of tokens");
		fr_error_hint(&verdict->err, "a larger .prompt.max_output_tokens lets it end");
	} else if (answer->text.length == 0) {
		fail(verdict, NEXT_FAIL, FR_EX_PROTOCOL, who, "the answer is empty");
	}
}

/* A success by its status, of which something is missing. */
static void take_part(struct verdict *verdict, const struct fr_http_response *response, const struct answer *answer,
		      const char *who)
{
	char what[400];
	bool answers = response->is_json || response->is_events || response->is_lines;

	verdict->health = FR_HEALTH_BAD;
	verdict->billed = verdict->estimate = answers;
	if (answer->fault.kind != FAULT_NONE) {
		take_fault(verdict, &answer->fault, 0, who);
	} else if (response->end == FR_HTTP_STOPPED && !answer->malformed) {
		fail(verdict, NEXT_FAIL, FR_EX_PROTOCOL, who, response->message);
	} else if (answer->malformed && response->end != FR_HTTP_CUT && response->end != FR_HTTP_TIMEOUT) {
		struct fault beginning = { 0 };

		fault_read_text(&beginning, 0, answer->body.data != NULL ? answer->body.data : "", answer->body.length,
				answer->secret);
		snprintf(what, sizeof(what), "status %ld, but not with what this API answers%s%s", response->status,
			 beginning.message[0] != '\0' ? ": " : "", beginning.message);
		fail(verdict, NEXT_FAIL, FR_EX_PROTOCOL, who, what);
	} else {
		snprintf(what, sizeof(what), "the answer was cut off: %s",
			 response->message[0] != '\0' ? response->message : "it ended before it was whole");
		fail(verdict, NEXT_RETRY, FR_EX_PROTOCOL, who, what);
	}
}

void verdict_of(struct verdict *verdict, const struct fr_http_response *response, const struct answer *answer,
		const struct fr_bytes *error_body, const char *who, const char *host)
{
	*verdict = (struct verdict){ .wait = response->retry_after };
	if (response->status == 0 ||
	    (response->status < 300 && response->received == 0 && response->end != FR_HTTP_WHOLE))
		take_silence(verdict, response, who, host);
	else if (response->status >= 300)
		take_status(verdict, response, error_body, answer->secret, who);
	else if (answer->closed && answer->end != ANSWER_OPEN && answer->fault.kind == FAULT_NONE && !answer->malformed)
		take_answer(verdict, answer, who);
	else
		take_part(verdict, response, answer, who);
	if (verdict->err.code != FR_EX_OK && verdict->err.hint[0] == '\0' && response->request_id[0] != '\0')
		fr_error_hint(&verdict->err, "request id: %s", response->request_id);
}

void verdict_not_of_schema(struct verdict *verdict, const char *who, const char *why)
{
	char what[400];

	snprintf(what, sizeof(what), "the answer does not follow the schema: %s", why);
	fail(verdict, NEXT_FAIL, FR_EX_PROTOCOL, who, what);
}
