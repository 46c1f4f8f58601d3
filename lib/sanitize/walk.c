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

static bool holds_others(jv value)
{
	return jv_get_kind(value) == JV_KIND_ARRAY || jv_get_kind(value) == JV_KIND_OBJECT;
}

/* Most of what is in an envelope is passed over here, before anything is copied. Numbers are hidden where nobody said
 * that the field holds some, and where it should hold something else. */
static bool stays(const struct fr_sanitizer *sanitizer, enum fr_class class, jv value)
{
	switch (jv_get_kind(value)) {
	case JV_KIND_NUMBER:
		return class == FR_CLASS_NUMBER || class == FR_CLASS_TIME || class == FR_CLASS_ENUM ||
		       class == FR_CLASS_SETTING ||
		       (class == FR_CLASS_NONE && sanitizer->options.level == FR_SANITIZE_MINIMAL);
	case JV_KIND_STRING:
	case JV_KIND_ARRAY:
	case JV_KIND_OBJECT:
		return false;
	default:
		return true;
	}
}

/*
 * What an element is taken out of its array or object for: nobody else has it then, and it is changed in its place
 * instead of copied. A check changes nothing, and its envelope is another's.
 */
static bool takes_out(const struct fr_sanitizer *sanitizer, jv value)
{
	return !sanitizer->options.check && holds_others(value);
}

static jv walk_array(struct fr_sanitizer *sanitizer, struct place place, jv array)
{
	int length = jv_array_length(jv_copy(array));

	for (int i = 0; i < length; i++) {
		char index[16];
		int digits = sanitizer->found != NULL ? snprintf(index, sizeof(index), "%d", i) : 0;
		size_t outer = enter(sanitizer, "[", index, (size_t)digits, "]");
		jv element = jv_array_get(jv_copy(array), i);

		if (stays(sanitizer, place.class, element)) {
			jv_free(element);
		} else {
			if (takes_out(sanitizer, element))
				array = jv_array_set(array, i, jv_null());
			element = walk(sanitizer, place, element);
			if (sanitizer->options.check)
				jv_free(element);
			else
				array = jv_array_set(array, i, element);
		}
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

/* The name under which a member goes on that nobody classified. */
static jv clean_key(struct fr_sanitizer *sanitizer, const struct place *place, jv key)
{
	bool column = place->depth < NAMED_DEPTH && strcmp(place->scope, "plan") != 0;
	jv clean;

	fr_sanitize_watch(sanitizer);
	clean = fr_sanitize_key(sanitizer, column, jv_copy(key));
	if (!jv_equal(jv_copy(clean), jv_copy(key))) {
		size_t outer = enter(sanitizer, ".", "<key>", 5, "");

		fr_sanitize_report(sanitizer);
		sanitizer->path.length = outer;
	}
	return clean;
}

/* Remember in renames that the member at key goes on under another name, if it does; the name for the path. */
static jv rename_later(struct fr_sanitizer *sanitizer, const struct place *place, jv key, jv *renames)
{
	jv name = clean_key(sanitizer, place, key);

	if (!jv_equal(jv_copy(name), jv_copy(key))) {
		if (!jv_is_valid(*renames))
			*renames = jv_array();
		*renames = jv_array_append(jv_array_append(*renames, jv_copy(key)), jv_copy(name));
	}
	return name;
}

/* Consumes object and renames. */
static jv rename_keys(jv object, jv renames)
{
	int length = jv_is_valid(renames) ? jv_array_length(jv_copy(renames)) : 0;

	for (int i = 0; i < length; i += 2) {
		jv key = jv_array_get(jv_copy(renames), i);
		jv value = jv_object_get(jv_copy(object), jv_copy(key));

		object = jv_object_delete(object, key);
		object = jv_object_set(object, unused_key(object, jv_array_get(jv_copy(renames), i + 1)), value);
	}
	jv_free(renames);
	return object;
}

/* The member of object at key, treated. Consumes object and value. */
static jv walk_member(struct fr_sanitizer *sanitizer, struct place place, jv object, jv key, jv value)
{
	bool out = takes_out(sanitizer, value);
	jv was = out ? jv_null() : jv_copy(value);

	if (out)
		object = jv_object_set(object, jv_copy(key), jv_null());
	value = walk(sanitizer, place, value);
	if (jv_identical(was, jv_copy(value)) || sanitizer->options.check) {
		jv_free(value);
		return object;
	}
	return jv_object_set(object, jv_copy(key), value);
}

static jv walk_object(struct fr_sanitizer *sanitizer, struct place place, jv object)
{
	jv renames = jv_invalid();

	for (int i = jv_object_iter(object); jv_object_iter_valid(object, i); i = jv_object_iter_next(object, i)) {
		jv key = jv_object_iter_key(object, i), value = jv_object_iter_value(object, i);
		enum fr_class class = fr_fields_class(&sanitizer->fields, place.scope, key);
		jv name = class == FR_CLASS_NONE ? rename_later(sanitizer, &place, key, &renames) : jv_copy(key);

		if (stays(sanitizer, class, value)) {
			jv_free(value);
		} else {
			size_t outer = enter(sanitizer, ".", jv_string_value(name), key_length(name), "");

			object = walk_member(sanitizer, inside(place, key, class), object, key, value);
			sanitizer->path.length = outer;
		}
		jv_free(name);
		jv_free(key);
	}
	return sanitizer->options.check ? (jv_free(renames), object) : rename_keys(object, renames);
}

static jv hide_number(struct fr_sanitizer *sanitizer, jv number)
{
	jv_free(number);
	fr_sanitize_watch(sanitizer);
	fr_count(&sanitizer->counts, "number", 1);
	fr_sanitize_report(sanitizer);
	return jv_string("<N>");
}

static jv walk(struct fr_sanitizer *sanitizer, struct place place, jv value)
{
	switch (jv_get_kind(value)) {
	case JV_KIND_STRING:
		return fr_sanitize_string(sanitizer, place.class, value);
	case JV_KIND_NUMBER:
		return hide_number(sanitizer, value);
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
	struct place place = { name, FR_CLASS_NONE, 0 };

	sanitizer->path.length = 0;
	fr_bytes_text(&sanitizer->path, name);
	return stays(sanitizer, place.class, member) ? member : walk(sanitizer, place, member);
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
		for (int i = jv_object_iter(value); jv_object_iter_valid(value, i); i = jv_object_iter_next(value, i)) {
			jv member = jv_object_iter_value(value, i);

			if (jv_get_kind(member) == JV_KIND_STRING || holds_others(member)) {
				jv key = jv_object_iter_key(value, i);
				enum fr_class class = fr_fields_class(&sanitizer->fields, place.scope, key);

				find(sanitizer, inside(place, key, class), member);
				jv_free(key);
			}
			jv_free(member);
		}
		break;
	default:
		break;
	}
}

void fr_sanitize_find_identities(struct fr_sanitizer *sanitizer, const char *name, jv member)
{
	if (!sanitizer->options.keep_identities && !sanitizer->options.check)
		find(sanitizer, (struct place){ name, FR_CLASS_NONE, 0 }, member);
}
