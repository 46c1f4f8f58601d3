/* OpenAI's Responses API. What counts is the response in the stream's last event; deltas are for those who watch. */
#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "json.h"
#include "schema.h"

static const char *const headers[] = { NULL };

static jv format_of(const struct question *question, jv schema)
{
	jv format = fr_json_set(jv_object(), "type", jv_string("json_schema"));
	bool strict = schema_is_strict(schema);

	format = fr_json_set(format, "name", api_schema_name(question->prompt));
	format = fr_json_set(format, "schema", schema);
	format = fr_json_set(format, "strict", strict ? jv_true() : jv_false());
	return fr_json_set(jv_object(), "format", format);
}

static jv function_of(jv tool)
{
	jv schema = fr_json_get(tool, "input_schema");
	jv function = fr_json_set(jv_object(), "type", jv_string("function"));

	function = fr_json_set(function, "name", fr_json_get(tool, "name"));
	function = fr_json_set(function, "description", fr_json_get(tool, "description"));
	function = fr_json_set(function, "strict", schema_is_strict(schema) ? jv_true() : jv_false());
	jv_free(tool);
	return fr_json_set(function, "parameters", schema);
}

/* Nothing is stored there, so the model's reasoning has to be handed back with its calls. */
static jv add_tools(jv body, const struct question *question)
{
	jv functions = jv_array();

	jv_array_foreach (question->tools, i, tool) {
		functions = jv_array_append(functions, function_of(tool));
	}
	body = fr_json_set(body, "tools", functions);
	if (question->last)
		body = fr_json_set(body, "tool_choice", jv_string("none"));
	return fr_json_set(body, "include", JV_ARRAY(jv_string("reasoning.encrypted_content")));
}

static jv responses_request(const struct question *question)
{
	jv body = fr_json_set(jv_object(), "model", jv_string(question->model));
	jv system = api_system(question->prompt);
	jv schema = fr_json_get(question->prompt, "schema");

	body = fr_json_set(body, "max_output_tokens", jv_number((double)question->max_output_tokens));
	if (jv_is_valid(system))
		body = fr_json_set(body, "instructions", system);
	else
		jv_free(system);
	body =
	    fr_json_set(body, "input", jv_array_concat(api_turns(question->prompt, NULL), jv_copy(question->history)));
	if (jv_is_valid(question->tools))
		body = add_tools(body, question);
	if (question->effort != NULL)
		body = fr_json_set(body, "reasoning", fr_json_set(jv_object(), "effort", jv_string(question->effort)));
	if (jv_get_kind(schema) == JV_KIND_OBJECT)
		body = fr_json_set(body, "text", format_of(question, schema));
	else
		jv_free(schema);
	if (question->repeats)
		body = fr_json_set(body, "prompt_cache_key",
				   jv_string_concat(jv_string("fr-"), api_schema_name(question->prompt)));
	body = fr_json_set(body, "store", jv_false());
	body = fr_json_set(body, "stream", question->stream ? jv_true() : jv_false());
	if (question->stream)
		body = fr_json_set(body, "stream_options", fr_json_set(jv_object(), "include_obfuscation", jv_false()));
	return body;
}

static void take_part(struct answer *answer, jv part)
{
	char *type = fr_json_text(part, "type");
	jv text = fr_json_get(part, "text");

	if (type != NULL && strcmp(type, "output_text") == 0 && jv_get_kind(text) == JV_KIND_STRING)
		answer_add(answer, jv_copy(text));
	else if (type != NULL && strcmp(type, "refusal") == 0)
		answer_refuse(answer, fr_json_get(part, "refusal"));
	free(type);
	jv_free(text);
	jv_free(part);
}

/* Commentary is what the model says on its way to the answer. */
static void take_item(struct answer *answer, jv item)
{
	char *type = fr_json_text(item, "type");
	char *phase = fr_json_text(item, "phase");
	jv content = fr_json_get(item, "content");

	if (type != NULL && strcmp(type, "reasoning") == 0)
		answer->thought = true;
	else if (type != NULL && strcmp(type, "function_call") == 0)
		answer->end = ANSWER_CALLS;
	else if (type != NULL && strcmp(type, "message") == 0 && jv_get_kind(content) == JV_KIND_ARRAY &&
		 (phase == NULL || strcmp(phase, "commentary") != 0))
		jv_array_foreach (content, i, part) {
			take_part(answer, part);
		}
	free(type);
	free(phase);
	jv_free(content);
	jv_free(item);
}

