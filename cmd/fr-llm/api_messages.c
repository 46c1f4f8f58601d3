/* Anthropic's Messages API. */
#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "json.h"
#include "schema.h"

static const char *const headers[] = { "anthropic-version: 2026-10-21", NULL };

static const struct answer_word ends[] = {
	{ "end_turn", ANSWER_DONE },        { "stop_sequence", ANSWER_DONE },
	{ "max_tokens", ANSWER_TRUNCATED }, { "model_context_window_exceeded", ANSWER_TRUNCATED },
	{ "refusal", ANSWER_REFUSED },      { "pause_turn", ANSWER_PAUSED },
	{ "tool_use", ANSWER_CALLS },       { NULL, ANSWER_OPEN },
};

static jv kept(void)
{
	return fr_json_set(jv_object(), "type", jv_string("ephemeral"));
}

/* The system prompt ends what every turn begins with, so it is a place of its own to keep the prompt up to. */
static jv system_of(const struct question *question)
{
	jv text = api_system(question->prompt);
	jv block;

	if (!question->repeats || !jv_is_valid(text))
		return text;
	block = fr_json_set(jv_object(), "type", jv_string("text"));
	block = fr_json_set(block, "text", text);
	return jv_array_append(jv_array(), fr_json_set(block, "cache_control", kept()));
}

static jv output_config(const struct question *question)
{
	jv schema = fr_json_get(question->prompt, "schema");
	jv config = jv_object();

	if (question->effort != NULL)
		config = fr_json_set(config, "effort", jv_string(question->effort));
	if (jv_get_kind(schema) == JV_KIND_OBJECT) {
		jv format = fr_json_set(jv_object(), "type", jv_string("json_schema"));

		format = fr_json_set(format, "schema", schema_for_messages(schema));
		return fr_json_set(config, "format", format);
	}
	jv_free(schema);
	return config;
}

/* Tools stay in the request that must not call any: the API wants to know those that were called before. */
static jv add_tools(jv body, const struct question *question)
{
	body = fr_json_set(body, "tools", jv_copy(question->tools));
	if (!question->last)
		return body;
	return fr_json_set(body, "tool_choice", fr_json_set(jv_object(), "type", jv_string("none")));
}

static jv messages_request(const struct question *question)
{
	jv body = fr_json_set(jv_object(), "model", jv_string(question->model));
	jv turns = api_turns(question->prompt, NULL);
	jv system = system_of(question);
	jv config = output_config(question);

	body = fr_json_set(body, "max_tokens", jv_number((double)question->max_output_tokens));
	if (jv_is_valid(system))
		body = fr_json_set(body, "system", system);
	else
		jv_free(system);
	if (jv_is_valid(question->tools))
		body = add_tools(body, question);
	body = fr_json_set(body, "messages", jv_array_concat(turns, jv_copy(question->history)));
	if (question->repeats)
		body = fr_json_set(body, "cache_control", kept());
	if (jv_object_length(jv_copy(config)) > 0)
		body = fr_json_set(body, "output_config", config);
	else
		jv_free(config);
	return fr_json_set(body, "stream", question->stream ? jv_true() : jv_false());
}

static void take_usage(struct answer *answer, jv reported)
{
	if (fr_usage_anthropic(&answer->usage, reported, answer->writes))
		answer->counted = true;
	jv_free(reported);
}

static void take_stop(struct answer *answer, jv holder)
{
	jv reason = fr_json_get(holder, "stop_reason");

	if (jv_get_kind(reason) == JV_KIND_STRING) {
		answer_stop(answer, jv_copy(reason), answer_word(answer, ends, reason));
		if (answer->end == ANSWER_REFUSED) {
			jv why = fr_json_get(holder, "stop_details.explanation");

			if (jv_get_kind(why) != JV_KIND_STRING) {
				jv_free(why);
				why = fr_json_get(holder, "stop_details.category");
			}
			answer_refuse(answer, why);
		}
	}
	jv_free(reason);
	jv_free(holder);
}

