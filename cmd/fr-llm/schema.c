#include "schema.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "json.h"

#define DEEPEST 64

/* One check: where it is, and the schema that $ref leads into. */
struct check {
	jv root; /* borrowed */
	char *why;
	size_t size;
	int depth;
};

static bool follows(struct check *check, jv schema, jv value, const char *where);

static bool wrong(struct check *check, const char *where, const char *what)
{
	if (check->size > 0)
		snprintf(check->why, check->size, "%s: %s", *where != '\0' ? where : "the answer", what);
	return false;
}

static bool is_type(jv value, const char *type)
{
	jv_kind kind = jv_get_kind(value);

	if (strcmp(type, "integer") == 0)
		return kind == JV_KIND_NUMBER && floor(jv_number_value(value)) == jv_number_value(value);
	if (strcmp(type, "boolean") == 0)
		return kind == JV_KIND_TRUE || kind == JV_KIND_FALSE;
	return strcmp(type, jv_kind_name(kind)) == 0;
}

/* "type" is a name or a list of names. */
static bool has_type(jv value, jv type)
{
	bool found = jv_get_kind(type) != JV_KIND_STRING && jv_get_kind(type) != JV_KIND_ARRAY;

	if (jv_get_kind(type) == JV_KIND_STRING)
		found = is_type(value, jv_string_value(type));
	else if (jv_get_kind(type) == JV_KIND_ARRAY)
		jv_array_foreach (type, i, one) {
			found |= jv_get_kind(one) == JV_KIND_STRING && is_type(value, jv_string_value(one));
			jv_free(one);
		}
	jv_free(type);
	return found;
}

/* Consumes wanted. */
static bool same(jv value, jv wanted)
{
	bool equal;

	if (jv_get_kind(value) == JV_KIND_STRING && jv_get_kind(wanted) == JV_KIND_STRING) {
		equal = strcasecmp(jv_string_value(value), jv_string_value(wanted)) == 0;
		jv_free(wanted);
		return equal;
	}
	return jv_equal(jv_copy(value), wanted);
}

static bool is_allowed(jv value, jv schema)
{
	jv values = fr_json_get(schema, "enum");
	jv one = fr_json_get(schema, "const");
	bool found = jv_get_kind(values) != JV_KIND_ARRAY;

	if (!found)
		jv_array_foreach (values, i, allowed) {
			found |= same(value, allowed);
		}
	if (jv_is_valid(one))
		found &= same(value, jv_copy(one));
	jv_free(one);
	jv_free(values);
	return found;
}

/* A number between two members of the schema that may not be there. */
static bool is_within(double number, jv schema, const char *least, const char *most)
{
	return number >= fr_json_number(schema, least, -INFINITY) && number <= fr_json_number(schema, most, INFINITY);
}

static bool follows_object(struct check *check, jv schema, jv value, const char *where)
{
	jv properties = fr_json_get(schema, "properties");
	jv required = fr_json_get(schema, "required");
	jv others = fr_json_get(schema, "additionalProperties");
	bool good = true;
	char path[256];

	if (jv_get_kind(required) == JV_KIND_ARRAY)
		jv_array_foreach (required, i, key) {
			if (good && jv_get_kind(key) == JV_KIND_STRING &&
			    !jv_object_has(jv_copy(value), jv_copy(key))) {
				snprintf(path, sizeof(path), "%s%s%s", where, *where != '\0' ? "." : "",
					 jv_string_value(key));
				good = wrong(check, path, "missing");
			}
			jv_free(key);
		}
	jv_object_foreach (value, key, member) {
		jv inner = jv_get_kind(properties) == JV_KIND_OBJECT ?
			       jv_object_get(jv_copy(properties), jv_copy(key)) :
			       jv_invalid();

		snprintf(path, sizeof(path), "%s%s%s", where, *where != '\0' ? "." : "", jv_string_value(key));
		if (good && jv_is_valid(inner))
			good = follows(check, inner, member, path);
		else if (good && jv_get_kind(others) == JV_KIND_FALSE)
			good = wrong(check, path, "not in the schema");
		jv_free(inner);
		jv_free(key);
		jv_free(member);
	}
	jv_free(properties);
	jv_free(required);
	jv_free(others);
	return good;
}