/* The words of failed are those of an error; incomplete has its reason beside it. */
static int take_status(struct answer *answer, jv response)
{
	char *status = fr_json_text(response, "status");
	jv why = fr_json_get(response, "incomplete_details.reason");
	bool filtered = jv_get_kind(why) == JV_KIND_STRING && strcmp(jv_string_value(why), "content_filter") == 0;
	int result = 0;

	if (status != NULL && strcmp(status, "completed") == 0) {
		enum answer_end end = answer->end == ANSWER_OPEN ? ANSWER_DONE : answer->end;

		answer_stop(answer, jv_string(end == ANSWER_CALLS ? "tool_calls" : "completed"), end);
	} else if (status != NULL && strcmp(status, "incomplete") == 0) {
		answer_stop(answer, jv_copy(why), ANSWER_TRUNCATED);
		if (filtered)
			answer_refuse(answer, jv_copy(why));
	} else if (status != NULL && strcmp(status, "failed") == 0) {
		fault_read(&answer->fault, 0, jv_copy(response), answer->secret);
	} else {
		result = -1;
	}
	free(status);
	jv_free(why);
	return result;
}

static int responses_whole(struct answer *answer, jv response)
{
	jv output = fr_json_get(response, "output");
	jv usage = fr_json_get(response, "usage");
	int result = -1;

	if (jv_get_kind(output) == JV_KIND_ARRAY) {
		answer->text.length = 0;
		jv_array_foreach (output, i, item) {
			take_item(answer, item);
		}
		result = take_status(answer, response);
		jv_free(answer->blocks);
		answer->blocks = jv_copy(output);
	}
	if (fr_usage_openai(&answer->usage, usage, answer->writes))
		answer->counted = true;
	answer->closed = result == 0;
	jv_free(output);
	jv_free(usage);
	jv_free(response);
	return result;
}

/* An incomplete response may come without the text that was streamed before; that text is then all there is. */
static int take_last(struct answer *answer, jv response)
{
	struct fr_bytes streamed = answer->text;
	answer_show *show = answer->show;
	int result;

	answer->text = (struct fr_bytes){ 0 };
	answer->show = NULL; /* it was shown as it came */
	result = responses_whole(answer, response);
	answer->show = show;
	if (answer->text.length == 0 && answer->end != ANSWER_CALLS) {
		fr_bytes_release(&answer->text);
		answer->text = streamed;
	} else {
		fr_bytes_release(&streamed);
	}
	return result;
}

static int responses_event(struct answer *answer, jv event)
{
	char *type = fr_json_text(event, "type");
	jv delta = fr_json_get(event, "delta");
	int result = 0;

	if (type == NULL)
		result = -1;
	else if (strcmp(type, "response.output_text.delta") == 0 && jv_get_kind(delta) == JV_KIND_STRING)
		answer_add(answer, jv_copy(delta));
	else if (strcmp(type, "response.completed") == 0 || strcmp(type, "response.incomplete") == 0 ||
		 strcmp(type, "response.failed") == 0)
		result = take_last(answer, fr_json_get(event, "response"));
	else if (strcmp(type, "error") == 0)
		fault_read(&answer->fault, 0, jv_copy(event), answer->secret);
	free(type);
	jv_free(delta);
	jv_free(event);
	return result;
}

static jv responses_calls(const struct answer *answer)
{
	jv calls = jv_array();

	if (jv_get_kind(answer->blocks) == JV_KIND_ARRAY)
		jv_array_foreach (answer->blocks, i, item) {
			char *type = fr_json_text(item, "type");

			if (type != NULL && strcmp(type, "function_call") == 0)
				calls = jv_array_append(calls, api_call(fr_json_get(item, "call_id"),
									fr_json_get(item, "name"),
									fr_json_get(item, "arguments")));
			free(type);
			jv_free(item);
		}
	return calls;
}

static jv responses_said(const struct answer *answer)
{
	return jv_get_kind(answer->blocks) == JV_KIND_ARRAY ? jv_copy(answer->blocks) : jv_array();
}

static jv responses_results(jv calls, const char *note)
{
	jv items = jv_array();

	jv_array_foreach (calls, i, call) {
		jv item = fr_json_set(jv_object(), "type", jv_string("function_call_output"));

		item = fr_json_set(item, "call_id", fr_json_get(call, "id"));
		items = jv_array_append(items, fr_json_set(item, "output", fr_json_get(call, "text")));
		jv_free(call);
	}
	return note != NULL ? jv_array_append(items, api_turn(jv_string("user"), jv_string(note))) : items;
}

const struct api api_responses = {
	.name = "responses",
	.path = "/responses",
	.key_header = "authorization: Bearer ",
	.headers = headers,
	.request = responses_request,
	.whole = responses_whole,
	.event = responses_event,
	.calls = responses_calls,
	.said = responses_said,
	.results = responses_results,
};
