#include "json.h"

#include <stdlib.h>
#include <string.h>

jv fr_json_get(jv object, const char *path)
{
	jv value = jv_copy(object);

	while (*path != '\0') {
		size_t length = strcspn(path, ".");

		if (jv_get_kind(value) != JV_KIND_OBJECT) {
			jv_free(value);
			return jv_invalid();
		}
		value = jv_object_get(value, jv_string_sized(path, (int)length));
		path += length + (path[length] == '.');
	}
	return value;
}

char *fr_json_text(jv object, const char *path)
{
	jv value = fr_json_get(object, path);
	char *text = NULL;

	if (jv_get_kind(value) == JV_KIND_STRING &&
	    strlen(jv_string_value(value)) == (size_t)jv_string_length_bytes(jv_copy(value)))
		text = strdup(jv_string_value(value));
	jv_free(value);
	return text;
}

double fr_json_number(jv object, const char *path, double fallback)
{
	jv value = fr_json_get(object, path);
	double number = jv_get_kind(value) == JV_KIND_NUMBER ? jv_number_value(value) : fallback;

	jv_free(value);
	return number;
}

bool fr_json_true(jv object, const char *path)
{
	jv value = fr_json_get(object, path);
	jv_kind kind = jv_get_kind(value);

	jv_free(value);
	return kind != JV_KIND_INVALID && kind != JV_KIND_NULL && kind != JV_KIND_FALSE;
}

bool fr_json_holds(jv array, jv value)
{
	bool holds = false;

	if (jv_get_kind(array) == JV_KIND_ARRAY)
		jv_array_foreach (array, i, one) {
			holds |= jv_equal(one, jv_copy(value)) != 0;
		}
	return holds;
}

jv fr_json_document(jv object, const char *path)
{
	jv value = fr_json_get(object, path), document;

	if (jv_get_kind(value) != JV_KIND_STRING)
		return value;
	document = jv_parse_sized(jv_string_value(value), jv_string_length_bytes(jv_copy(value)));
	jv_free(value);
	return document;
}

jv fr_json_set(jv object, const char *key, jv value)
{
	return jv_object_set(object, jv_string(key), value);
}

jv fr_json_file(const char *path)
{
	jv documents = jv_load_file(path, 0);

	if (!jv_is_valid(documents)) {
		jv message = jv_invalid_get_msg(documents);
		jv named = jv_string_fmt(
		    "%s: %s", path, jv_get_kind(message) == JV_KIND_STRING ? jv_string_value(message) : "unreadable");

		jv_free(message);
		return jv_invalid_with_msg(named);
	}
	if (jv_array_length(jv_copy(documents)) != 1) {
		jv_free(documents);
		return jv_invalid_with_msg(jv_string_fmt("%s: not one JSON document", path));
	}
	return jv_array_get(documents, 0);
}
