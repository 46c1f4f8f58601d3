#include "api.h"

#include <ctype.h>
#include <stdio.h>

#include "json.h"

jv api_system(jv prompt)
{
	jv text = fr_json_get(prompt, "system");

	if (jv_get_kind(text) == JV_KIND_STRING && jv_string_length_bytes(jv_copy(text)) > 0)
		return text;
	jv_free(text);
	return jv_invalid();
}

jv api_turn(jv role, jv content)
{
	return fr_json_set(fr_json_set(jv_object(), "role", role), "content", content);
}

jv api_turns(jv prompt, const char *system_role)
{
	jv messages = fr_json_get(prompt, "messages");
	jv system = system_role != NULL ? api_system(prompt) : jv_invalid();
	jv turns = jv_array();

	if (jv_is_valid(system))
		turns = jv_array_append(turns, api_turn(jv_string(system_role), system));
	else
		jv_free(system);
	jv_array_foreach (messages, i, message) {
		turns = jv_array_append(turns, api_turn(fr_json_get(message, "role"), fr_json_get(message, "content")));
		jv_free(message);
	}
	jv_free(messages);
	return turns;
}

jv api_functions(jv tools)
{
	jv functions = jv_array();

	jv_array_foreach (tools, i, tool) {
		jv function = fr_json_set(jv_object(), "name", fr_json_get(tool, "name"));
		jv one = fr_json_set(jv_object(), "type", jv_string("function"));

		function = fr_json_set(function, "description", fr_json_get(tool, "description"));
		function = fr_json_set(function, "parameters", fr_json_get(tool, "input_schema"));
		functions = jv_array_append(functions, fr_json_set(one, "function", function));
		jv_free(tool);
	}
	return functions;
}

jv api_call(jv id, jv name, jv arguments)
{
	jv call = fr_json_set(fr_json_set(jv_object(), "id", id), "name", name);
	jv input = jv_copy(arguments);

	if (jv_get_kind(input) == JV_KIND_STRING) {
		jv_free(input);
		input = jv_string_length_bytes(jv_copy(arguments)) == 0 ?
			    jv_object() :
			    jv_parse_sized(jv_string_value(arguments), jv_string_length_bytes(jv_copy(arguments)));
	}
	if (jv_get_kind(input) == JV_KIND_OBJECT) {
		jv_free(arguments);
		return fr_json_set(call, "input", input);
	}
	jv_free(input);
	if (jv_get_kind(arguments) != JV_KIND_STRING)
		arguments = jv_dump_string(jv_is_valid(arguments) ? arguments : jv_null(), 0);
	return fr_json_set(call, "arguments", arguments);
}

jv api_schema_name(jv prompt)
{
	jv name = fr_json_get(prompt, "name");
	const char *text = jv_get_kind(name) == JV_KIND_STRING ? jv_string_value(name) : "";
	char taken[49];
	size_t used = 0;

	for (; *text != '\0' && used < sizeof(taken) - 1; text++)
		taken[used++] = (char)(isalnum((unsigned char)*text) || *text == '-' ? *text : '_');
	taken[used] = '\0';
	jv_free(name);
	return jv_string(used > 0 ? taken : "answer");
}
