#include "answer.h"

#include <stdlib.h>

#include "api.h"
#include "json.h"

static int take_event(void *state, const char *name, const char *data, size_t length)
{
	struct answer *answer = state;
	jv document;

	if (answer->closed)
		return 1;
	if (length == 6 && memcmp(data, "[DONE]", 6) == 0) { /* OpenAI's; what follows is none of ours */
		answer->closed = true;
		return 1;
	}
	document = jv_parse_sized(data, (int)length);
	if (!jv_is_valid(document) || (strcmp(name, "error") == 0 && jv_get_kind(document) != JV_KIND_OBJECT)) {
		jv_free(document);
		answer->malformed = true;
		return 1;
	}
	if (strcmp(name, "error") == 0) {
		fault_read(&answer->fault, 0, document, answer->secret);
		return 1;
	}
	if (answer->api->event(answer, document) < 0)
		answer->malformed = true;
	return answer->malformed || answer->fault.kind != FAULT_NONE;
}

void answer_begin(struct answer *answer, enum answer_form form)
{
	answer->form = form;
	if (form != ANSWER_WHOLE)
		fr_sse_init(&answer->reader, form == ANSWER_EVENTS ? FR_SSE_EVENTS : FR_SSE_LINES, take_event, answer);
}

void answer_release(struct answer *answer)
{
	fr_sse_release(&answer->reader);
	fr_bytes_release(&answer->body);
	fr_bytes_release(&answer->text);
	free(answer->stop_reason);
	free(answer->reason);
	jv_free(answer->blocks);
	*answer = (struct answer){ .blocks = jv_invalid() };
}

int answer_take(struct answer *answer, const char *bytes, size_t length)
{
	if (answer->form == ANSWER_WHOLE) {
		fr_bytes_add(&answer->body, bytes, length);
		return 0;
	}
	if (fr_sse_feed(&answer->reader, bytes, length) < 0)
		answer->malformed = true;
	return answer->malformed || answer->fault.kind != FAULT_NONE;
}

void answer_end(struct answer *answer, bool complete)
{
	jv document;

	if (answer->form != ANSWER_WHOLE) {
		if (complete && fr_sse_end(&answer->reader) == 0 && answer->api->end_suffices &&
		    answer->end != ANSWER_OPEN)
			answer->closed = true;
	} else if (complete) {
		document = jv_parse_sized(answer->body.length > 0 ? answer->body.data : "", (int)answer->body.length);
		if (jv_get_kind(document) != JV_KIND_OBJECT) {
			jv_free(document);
			answer->malformed = true;
		} else if (answer->api->whole(answer, document) < 0)
			answer->malformed = true;
	}
	if (answer->text.length > 0)
		fault_hide(answer->text.data, answer->text.length, answer->secret);
}

void answer_add(struct answer *answer, jv text)
{
	size_t length = (size_t)jv_string_length_bytes(jv_copy(text));

	fr_bytes_add(&answer->text, jv_string_value(text), length);
	if (answer->show != NULL && length > 0)
		answer->show(answer->show_state, jv_string_value(text), length);
	jv_free(text);
}

static char *text_of(jv string)
{
	char *text = jv_get_kind(string) == JV_KIND_STRING ? strdup(jv_string_value(string)) : NULL;

	jv_free(string);
	return text;
}

void answer_stop(struct answer *answer, jv stop_reason, enum answer_end end)
{
	free(answer->stop_reason);
	answer->stop_reason = text_of(stop_reason);
	answer->end = end;
}

void answer_refuse(struct answer *answer, jv reason)
{
	free(answer->reason);
	answer->reason = text_of(reason);
	answer->end = ANSWER_REFUSED;
}

enum answer_end answer_word(struct answer *answer, const struct answer_word *words, jv reason)
{
	for (; words->word != NULL; words++)
		if (strcmp(jv_string_value(reason), words->word) == 0)
			return words->end;
	answer->unknown_end = true;
	return ANSWER_DONE;
}
