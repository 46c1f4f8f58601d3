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

/* Ollama takes no notice of tool_choice: what must not be called is not shown to such servers. */
static jv add_tools(jv body, const struct question *question)
{
	if (question->last && !question->vendors_own)
		return body;
	body = fr_json_set(body, "tools", api_functions(question->tools));
	return question->last ? fr_json_set(body, "tool_choice", jv_string("none")) : body;
}

/* Ollama knows max_tokens only, and OpenAI's models that think take max_completion_tokens only. */
static jv chat_request(const struct question *question)
{
	const char *limit = question->vendors_own ? "max_completion_tokens" : "max_tokens";
	const char *system = question->vendors_own ? "developer" : "system";
	jv body = fr_json_set(jv_object(), "model", jv_string(question->model));
	jv schema = fr_json_get(question->prompt, "schema");

	body = fr_json_set(body, limit, jv_number((double)question->max_output_tokens));
	body = fr_json_set(body, "messages",
			   jv_array_concat(api_turns(question->prompt, system), jv_copy(question->history)));
	if (jv_is_valid(question->tools))
		body = add_tools(body, question);
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

#define CALLS_MOST 64 /* in one answer */

static jv text_or_empty(jv text)
{
	if (jv_get_kind(text) == JV_KIND_STRING)
		return text;
	jv_free(text);
	return jv_string("");
}

/* The place of a piece of a call: its index, or behind the others. Some servers give every call the same index. */
static int place_of(jv calls, jv piece)
{
	int count = jv_array_length(jv_copy(calls));
	double index = fr_json_number(piece, "index", -1);
	char *id = fr_json_text(piece, "id"), *had = NULL;
	int place = index >= 0 && index < CALLS_MOST ? (int)index : count;
	bool other;

	if (place < count) {
		jv call = jv_array_get(jv_copy(calls), place);

		had = fr_json_text(call, "id");
		jv_free(call);
	}
	other = id != NULL && *id != '\0' && had != NULL && *had != '\0' && strcmp(id, had) != 0;
	free(id);
	free(had);
	return place > count || other ? count : place;
}

/* A call, or the next piece of one. Consumes piece. */
static void take_call(struct answer *answer, jv piece)
{
	jv calls = jv_get_kind(answer->blocks) == JV_KIND_ARRAY ? answer->blocks : jv_array();
	int place = place_of(calls, piece);
	jv call = jv_array_get(jv_copy(calls), place);
	jv function = fr_json_get(call, "function"), more = fr_json_get(piece, "function");
	jv id = text_or_empty(fr_json_get(piece, "id")), name = text_or_empty(fr_json_get(more, "name"));
	jv arguments = fr_json_get(more, "arguments");

	if (jv_get_kind(arguments) == JV_KIND_OBJECT) /* as Ollama's own API has them */
		arguments = jv_dump_string(arguments, 0);
	if (jv_get_kind(call) != JV_KIND_OBJECT) {
		jv_free(call);
		jv_free(function);
		call = fr_json_set(fr_json_set(jv_object(), "id", jv_string("")), "type", jv_string("function"));
		function = fr_json_set(fr_json_set(jv_object(), "name", jv_string("")), "arguments", jv_string(""));
	}
	if (jv_string_length_bytes(jv_copy(id)) > 0)
		call = fr_json_set(call, "id", jv_copy(id));
	if (jv_string_length_bytes(jv_copy(name)) > 0)
		function = fr_json_set(function, "name", jv_copy(name));
	answer->blocks = jv_array_set(calls, place, jv_null()); /* so that nothing is shared, and copied */
	arguments = jv_string_concat(text_or_empty(fr_json_get(function, "arguments")), text_or_empty(arguments));
	call = fr_json_set(call, "function", fr_json_set(function, "arguments", arguments));
	answer->blocks = jv_array_set(answer->blocks, place, call);
	jv_free(id);
	jv_free(name);
	jv_free(more);
	jv_free(piece);
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
	if (jv_get_kind(calls) == JV_KIND_ARRAY)
		jv_array_foreach (calls, i, call) {
			answer->end = ANSWER_CALLS;
			if (jv_array_length(jv_is_valid(answer->blocks) ? jv_copy(answer->blocks) : jv_array()) <
			    CALLS_MOST)
				take_call(answer, call);
			else
				jv_free(call);
		}
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

/* Local servers may give a call no id, but every result has to name one. Consumes calls. */
static jv with_ids(jv calls)
{
	jv_array_foreach (calls, i, call) {
		jv id = fr_json_get(call, "id");

		if (jv_get_kind(id) != JV_KIND_STRING || jv_string_length_bytes(jv_copy(id)) == 0)
			calls =
			    jv_array_set(calls, i, fr_json_set(jv_copy(call), "id", jv_string_fmt("call_%d", i + 1)));
		jv_free(id);
		jv_free(call);
	}
	return calls;
}

static jv made_calls(const struct answer *answer)
{
	return jv_get_kind(answer->blocks) == JV_KIND_ARRAY ? with_ids(jv_copy(answer->blocks)) : jv_array();
}

static jv chat_calls(const struct answer *answer)
{
	jv made = made_calls(answer), calls = jv_array();

	jv_array_foreach (made, i, call) {
		calls = jv_array_append(calls, api_call(fr_json_get(call, "id"), fr_json_get(call, "function.name"),
							fr_json_get(call, "function.arguments")));
		jv_free(call);
	}
	jv_free(made);
	return calls;
}

static jv chat_said(const struct answer *answer)
{
	size_t length = answer->text.length;
	jv text = length > 0 ? jv_string_sized(answer->text.data, (int)length) : jv_null();

	return JV_ARRAY(fr_json_set(api_turn(jv_string("assistant"), text), "tool_calls", made_calls(answer)));
}

static jv chat_results(jv calls, const char *note)
{
	jv turns = jv_array();

	jv_array_foreach (calls, i, call) {
		jv turn = api_turn(jv_string("tool"), fr_json_get(call, "text"));

		turns = jv_array_append(turns, fr_json_set(turn, "tool_call_id", fr_json_get(call, "id")));
		jv_free(call);
	}
	return note != NULL ? jv_array_append(turns, api_turn(jv_string("user"), jv_string(note))) : turns;
}

const struct api api_chat = {
	.name = "chat",
	.path = "/chat/completions",
	.key_header = "authorization: Bearer ",
	.headers = headers,
	.end_suffices = true,
	.request = chat_request,
	.whole = chat_whole,
	.event = chat_event,
	.calls = chat_calls,
	.said = chat_said,
	.results = chat_results,
};
