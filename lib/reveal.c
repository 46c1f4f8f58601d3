#include "reveal.h"

void fr_reveal(const struct fr_pseudonyms *table, const char *text, size_t length, struct fr_bytes *out)
{
	size_t at = 0, copied = 0;

	while (at < length) {
		size_t pseudonym = at > 0 && fr_is_word(text[at - 1]) ? 0 : fr_pseudonym_length(text + at, length - at);
		jv name = pseudonym == 0 ? jv_invalid() : fr_pseudonyms_name(table, text + at, pseudonym);

		if (jv_is_valid(name)) {
			fr_bytes_add(out, text + copied, at - copied);
			fr_bytes_add(out, jv_string_value(name), (size_t)jv_string_length_bytes(jv_copy(name)));
			copied = at + pseudonym;
		}
		jv_free(name);
		at += pseudonym > 0 ? pseudonym : 1;
	}
	fr_bytes_add(out, text + copied, length - copied);
}

static jv reveal_string(const struct fr_pseudonyms *table, jv string)
{
	struct fr_bytes out = { 0 };
	jv result;

	fr_reveal(table, jv_string_value(string), (size_t)jv_string_length_bytes(jv_copy(string)), &out);
	result = jv_string_sized(out.length > 0 ? out.data : "", (int)out.length);
	fr_bytes_release(&out);
	jv_free(string);
	return result;
}

jv fr_reveal_value(const struct fr_pseudonyms *table, jv value)
{
	jv result;

	switch (jv_get_kind(value)) {
	case JV_KIND_STRING:
		return reveal_string(table, value);
	case JV_KIND_ARRAY:
		result = jv_array();
		jv_array_foreach (value, i, element)
			result = jv_array_append(result, fr_reveal_value(table, element));
		break;
	case JV_KIND_OBJECT:
		result = jv_object();
		jv_object_foreach (value, key, member)
			result = jv_object_set(result, reveal_string(table, key), fr_reveal_value(table, member));
		break;
	default:
		return value;
	}
	jv_free(value);
	return result;
}
