/* OpenAI's Chat Completions API, which Ollama, llama.cpp's server, vLLM and many others offer as well. */
#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "json.h"
#include "schema.h"

static const char *const headers[] = { NULL };

static const struct answer_word ends[] = {
	{ "stop", ANSWER_DONE },        { "eos", ANSWER_DONE },
	{ "length", ANSWER_TRUNCATED }, { "content_filter", ANSWER_REFUSED },
	{ "tool_calls", ANSWER_CALLS }, { "function_call", ANSWER_CALLS },
	{ NULL, ANSWER_OPEN },
};

static jv format_of(const struct question *question, jv schema)
{
	jv format = fr_json_set(jv_object(), "type", jv_string("json_schema"));
	jv inner = fr_json_set(jv_object(), "name", api_schema_name(question->prompt));
	bool strict = schema_is_strict(schema);

	inner = fr_json_set(inner, "schema", schema);
	inner = fr_json_set(inner, "strict", strict ? jv_true() : jv_false());
	return fr_json_set(format, "json_schema", inner);
}

/* Ollama knows max_tokens only, and OpenAI's models that think take max_completion_tokens only. */
static jv chat_request(const struct question *question)
{
	const char *limit = question->vendors_own ? "max_completion_tokens" : "max_tokens";
	const char *system = question->vendors_own ? "developer" : "system";
	jv body = fr_json_set(jv_object(), "model", jv_string(question->model));
	jv schema = fr_json_get(question->prompt, "schema");

	body = fr_json_set(body, limit, jv_number((double)question->max_output_tokens));
	body = fr_json_set(body, "messages", api_turns(question->prompt, system));
	if (question->effort != NULL)
		body = fr_json_set(body, "reasoning_effort", jv_string(question->effort));
	if (jv_get_kind(schema) == JV_KIND_OBJECT)
		body = fr_json_set(body, "response_format", format_of(question, schema));
	else
		jv_free(schema);
	if (question->repeats && question->vendors_own)
		body = fr_json_set(body, "prompt_cache_key",
				   jv_string_concat(jv_string("fr-"), api_schema_name(question->prompt)));
	body = fr_json_set(body, "stream", question->stream ? jv_true() : jv_false());
	if (question->stream)
		body = fr_json_set(body, "stream_options", fr_json_set(jv_object(), "include_usage", jv_true()));
	return body;
}

static bool has_text(jv value)
{
	return jv_get_kind(value) == JV_KIND_STRING && jv_string_length_bytes(jv_copy(value)) > 0;
}

/* A message, or the next piece of one. Reasoning, under any of its names, is none of the answer. */
static void take_message(struct answer *answer, jv message)
{
	jv content = fr_json_get(message, "content");
	jv refusal = fr_json_get(message, "refusal");
	jv calls = fr_json_get(message, "tool_calls");

	if (jv_get_kind(content) == JV_KIND_STRING)
		answer_add(answer, jv_copy(content));
	if (has_text(refusal))
		answer_refuse(answer, jv_copy(refusal));
	if (jv_get_kind(calls) == JV_KIND_ARRAY && jv_array_length(jv_copy(calls)) > 0)
		answer->end = ANSWER_CALLS;
	if (fr_json_true(message, "reasoning_content") || fr_json_true(message, "reasoning"))
		answer->thought = true;
	jv_free(content);
	jv_free(refusal);
	jv_free(calls);
	jv_free(message);
}

/* What the message itself showed (a refusal, calls) stands, whatever local servers give as the reason. */
static void take_reason(struct answer *answer, jv reason)
{
	if (jv_get_kind(reason) == JV_KIND_STRING) {
		enum answer_end end = answer_word(answer, ends, reason);

		if (end == ANSWER_DONE && answer->end != ANSWER_OPEN)
			end = answer->end;
		answer_stop(answer, jv_copy(reason), end);
	}
	jv_free(reason);
}

/* The first choice of those there are: we ask for no other. */
static jv choice_of(jv document)
{
	jv choices = fr_json_get(document, "choices");

	if (jv_get_kind(choices) == JV_KIND_ARRAY && jv_array_length(jv_copy(choices)) > 0)
		return jv_array_get(choices, 0);
	jv_free(choices);
	return jv_invalid();
}

static void take_usage(struct answer *answer, jv document)
{
	jv usage = fr_json_get(document, "usage");

	if (fr_usage_openai(&answer->usage, usage, answer->writes))
		answer->counted = true;
	jv_free(usage);
}

static int chat_whole(struct answer *answer, jv document)
{
	jv choice = choice_of(document);
	bool good = jv_get_kind(choice) == JV_KIND_OBJECT;

	take_usage(answer, document);
	if (good) {
		take_message(answer, fr_json_get(choice, "message"));
		take_reason(answer, fr_json_get(choice, "finish_reason"));
		answer->closed = answer->stop_reason != NULL;
	}
	jv_free(choice);
	jv_free(document);
	return good && answer->closed ? 0 : -1;
}

/* The last chunk has the usage and no choice; [DONE] or the end of the stream comes after a finish_reason. */
static int chat_event(struct answer *answer, jv chunk)
{
	jv choice = choice_of(chunk);
	bool good = jv_get_kind(chunk) == JV_KIND_OBJECT;

	if (good && fr_json_true(chunk, "error")) {
		fault_read(&answer->fault, 0, jv_copy(chunk), answer->secret);
	} else if (good) {
		take_usage(answer, chunk);
		if (jv_get_kind(choice) == JV_KIND_OBJECT) {
			take_message(answer, fr_json_get(choice, "delta"));
			take_reason(answer, fr_json_get(choice, "finish_reason"));
		}
	}
	jv_free(choice);
	jv_free(chunk);
	return good ? 0 : -1;
}

const struct api api_chat = {
	"chat", "/chat/completions", "authorization: Bearer ", headers, true, chat_request, chat_whole, chat_event,
};
