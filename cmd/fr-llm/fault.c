#include "fault.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "text.h"

/* What codes and types say whatever the status is. The vendors of local servers put a number into code. */
static const struct {
	const char *word;
	enum fault_kind kind;
} words[] = {
	{ "enforced_spend_limit_reached", FAULT_ACCOUNT },
	{ "contract_spend_limit_reached", FAULT_ACCOUNT },
	{ "linked_organization_spend_limit_reached", FAULT_ACCOUNT },
	{ "organization_on_hold", FAULT_ACCOUNT },
	{ "insufficient_quota", FAULT_ACCOUNT },
	{ "credit_balance_exhausted", FAULT_ACCOUNT },
	{ "organization_spend_limit_exceeded", FAULT_ACCOUNT },
	{ "project_spend_limit_exceeded", FAULT_ACCOUNT },
	{ "organization_usage_limit_exceeded", FAULT_ACCOUNT },
	{ "billing_error", FAULT_ACCOUNT },
	{ "authentication_error", FAULT_KEY },
	{ "permission_error", FAULT_KEY },
	{ "invalid_api_key", FAULT_KEY },
	{ "not_found_error", FAULT_MODEL },
	{ "model_not_found", FAULT_MODEL },
	{ "rate_limit_error", FAULT_RATE },
	{ "rate_limit_exceeded", FAULT_RATE },
	{ "slow_down", FAULT_RATE },
	{ "overloaded_error", FAULT_SERVER },
	{ "api_error", FAULT_SERVER },
	{ "timeout_error", FAULT_SERVER },
	{ "server_error", FAULT_SERVER },
	{ "server_is_overloaded", FAULT_SERVER },
	{ "unavailable_error", FAULT_SERVER },
	{ "service_unavailable_error", FAULT_SERVER },
	{ "invalid_request_error", FAULT_REQUEST },
	{ "invalid_prompt", FAULT_REQUEST },
	{ "data_residency_mismatch", FAULT_REQUEST },
	{ "bio_policy", FAULT_REQUEST },
	{ "misalignment_policy_violation", FAULT_REQUEST },
};

static enum fault_kind by_word(const char *word)
{
	for (size_t i = 0; word != NULL && i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(word, words[i].word) == 0)
			return words[i].kind;
	return FAULT_NONE;
}

static enum fault_kind by_status(int status)
{
	switch (status) {
	case 401:
	case 403:
	case 407:
		return FAULT_KEY;
	case 402:
		return FAULT_ACCOUNT;
	case 404:
		return FAULT_MODEL;
	case 429:
		return FAULT_RATE;
	case 408:
	case 409:
		return FAULT_SERVER;
	default:
		return status >= 400 && status < 500 ? FAULT_REQUEST : FAULT_SERVER;
	}
}

/* A status that says more than the type that vendors send along with it: 401 with invalid_request_error, 500 with
 * anything. */
static enum fault_kind decide(int status, const char *code, const char *type)
{
	enum fault_kind kind = by_word(code);

	if (kind != FAULT_ACCOUNT && by_word(type) == FAULT_ACCOUNT)
		kind = FAULT_ACCOUNT;
	if (kind == FAULT_NONE && (status == 0 || status == 429))
		kind = by_word(type);
	if (kind == FAULT_ACCOUNT || (status == 0 && kind != FAULT_NONE))
		return kind;
	if (status >= 400 && status < 500 && kind != FAULT_NONE && kind != FAULT_SERVER &&
	    by_status(status) == FAULT_REQUEST)
		return kind;
	return by_status(status);
}

void fault_hide(char *text, size_t length, const char *secret)
{
	size_t size = secret != NULL ? strlen(secret) : 0;
	char *found;

	while (size > 0 && (found = memmem(text, length, secret, size)) != NULL)
		memset(found, '*', size);
}

/* On one line, without secrets, cut between two characters. */
static void set_message(struct fault *fault, const char *text, size_t length, const char *secret)
{
	char *copy = malloc(length + 1);
	size_t used = 0;

	if (copy == NULL)
		abort();
	memcpy(copy, text, length);
	fault_hide(copy, length, secret);
	for (size_t at = 0, size; at < length; at += size) {
		unsigned codepoint;

		size = fr_text_utf8(copy + at, length - at, &codepoint);
		if (size == 0 || codepoint < 0x20 ||
		    codepoint == 0x7f) { /* no character, or a control: a blank, but no two */
			size = size == 0 ? 1 : size;
			if (used > 0 && fault->message[used - 1] != ' ' && used + 1 < FAULT_MESSAGE_BYTES)
				fault->message[used++] = ' ';
			continue;
		}
		if (used + size >= FAULT_MESSAGE_BYTES)
			break;
		memcpy(fault->message + used, copy + at, size);
		used += size;
	}
	fault->message[used] = '\0';
	free(copy);
}

static void message_from(struct fault *fault, jv object, const char *path, const char *secret)
{
	jv text = fr_json_get(object, path);

	if (jv_get_kind(text) == JV_KIND_STRING)
		set_message(fault, jv_string_value(text), (size_t)jv_string_length_bytes(jv_copy(text)), secret);
	jv_free(text);
}

void fault_read(struct fault *fault, int status, jv document, const char *secret)
{
	jv error = fr_json_get(document, "error");
	jv inner = jv_get_kind(error) == JV_KIND_OBJECT ? jv_copy(error) : jv_copy(document);
	char *code = fr_json_text(inner, "details.error_code");
	char *type = fr_json_text(inner, "type");

	if (code == NULL)
		code = fr_json_text(inner, "code");
	*fault = (struct fault){ .kind = decide(status, code, type) };
	if (jv_get_kind(error) == JV_KIND_STRING)
		message_from(fault, document, "error", secret);
	else
		message_from(fault, inner, "message", secret);
	free(code);
	free(type);
	jv_free(inner);
	jv_free(error);
	jv_free(document);
}

void fault_read_text(struct fault *fault, int status, const char *text, size_t length, const char *secret)
{
	*fault = (struct fault){ .kind = by_status(status) };
	set_message(fault, text, length, secret);
}

enum fr_exit fault_exit(enum fault_kind kind)
{
	switch (kind) {
	case FAULT_REQUEST:
		return FR_EX_DATAERR;
	case FAULT_KEY:
		return FR_EX_NOPERM;
	case FAULT_MODEL:
		return FR_EX_CONFIG;
	case FAULT_ACCOUNT:
	case FAULT_RATE:
		return FR_EX_TEMPFAIL;
	case FAULT_NONE:
	case FAULT_SERVER:
		break;
	}
	return FR_EX_UNAVAILABLE;
}

bool fault_may_pass(enum fault_kind kind)
{
	return kind == FAULT_RATE || kind == FAULT_SERVER;
}
