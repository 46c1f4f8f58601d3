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

static jv turn(jv role, jv content)
{
	return fr_json_set(fr_json_set(jv_object(), "role", role), "content", content);
}

jv api_turns(jv prompt, const char *system_role)
{
	jv messages = fr_json_get(prompt, "messages");
	jv system = system_role != NULL ? api_system(prompt) : jv_invalid();
	jv turns = jv_array();

	if (jv_is_valid(system))
		turns = jv_array_append(turns, turn(jv_string(system_role), system));
	else
		jv_free(system);
	jv_array_foreach (messages, i, message) {
		turns = jv_array_append(turns, turn(fr_json_get(message, "role"), fr_json_get(message, "content")));
		jv_free(message);
	}
	jv_free(messages);
	return turns;
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
