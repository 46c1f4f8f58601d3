#include "message.h"

#include "json.h"
#include "layout.h"

#define OUTPUT_TOKENS 2000 /* where the prompt names no limit */

/* The messages with their contents laid out; jv_invalid() when they are no messages. Consumes messages. */
static jv laid_out(jv messages, jv envelope, jv facts)
{
	jv all = jv_array();

	if (jv_get_kind(messages) != JV_KIND_ARRAY) {
		jv_free(messages);
		jv_free(all);
		return jv_invalid();
	}
	jv_array_foreach (messages, i, message) {
		jv content = layout_content(fr_json_get(message, "content"), envelope, facts);

		if (jv_get_kind(message) == JV_KIND_OBJECT && jv_is_valid(content)) {
			all = jv_array_append(all, fr_json_set(message, "content", content));
		} else {
			jv_free(message);
			jv_free(content);
		}
	}
	jv_free(messages);
	return all;
}

jv message_prompt(jv prompt, const char *name, jv envelope, jv facts, struct fr_error *err)
{
	jv messages = laid_out(fr_json_get(prompt, "messages"), envelope, facts);

	if (!jv_is_valid(messages) || jv_array_length(jv_copy(messages)) == 0) {
		fr_error_set(err, FR_EX_CONFIG, "prompt '%s' gave no messages", name);
		jv_free(messages);
		jv_free(prompt);
		return jv_invalid();
	}
	if (fr_json_number(prompt, "max_output_tokens", 0) <= 0)
		prompt = fr_json_set(prompt, "max_output_tokens", jv_number(OUTPUT_TOKENS));
	prompt = fr_json_set(prompt, "messages", messages);
	return fr_json_set(prompt, "name", jv_string(name));
}
