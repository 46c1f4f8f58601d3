#include "investigate.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "call.h"
#include "json.h"
#include "markdown_inline.h"
#include "schema.h"
#include "turns.h"

/* The members of the envelope's window that a tool may ask for. */
static const struct {
	const char *parameter, *path;
} parameters[] = { { "start_time", "window.start" }, { "end_time", "window.end" } };

/* What of the window and of the plan's arguments a tool takes; the plan's go first. */
static jv input_for(jv schema, jv envelope, jv arguments)
{
	jv input = jv_object(), properties = fr_json_get(schema, "properties");

	for (size_t i = 0; i < sizeof(parameters) / sizeof(parameters[0]); i++) {
		jv value = fr_json_get(envelope, parameters[i].path);

		if (fr_json_true(properties, parameters[i].parameter) && jv_get_kind(value) == JV_KIND_STRING)
			input = fr_json_set(input, parameters[i].parameter, value);
		else
			jv_free(value);
	}
	if (jv_get_kind(arguments) == JV_KIND_OBJECT && jv_get_kind(properties) == JV_KIND_OBJECT)
		jv_object_foreach (arguments, name, value) {
			if (jv_object_has(jv_copy(properties), jv_copy(name)))
				input = jv_object_set(input, jv_copy(name), jv_copy(value));
			jv_free(name);
			jv_free(value);
		}
	jv_free(properties);
	return input;
}

/* The calls of the tools with these names, as far as they are offered and need no more than is known. Borrows both. */
static jv calls_of(const struct call *call, jv names, jv arguments)
{
	jv calls = jv_array();

	jv_array_foreach (call->desk->offered, i, tool) {
		jv name = fr_json_get(tool, "name"), schema = fr_json_get(tool, "input_schema");
		jv input = input_for(schema, call->envelope, arguments);
		char why[100];

		if (fr_json_holds(names, name) && schema_check(schema, input, why, sizeof(why))) {
			jv one = fr_json_set(jv_object(), "name", jv_copy(name));

			calls = jv_array_append(calls, fr_json_set(one, "input", jv_copy(input)));
		}
		jv_free(input);
		jv_free(schema);
		jv_free(name);
		jv_free(tool);
	}
	return calls;
}

/* The names that the findings call for. Consumes then. */
static jv names_for(jv then, jv envelope)
{
	jv findings = fr_json_get(envelope, "findings");
	jv names = jv_array();

	if (jv_get_kind(findings) == JV_KIND_ARRAY)
		jv_array_foreach (findings, i, finding) {
			char *cause = fr_json_text(finding, "cause");
			jv more = cause != NULL && jv_get_kind(then) == JV_KIND_OBJECT ?
				      jv_object_get(jv_copy(then), jv_string(cause)) :
				      jv_invalid();

			if (jv_get_kind(more) == JV_KIND_ARRAY)
				names = jv_array_concat(names, more);
			else
				jv_free(more);
			free(cause);
			jv_free(finding);
		}
	jv_free(findings);
	jv_free(then);
	return names;
}

static jv plan_of(const struct call *call)
{
	char *path = fr_share_path(&call->desk->share, "offline/investigation.json");
	jv plan = path != NULL ? fr_json_file(path) : jv_object();

	free(path);
	return plan;
}

static void second(struct call *call)
{
	jv plan = plan_of(call), names = names_for(fr_json_get(plan, "then"), call->envelope);
	jv calls = calls_of(call, names, jv_invalid());

	jv_free(plan);
	jv_free(names);
	if (call->desk->options.max_turns > 2 && jv_array_length(jv_copy(calls)) > 0) {
		turns_run(call, calls, call->turns.after);
		return;
	}
	jv_free(calls);
	call->turns.after(call);
}

/* What a question asks for; without one, what is unusual. */
static int first_of(const struct call *call, jv *calls, struct fr_error *err)
{
	jv plan = plan_of(call), asked, names, arguments;

	*calls = jv_array();
	if (jv_get_kind(plan) != JV_KIND_OBJECT) {
		jv message = jv_invalid_get_msg(plan);

		fr_error_set(err, FR_EX_CONFIG, "%s",
			     jv_get_kind(message) == JV_KIND_STRING ? jv_string_value(message) :
								      "investigation.json is not an object");
		jv_free(message);
		return -1;
	}
	if (offline_plan(call->desk->offline, call->envelope, &asked, err) < 0) {
		jv_free(plan);
		return -1;
	}
	names = fr_json_get(asked, "tools");
	arguments = fr_json_get(asked, "arguments");
	if (jv_get_kind(names) != JV_KIND_ARRAY) {
		jv_free(names);
		names = fr_json_get(plan, "first");
	}
	if (jv_get_kind(names) == JV_KIND_ARRAY) {
		jv_free(*calls);
		*calls = calls_of(call, names, arguments);
	}
	jv_free(names);
	jv_free(arguments);
	jv_free(asked);
	jv_free(plan);
	return 0;
}

int investigate(struct call *call, void (*next)(struct call *call), struct fr_error *err)
{
	jv calls;

	if (first_of(call, &calls, err) < 0) {
		jv_free(calls);
		return -1;
	}
	call->turns.after = next;
	if (call->desk->options.max_turns > 1 && jv_array_length(jv_copy(calls)) > 0) {
		turns_run(call, calls, second);
		return 0;
	}
	jv_free(calls);
	second(call);
	return 0;
}

static jv line_of(jv one)
{
	jv name = fr_json_get(one, "name"), message = fr_json_get(one, "error.message");
	jv line = jv_string_fmt("- `%s`", jv_string_value(name));

	if (jv_get_kind(message) == JV_KIND_STRING) {
		message = fr_markdown_inline(message);
		line = jv_string_concat(jv_string_append_str(line, ": no answer: "), message);
	} else {
		jv_free(message);
		if (fr_json_number(one, "result.returned", 0) == 0)
			line = jv_string_append_str(line, ": nothing");
		else if (fr_json_true(one, "result.truncated"))
			line = jv_string_append_str(line, ", and there is more");
	}
	jv_free(name);
	return jv_string_append_str(line, "\n");
}

static bool ends_line(jv text)
{
	int length = jv_string_length_bytes(jv_copy(text));

	return length > 0 && jv_string_value(text)[length - 1] == '\n';
}

jv investigate_report(jv text, jv turns)
{
	jv lines = jv_string("");

	jv_array_foreach (turns, t, turn) {
		jv calls = fr_json_get(turn, "calls");

		jv_array_foreach (calls, i, one) {
			lines = jv_string_concat(lines, line_of(one));
			jv_free(one);
		}
		jv_free(calls);
		jv_free(turn);
	}
	if (jv_string_length_bytes(jv_copy(lines)) > 0)
		text = jv_string_append_str(text, ends_line(text) ? "\n## What the Tools Gave\n\n" :
								    "\n\n## What the Tools Gave\n\n");
	return jv_string_concat(text, lines);
}
