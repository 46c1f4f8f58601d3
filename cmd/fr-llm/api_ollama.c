/*
 * Ollama's own API, a document a line. It takes what its OpenAI layer ignores: a context as long as the prompt, which
 * is otherwise cut without a word.
 */
#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "json.h"

static const char *const headers[] = { NULL };

static const struct answer_word ends[] = {
	{ "stop", ANSWER_DONE },
	{ "length", ANSWER_TRUNCATED },
	{ "load", ANSWER_OPEN }, /* only that the model is in memory now */
	{ NULL, ANSWER_OPEN },
};

#define LEAST_CONTEXT 4096

/* Room for the prompt, at three bytes a token, and the answer, in steps so that the model is not loaded anew each time.
 */
static jv context_for(jv turns, int64_t output)
{
	jv text = jv_dump_string(jv_copy(turns), 0);
	int64_t wanted = jv_string_length_bytes(text) / 3 + output;
	int64_t context = LEAST_CONTEXT;

	while (context < wanted)
		context *= 2;
	return jv_number((double)context);
}

static jv ollama_request(const struct question *question)
{
	jv body = fr_json_set(jv_object(), "model", jv_string(question->model));
	jv turns = jv_array_concat(api_turns(question->prompt, "system"), jv_copy(question->history));
	jv schema = fr_json_get(question->prompt, "schema");
	jv options = fr_json_set(jv_object(), "num_predict", jv_number((double)question->max_output_tokens));

	options = fr_json_set(options, "num_ctx", context_for(turns, question->max_output_tokens));
	body = fr_json_set(body, "messages", turns);
	if (jv_is_valid(question->tools) && !question->last)
		body = fr_json_set(body, "tools", api_functions(question->tools));
	if (jv_get_kind(schema) == JV_KIND_OBJECT)
		body = fr_json_set(body, "format", schema);
	else
		jv_free(schema);
	body = fr_json_set(body, "options", options);
	return fr_json_set(body, "stream", question->stream ? jv_true() : jv_false());
}

static void take_counts(struct answer *answer, jv document)
{
	jv usage = fr_json_set(jv_object(), "prompt_tokens", fr_json_get(document, "prompt_eval_count"));

	usage = fr_json_set(usage, "completion_tokens", fr_json_get(document, "eval_count"));
	if (fr_usage_openai(&answer->usage, usage, FR_CACHE_WRITE_NONE))
		answer->counted = true;
	jv_free(usage);
}

static void take_message(struct answer *answer, jv message)
{
	jv content = fr_json_get(message, "content");
	jv calls = fr_json_get(message, "tool_calls");

	if (jv_get_kind(content) == JV_KIND_STRING)
		answer_add(answer, jv_copy(content));
	if (jv_get_kind(calls) == JV_KIND_ARRAY && jv_array_length(jv_copy(calls)) > 0) {
		answer->end = ANSWER_CALLS;
		answer->blocks = jv_array_concat(
		    jv_get_kind(answer->blocks) == JV_KIND_ARRAY ? answer->blocks : jv_array(), jv_copy(calls));
	}
	answer->thought |= fr_json_true(message, "thinking");
	jv_free(content);
	jv_free(calls);
	jv_free(message);
}

static int ollama_event(struct answer *answer, jv document)
{
	bool good = jv_get_kind(document) == JV_KIND_OBJECT;
	jv reason = good ? fr_json_get(document, "done_reason") : jv_invalid();

	if (good && fr_json_true(document, "error")) {
		fault_read(&answer->fault, 0, jv_copy(document), answer->secret);
	} else if (good) {
		take_message(answer, fr_json_get(document, "message"));
		if (fr_json_true(document, "done")) {
			enum answer_end end = answer->end == ANSWER_CALLS ? ANSWER_CALLS : ANSWER_DONE;

			if (end == ANSWER_DONE && jv_get_kind(reason) == JV_KIND_STRING)
				end = answer_word(answer, ends, reason);
			answer_stop(answer, jv_copy(reason), end);
			take_counts(answer, document);
			answer->closed = end != ANSWER_OPEN;
		}
	}
	jv_free(reason);
	jv_free(document);
	return good ? 0 : -1;
}

static int ollama_whole(struct answer *answer, jv document)
{
	return ollama_event(answer, document) == 0 && (answer->closed || answer->fault.kind != FAULT_NONE) ? 0 : -1;
}

/* It has no ids: results follow in the order of the calls, and name the tool. */
static jv ollama_calls(const struct answer *answer)
{
	jv calls = jv_array();

	if (jv_get_kind(answer->blocks) == JV_KIND_ARRAY)
		jv_array_foreach (answer->blocks, i, call) {
			jv name = fr_json_get(call, "function.name");

			calls = jv_array_append(calls,
						api_call(jv_copy(name), name, fr_json_get(call, "function.arguments")));
			jv_free(call);
		}
	return calls;
}

static jv ollama_said(const struct answer *answer)
{
	size_t length = answer->text.length;
	jv turn = api_turn(jv_string("assistant"), jv_string_sized(length > 0 ? answer->text.data : "", (int)length));

	if (jv_get_kind(answer->blocks) == JV_KIND_ARRAY)
		turn = fr_json_set(turn, "tool_calls", jv_copy(answer->blocks));
	return JV_ARRAY(turn);
}

static jv ollama_results(jv calls, const char *note)
{
	jv turns = jv_array();

	jv_array_foreach (calls, i, call) {
		jv turn = api_turn(jv_string("tool"), fr_json_get(call, "text"));

		turns = jv_array_append(turns, fr_json_set(turn, "tool_name", fr_json_get(call, "id")));
		jv_free(call);
	}
	return note != NULL ? jv_array_append(turns, api_turn(jv_string("user"), jv_string(note))) : turns;
}

const struct api api_ollama = {
	.name = "ollama",
	.path = "/api/chat",
	.key_header = "authorization: Bearer ",
	.headers = headers,
	.request = ollama_request,
	.whole = ollama_whole,
	.event = ollama_event,
	.calls = ollama_calls,
	.said = ollama_said,
	.results = ollama_results,
};