/* What stands in a block that began. Thinking stays between the model and itself. */
static void take_block(struct answer *answer, jv block)
{
	jv type = fr_json_get(block, "type");
	jv text = fr_json_get(block, "text");
	bool is_text = jv_get_kind(type) == JV_KIND_STRING && strcmp(jv_string_value(type), "text") == 0;

	if (jv_get_kind(type) == JV_KIND_STRING && strstr(jv_string_value(type), "thinking") != NULL)
		answer->thought = true;
	if (is_text && jv_get_kind(text) == JV_KIND_STRING)
		answer_add(answer, text);
	else
		jv_free(text);
	jv_free(type);
	jv_free(block);
}

static int messages_whole(struct answer *answer, jv message)
{
	jv content = fr_json_get(message, "content");

	if (jv_get_kind(content) != JV_KIND_ARRAY) {
		jv_free(content);
		jv_free(message);
		return -1;
	}
	jv_array_foreach (content, i, block) {
		take_block(answer, block);
	}
	take_usage(answer, fr_json_get(message, "usage"));
	take_stop(answer, message);
	answer->closed = answer->end != ANSWER_OPEN;
	jv_free(answer->blocks);
	answer->blocks = content;
	return answer->closed ? 0 : -1;
}

/* The block at index with more of one of its members. */
static void extend(struct answer *answer, int index, const char *key, jv more)
{
	jv block = jv_array_get(jv_copy(answer->blocks), index);
	jv text;

	if (jv_get_kind(more) != JV_KIND_STRING || jv_get_kind(block) != JV_KIND_OBJECT) {
		jv_free(more);
		jv_free(block);
		return;
	}
	answer->blocks = jv_array_set(answer->blocks, index, jv_null()); /* so that nothing is shared, and copied */
	text = fr_json_get(block, key);
	block = fr_json_set(block, key, jv_null());
	if (jv_get_kind(text) != JV_KIND_STRING) {
		jv_free(text);
		text = jv_string("");
	}
	text = jv_string_concat(text, more);
	answer->blocks = jv_array_set(answer->blocks, index, fr_json_set(block, key, text));
}

static void take_delta(struct answer *answer, int index, jv delta)
{
	jv text = fr_json_get(delta, "text");
	char *type = fr_json_text(delta, "type");

	if (type != NULL && strcmp(type, "text_delta") == 0 && jv_get_kind(text) == JV_KIND_STRING) {
		answer_add(answer, jv_copy(text));
		extend(answer, index, "text", jv_copy(text));
	} else if (type != NULL && strcmp(type, "thinking_delta") == 0) {
		extend(answer, index, "thinking", fr_json_get(delta, "thinking"));
	} else if (type != NULL && strcmp(type, "signature_delta") == 0) {
		extend(answer, index, "signature", fr_json_get(delta, "signature"));
	} else if (type != NULL && strcmp(type, "input_json_delta") == 0) {
		extend(answer, index, "input", fr_json_get(delta, "partial_json"));
	}
	free(type);
	jv_free(text);
	jv_free(delta);
}

static void begin_block(struct answer *answer, int index, jv block)
{
	if (jv_get_kind(answer->blocks) != JV_KIND_ARRAY) {
		jv_free(answer->blocks);
		answer->blocks = jv_array();
	}
	answer->blocks = jv_array_set(answer->blocks, index, jv_copy(block));
	take_block(answer, block);
}

/* A call's input, which came as pieces of JSON text. What is no JSON stays text, for the model to be told. */
static void end_block(struct answer *answer, int index)
{
	jv block = jv_array_get(jv_copy(answer->blocks), index);
	jv text = fr_json_get(block, "input");
	jv input;

	if (jv_get_kind(text) != JV_KIND_STRING) {
		jv_free(text);
		jv_free(block);
		return;
	}
	input = jv_string_length_bytes(jv_copy(text)) == 0 ?
		    jv_object() :
		    jv_parse_sized(jv_string_value(text), jv_string_length_bytes(jv_copy(text)));
	if (jv_is_valid(input))
		answer->blocks = jv_array_set(answer->blocks, index, fr_json_set(block, "input", input));
	else {
		jv_free(input);
		jv_free(block);
	}
	jv_free(text);
}

