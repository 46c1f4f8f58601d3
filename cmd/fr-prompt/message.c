#include "message.h"

#include "json.h"
#include "layout.h"
#include "plain.h"

#define OUTPUT_TOKENS 2000 /* where the prompt names no limit */
#define FENCE_TOKENS 40    /* of what is around a block of evidence */

/* Tokens of a message's content that are there whatever is left out, and its blocks of evidence. Consumes content. */
static int fixed_tokens(jv content, int *blocks)
{
	int tokens = 0;

	if (jv_get_kind(content) == JV_KIND_STRING) {
		tokens = plain_tokens(jv_string_value(content));
	} else if (jv_get_kind(content) == JV_KIND_ARRAY) {
		jv_array_foreach (content, i, part) {
			if (jv_get_kind(part) == JV_KIND_STRING)
				tokens += plain_tokens(jv_string_value(part));
			else
				(*blocks)++;
			jv_free(part);
		}
	}
	jv_free(content);
	return tokens;
}

/* What each block of evidence may take of tokens; negative when there is no room at all. */
static int room_of(jv prompt, jv messages, int tokens)
{
	int blocks = 0, fixed = fixed_tokens(fr_json_get(prompt, "system"), &blocks);

	if (jv_get_kind(messages) == JV_KIND_ARRAY)
		jv_array_foreach (messages, i, message) {
			fixed += fixed_tokens(fr_json_get(message, "content"), &blocks);
			jv_free(message);
		}
	return (tokens - fixed) / (blocks > 0 ? blocks : 1) - (blocks > 0 ? FENCE_TOKENS : 0);
}

/* The messages with their contents laid out; jv_invalid() when they are no messages. Consumes messages. */
static jv laid_out(jv messages, jv envelope, jv facts, int room)
{
	jv all = jv_array();

	if (jv_get_kind(messages) != JV_KIND_ARRAY) {
		jv_free(messages);
		jv_free(all);
		return jv_invalid();
	}
	jv_array_foreach (messages, i, message) {
		jv content = layout_content(fr_json_get(message, "content"), envelope, facts, room);

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

jv message_prompt(jv prompt, const char *name, jv envelope, jv facts, int tokens, struct fr_error *err)
{
	jv messages = fr_json_get(prompt, "messages");

	messages = laid_out(messages, envelope, facts, room_of(prompt, messages, tokens));
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
