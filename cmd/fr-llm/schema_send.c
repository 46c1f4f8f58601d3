#include <string.h>

#include "json.h"
#include "schema.h"

static const char *const bounds[] = { "minimum",     "maximum",       "exclusiveMinimum", "exclusiveMaximum",
				      "multipleOf",  "minLength",     "maxLength",        "maxItems",
				      "uniqueItems", "minProperties", "maxProperties" };

static bool is_object_schema(jv schema)
{
	jv type = fr_json_get(schema, "type");
	bool named = jv_get_kind(type) == JV_KIND_STRING && strcmp(jv_string_value(type), "object") == 0;

	jv_free(type);
	return named || fr_json_true(schema, "properties");
}

static jv each_member(jv schemas)
{
	jv_object_foreach (schemas, key, schema) {
		schemas = jv_object_set(schemas, key, schema_for_messages(schema));
	}
	return schemas;
}

static jv each_item(jv schemas)
{
	jv_array_foreach (schemas, i, schema) {
		schemas = jv_array_set(schemas, i, schema_for_messages(schema));
	}
	return schemas;
}

jv schema_for_messages(jv schema)
{
	static const char *const inner[] = { "properties", "$defs", "definitions", "items", "anyOf", "allOf" };

	if (jv_get_kind(schema) != JV_KIND_OBJECT)
		return schema;
	for (size_t i = 0; i < sizeof(bounds) / sizeof(bounds[0]); i++)
		schema = jv_object_delete(schema, jv_string(bounds[i]));
	if (fr_json_number(schema, "minItems", 0) > 1)
		schema = jv_object_delete(schema, jv_string("minItems"));
	for (size_t i = 0; i < sizeof(inner) / sizeof(inner[0]); i++) {
		jv value = fr_json_get(schema, inner[i]);

		if (jv_get_kind(value) == JV_KIND_OBJECT)
			schema = fr_json_set(schema, inner[i], i < 3 ? each_member(value) : schema_for_messages(value));
		else if (jv_get_kind(value) == JV_KIND_ARRAY)
			schema = fr_json_set(schema, inner[i], each_item(value));
		else
			jv_free(value);
	}
	return is_object_schema(schema) ? fr_json_set(schema, "additionalProperties", jv_false()) : schema;
}

static bool all_required(jv schema)
{
	jv properties = fr_json_get(schema, "properties");
	jv required = fr_json_get(schema, "required");
	jv open = fr_json_get(schema, "additionalProperties");
	int wanted = jv_get_kind(properties) == JV_KIND_OBJECT ? jv_object_length(jv_copy(properties)) : 0;
	int named = jv_get_kind(required) == JV_KIND_ARRAY ? jv_array_length(jv_copy(required)) : 0;
	bool closed = jv_get_kind(open) == JV_KIND_FALSE;

	jv_free(properties);
	jv_free(required);
	jv_free(open);
	return closed && wanted == named;
}

/* Bounds and whatever else a strict schema cannot have make it not strict; nesting is looked at everywhere. */
bool schema_is_strict(jv schema)
{
	bool strict = true;

	if (jv_get_kind(schema) == JV_KIND_OBJECT) {
		if (is_object_schema(schema) && !all_required(schema))
			return false;
		jv_object_foreach (schema, key, inner) {
			strict = strict && strcmp(jv_string_value(key), "allOf") != 0 && schema_is_strict(inner);
			jv_free(key);
			jv_free(inner);
		}
	} else if (jv_get_kind(schema) == JV_KIND_ARRAY) {
		jv_array_foreach (schema, i, inner) {
			strict = strict && schema_is_strict(inner);
			jv_free(inner);
		}
	}
	return strict;
}