#define BLOCKS_MOST 1000

static int messages_event(struct answer *answer, jv event)
{
	char *type = fr_json_text(event, "type");
	double index = fr_json_number(event, "index", 0);

	if (type == NULL || !(index >= 0 && index < BLOCKS_MOST)) {
		free(type);
		jv_free(event);
		return -1;
	}
	if (strcmp(type, "message_start") == 0) {
		take_usage(answer, fr_json_get(event, "message.usage"));
	} else if (strcmp(type, "content_block_start") == 0) {
		begin_block(answer, (int)index, fr_json_get(event, "content_block"));
	} else if (strcmp(type, "content_block_delta") == 0) {
		take_delta(answer, (int)index, fr_json_get(event, "delta"));
	} else if (strcmp(type, "content_block_stop") == 0) {
		end_block(answer, (int)index);
	} else if (strcmp(type, "message_delta") == 0) {
		take_usage(answer, fr_json_get(event, "usage"));
		take_stop(answer, fr_json_get(event, "delta"));
	} else if (strcmp(type, "message_stop") == 0) {
		answer->closed = true;
	} else if (strcmp(type, "error") == 0) {
		fault_read(&answer->fault, 0, jv_copy(event), answer->secret);
	}
	free(type);
	jv_free(event);
	return 0;
}

static jv messages_calls(const struct answer *answer)
{
	jv calls = jv_array();

	if (jv_get_kind(answer->blocks) == JV_KIND_ARRAY)
		jv_array_foreach (answer->blocks, i, block) {
			char *type = fr_json_text(block, "type");

			if (type != NULL && strcmp(type, "tool_use") == 0)
				calls = jv_array_append(calls,
							api_call(fr_json_get(block, "id"), fr_json_get(block, "name"),
								 fr_json_get(block, "input")));
			free(type);
			jv_free(block);
		}
	return calls;
}

/* Just as it came: thinking is signed. Only an input that is no object is none that the API would take back. */
static jv messages_said(const struct answer *answer)
{
	jv blocks = jv_get_kind(answer->blocks) == JV_KIND_ARRAY ? jv_copy(answer->blocks) : jv_array();

	jv_array_foreach (blocks, i, block) {
		jv input = fr_json_get(block, "input");

		if (jv_is_valid(input) && jv_get_kind(input) != JV_KIND_OBJECT)
			blocks = jv_array_set(blocks, i, fr_json_set(jv_copy(block), "input", jv_object()));
		jv_free(input);
		jv_free(block);
	}
	return JV_ARRAY(api_turn(jv_string("assistant"), blocks));
}

/* All results in one turn, and text behind them. */
static jv messages_results(jv calls, const char *note)
{
	jv content = jv_array();

	jv_array_foreach (calls, i, call) {
		jv result = fr_json_set(jv_object(), "type", jv_string("tool_result"));

		result = fr_json_set(result, "tool_use_id", fr_json_get(call, "id"));
		result = fr_json_set(result, "content", fr_json_get(call, "text"));
		if (fr_json_true(call, "failed"))
			result = fr_json_set(result, "is_error", jv_true());
		content = jv_array_append(content, result);
		jv_free(call);
	}
	if (note != NULL) {
		jv text = fr_json_set(jv_object(), "type", jv_string("text"));

		content = jv_array_append(content, fr_json_set(text, "text", jv_string(note)));
	}
	return JV_ARRAY(api_turn(jv_string("user"), content));
}

const struct api api_messages = {
	.name = "messages",
	.path = "/v1/messages",
	.key_header = "x-api-key: ",
	.headers = headers,
	.request = messages_request,
	.whole = messages_whole,
	.event = messages_event,
	.calls = messages_calls,
	.said = messages_said,
	.results = messages_results,
};
