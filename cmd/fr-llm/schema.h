/*
 * schema.h: JSON Schema, as much of it as models can be held to: type, enum, const, properties, required,
 * additionalProperties, items, minItems, maxItems, minLength, maxLength, minimum, maximum, anyOf, allOf, $ref to $defs.
 * No C library in Debian 12 checks it over libjq's values.
 */
#ifndef FR_LLM_SCHEMA_H
#define FR_LLM_SCHEMA_H

#include <jv.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Is value as schema says? Words of enum and const count without their case, since vendors do not keep to it. When it
 * is not, why is filled with where and what, such as "severity: not one of the values allowed". Borrows both.
 */
bool schema_check(jv schema, jv value, char *why, size_t size);

/* The schema as Anthropic takes it: without what it refuses (bounds), every object closed. Consumes it. */
jv schema_for_messages(jv schema);

/* Is it a schema that OpenAI takes as strict: every object closed, all its properties required? Borrows it. */
bool schema_is_strict(jv schema);

#endif
