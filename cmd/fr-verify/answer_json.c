/* An answer as the API gave it: a text, or JSON whose texts and numbers are read by their keys. */
#include <stdio.h>
#include <string.h>

#include "answer.h"
#include "json.h"

static void check_json(struct answer *answer, jv value, const char *key, const char *path);

/* The key says what the number is, and is not cited itself. */
static void check_number(struct answer *answer, double number, const char *key, const char *path)
{
	char text[160];
	size_t at = 0;
	bool code = false;

	snprintf(text, sizeof(text), "%.100s: %.17g", key, number);
	answer->text = text;
	answer->path = path;
	answer->counted_bytes = answer->counted_characters = 0;
	answer->table = false;
	tokens_read(&answer->tokens, text, strlen(text), &at, &code);
	for (int i = 0; i < answer->tokens.count; i++)
		answer->masked[i] = i < answer->tokens.count - 1;
	answer_prose(answer, 0);
}

static void check_member(struct answer *answer, jv value, const char *key, const char *path, const char *format,
			 int number)
{
	char longer[512];
	bool fix = answer->fix;

	if (terms_is(answer->evidence->terms, index_hash(key, strlen(key)), ROLE_UNVERIFIED_KEY))
		return;
	answer->fix = fix || terms_is(answer->evidence->terms, index_hash(key, strlen(key)), ROLE_PROPOSED_KEY);
	if (number < 0)
		snprintf(longer, sizeof(longer), format, path, key);
	else
		snprintf(longer, sizeof(longer), format, path, number);
	check_json(answer, value, key, longer);
	answer->fix = fix;
}

static void check_json(struct answer *answer, jv value, const char *key, const char *path)
{
	switch (jv_get_kind(value)) {
	case JV_KIND_OBJECT:
		for (int at = jv_object_iter(value); jv_object_iter_valid(value, at);
		     at = jv_object_iter_next(value, at)) {
			jv name = jv_object_iter_key(value, at), member = jv_object_iter_value(value, at);

			check_member(answer, member, jv_string_value(name), path, "%s.%s", -1);
			jv_free(name);
			jv_free(member);
		}
		break;
	case JV_KIND_ARRAY:
		jv_array_foreach (value, i, member) {
			check_member(answer, member, key, path, "%s[%d]", i);
			jv_free(member);
		}
		break;
	case JV_KIND_STRING:
		answer_text(answer, jv_string_value(value), (size_t)jv_string_length_bytes(jv_copy(value)), path);
		break;
	case JV_KIND_NUMBER:
		check_number(answer, jv_number_value(value), key, path);
		break;
	default:
		break;
	}
}

void answer_check(struct answer *answer, jv response)
{
	jv json = fr_json_get(response, "json"), text = fr_json_get(response, "text");
	jv_kind kind = jv_get_kind(json);

	answer->unsupported = jv_array();
	answer->cited = answer->supported = answer->proposed = 0;
	answer->searches = answer->bound = 0;
	answer->recent_count = answer->created_count = 0;
	named_forget(&answer->named);
	answer->fix = false;
	if (kind == JV_KIND_OBJECT || kind == JV_KIND_ARRAY)
		check_json(answer, json, "json", "json");
	else if (jv_get_kind(text) == JV_KIND_STRING)
		answer_text(answer, jv_string_value(text), (size_t)jv_string_length_bytes(jv_copy(text)), NULL);
	jv_free(json);
	jv_free(text);
}