static bool follows_array(struct check *check, jv schema, jv value, const char *where)
{
	jv items = fr_json_get(schema, "items");
	bool good = true;
	char path[256];

	if (!is_within(jv_array_length(jv_copy(value)), schema, "minItems", "maxItems"))
		good = wrong(check, where, "too few or too many items");
	if (jv_get_kind(items) == JV_KIND_OBJECT)
		jv_array_foreach (value, i, item) {
			snprintf(path, sizeof(path), "%s[%d]", where, i);
			good = good && follows(check, items, item, path);
			jv_free(item);
		}
	jv_free(items);
	return good;
}

/* anyOf: one of them; allOf: all. */
static bool follows_several(struct check *check, jv schema, jv value, const char *where)
{
	jv any = fr_json_get(schema, "anyOf");
	jv all = fr_json_get(schema, "allOf");
	bool good = true, found = false;

	if (jv_get_kind(all) == JV_KIND_ARRAY)
		jv_array_foreach (all, i, one) {
			good = good && follows(check, one, value, where);
			jv_free(one);
		}
	if (jv_get_kind(any) == JV_KIND_ARRAY) {
		jv_array_foreach (any, i, one) {
			found = found || follows(check, one, value, where);
			jv_free(one);
		}
		if (good && !found)
			good = wrong(check, where, "none of what the schema allows");
	}
	jv_free(any);
	jv_free(all);
	return good;
}

/* "#/$defs/name": the schema there. Consumes ref. */
static jv resolve(const struct check *check, jv ref)
{
	const char *path = jv_string_value(ref);
	jv at = jv_copy(check->root);
	const char *rest = path[0] == '#' ? path + 1 : NULL;

	while (rest != NULL && *rest == '/' && jv_get_kind(at) == JV_KIND_OBJECT) {
		size_t length = strcspn(rest + 1, "/");

		at = jv_object_get(at, jv_string_sized(rest + 1, (int)length));
		rest += 1 + length;
	}
	jv_free(ref);
	return at;
}

static bool follows_kind(struct check *check, jv schema, jv value, const char *where)
{
	switch (jv_get_kind(value)) {
	case JV_KIND_OBJECT:
		return follows_object(check, schema, value, where);
	case JV_KIND_ARRAY:
		return follows_array(check, schema, value, where);
	case JV_KIND_STRING:
		return is_within(jv_string_length_codepoints(jv_copy(value)), schema, "minLength", "maxLength") ||
		       wrong(check, where, "too short or too long");
	case JV_KIND_NUMBER:
		return is_within(jv_number_value(value), schema, "minimum", "maximum") ||
		       wrong(check, where, "too small or too large");
	default:
		return true;
	}
}

static bool follows(struct check *check, jv schema, jv value, const char *where)
{
	jv ref = fr_json_get(schema, "$ref");
	bool good;

	if (++check->depth > DEEPEST) {
		good = wrong(check, where, "nested too deep");
		jv_free(ref);
	} else if (jv_get_kind(ref) == JV_KIND_STRING) {
		jv target = resolve(check, ref);

		good = follows(check, target, value, where);
		jv_free(target);
	} else {
		jv_free(ref);
		if (!has_type(value, fr_json_get(schema, "type")))
			good = wrong(check, where, "of another type");
		else if (!is_allowed(value, schema))
			good = wrong(check, where, "not one of the values allowed");
		else
			good = follows_kind(check, schema, value, where) &&
			       follows_several(check, schema, value, where);
	}
	check->depth--;
	return good;
}

bool schema_check(jv schema, jv value, char *why, size_t size)
{
	struct check check = { .root = schema, .why = why, .size = size };

	return follows(&check, schema, value, "");
}
