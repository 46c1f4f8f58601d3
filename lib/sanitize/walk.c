#include <stdio.h>

#include "sanitize/internal.h"

/* Sections, what they are made of, and their columns are named by the files in share/context; deeper keys are data. */
enum { NAMED_DEPTH = 3 };

struct place {
	const char *scope; /* the section, for its own classes; "plan" inside of one */
	enum fr_class class;
	int depth; /* of objects, from the member of the envelope */
};

static jv walk(struct fr_sanitizer *sanitizer, struct place place, jv value);

/* Append to the path; what to cut it back to afterwards. */
static size_t enter(struct fr_sanitizer *sanitizer, const char *before, const char *name, size_t length,
		    const char *after)
{
	size_t outer = sanitizer->path.length;

	if (sanitizer->found != NULL) {
		fr_bytes_text(&sanitizer->path, before);
		fr_bytes_add(&sanitizer->path, name, length);
		fr_bytes_text(&sanitizer->path, after);
	}
	return outer;
}

static size_t key_length(jv key)
{
	return (size_t)jv_string_length_bytes(jv_copy(key));
}

/* Where a member of the object at place is. The section's name is borrowed from key. */
static struct place inside(struct place place, jv key, enum fr_class class)
{
	bool section = place.depth == 0 &&
		       (strcmp(place.scope, "context") == 0 || strcmp(place.scope, "baseline") == 0);
	struct place inner = { place.scope, class, place.depth + 1 };

	if (section)
		inner.scope = jv_string_value(key);
	if (class == FR_CLASS_PLAN)
		inner.scope = "plan";
	return inner;
}

/* What did not change is not written back, so that it is not copied either. */
static jv walk_array(struct fr_sanitizer *sanitizer, struct place place, jv array)
{
	int length = jv_array_length(jv_copy(array));

	for (int i = 0; i < length; i++) {
		char index[16];
		int digits = sanitizer->found != NULL ? snprintf(index, sizeof(index), "%d", i) : 0;
		size_t outer = enter(sanitizer, "[", index, (size_t)digits, "]");
		jv was = jv_array_get(jv_copy(array), i);
		jv is = walk(sanitizer, place, jv_copy(was));

		if (jv_identical(was, jv_copy(is)))
			jv_free(is);
		else
			array = jv_array_set(array, i, is);
		sanitizer->path.length = outer;
	}
	return array;
}

/* No key may push another out: <redacted>, <redacted_2>, and so on. Consumes key. */
static jv unused_key(jv object, jv key)
{
	for (int i = 2; jv_object_has(jv_copy(object), jv_copy(key)); i++) {
		jv_free(key);
		key = jv_string_fmt("<redacted_%d>", i);
	}
	return key;
}

static enum fr_class class_of(struct fr_sanitizer *sanitizer, const struct place *place, jv key)
{
	return fr_fields_class(&sanitizer->fields, place->scope, jv_string_value(key), key_length(key));
}

/* The name under which a member goes on. */
static jv clean_key(struct fr_sanitizer *sanitizer, const struct place *place, enum fr_class class, jv key)
{
	bool column = place->depth < NAMED_DEPTH && strcmp(place->scope, "plan") != 0;
	struct fr_counts before = sanitizer->counts;
	jv clean;

	if (class != FR_CLASS_NONE)
		return jv_copy(key);
	clean = fr_sanitize_key(sanitizer, column, jv_copy(key));
	if (!jv_equal(jv_copy(clean), jv_copy(key))) {
		size_t outer = enter(sanitizer, ".", "<key>", 5, "");

		fr_sanitize_report(sanitizer, &before);
		sanitizer->path.length = outer;
	}
	return clean;
}

/* The member of object at key becomes value at name. Consumes all but key. */
static jv put(jv object, jv key, jv name, jv value)
{
	if (!jv_equal(jv_copy(key), jv_copy(name))) {
		object = jv_object_delete(object, jv_copy(key));
		name = unused_key(object, name);
	}
	return jv_object_set(object, name, value);
}

static jv walk_object(struct fr_sanitizer *sanitizer, struct place place, jv object)
{
	jv before = jv_copy(object);

	jv_object_foreach (before, key, was) {
		enum fr_class class = class_of(sanitizer, &place, key);
		jv name = clean_key(sanitizer, &place, class, key);
		size_t outer = enter(sanitizer, ".", jv_string_value(name), key_length(name), "");
		jv is = walk(sanitizer, inside(place, key, class), jv_copy(was));
		bool same = jv_identical(was, jv_copy(is));

		if (same && jv_identical(jv_copy(name), jv_copy(key))) {
			jv_free(name);
			jv_free(is);
		} else {
			object = put(object, key, name, is);
		}
		jv_free(key);
		sanitizer->path.length = outer;
	}
	jv_free(before);
	return object;
}

/* Numbers are hidden where nobody said that the field holds some, and where it should hold something else. */
static jv walk_number(struct fr_sanitizer *sanitizer, enum fr_class class, jv number)
{
	struct fr_counts before = sanitizer->counts;

	if (class == FR_CLASS_NUMBER || class == FR_CLASS_TIME || class == FR_CLASS_ENUM || class == FR_CLASS_SETTING)
		return number;
	if (sanitizer->options.level == FR_SANITIZE_MINIMAL && class == FR_CLASS_NONE)
		return number;
	jv_free(number);
	fr_count(&sanitizer->counts, "number", 1);
	fr_sanitize_report(sanitizer, &before);
	return jv_string("<N>");
}

static jv walk(struct fr_sanitizer *sanitizer, struct place place, jv value)
{
	switch (jv_get_kind(value)) {
	case JV_KIND_STRING:
		return fr_sanitize_string(sanitizer, place.class, value);
	case JV_KIND_NUMBER:
		return walk_number(sanitizer, place.class, value);
	case JV_KIND_ARRAY:
		return walk_array(sanitizer, place, value);
	case JV_KIND_OBJECT:
		return walk_object(sanitizer, place, value);
	default:
		return value;
	}
}

jv fr_sanitize_member(struct fr_sanitizer *sanitizer, const char *name, jv member)
{
	sanitizer->path.length = 0;
	fr_bytes_text(&sanitizer->path, name);
	return walk(sanitizer, (struct place){ name, FR_CLASS_NONE, 0 }, member);
}

static void find(struct fr_sanitizer *sanitizer, struct place place, jv value)
{
	const char *type;

	switch (jv_get_kind(value)) {
	case JV_KIND_STRING:
		type = fr_sanitize_identity_type(sanitizer, place.class);
		if (type != NULL && !fr_sanitize_is_placeholder(jv_string_value(value), key_length(value)) &&
		    fr_identities_find(&sanitizer->identities, type, value, &sanitizer->err) < 0)
			sanitizer->failed = true;
		break;
	case JV_KIND_ARRAY:
		jv_array_foreach (value, i, element) {
			find(sanitizer, place, element);
			jv_free(element);
		}
		break;
	case JV_KIND_OBJECT:
		jv_object_foreach (value, key, member) {
			find(sanitizer, inside(place, key, class_of(sanitizer, &place, key)), member);
			jv_free(key);
			jv_free(member);
		}
		break;
	default:
		break;
	}
}

void fr_sanitize_find_identities(struct fr_sanitizer *sanitizer, const char *name, jv member)
{
	find(sanitizer, (struct place){ name, FR_CLASS_NONE, 0 }, member);
}
