/* What a result holds, as JSON. */
#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "database_internal.h"

/* The OIDs of pg_type.dat, which never change. */
enum {
	OID_BOOL = 16,
	OID_INT8 = 20,
	OID_INT2 = 21,
	OID_INT4 = 23,
	OID_OID = 26,
	OID_XID = 28,
	OID_JSON = 114,
	OID_FLOAT4 = 700,
	OID_FLOAT8 = 701,
	OID_TIMESTAMPTZ = 1184,
	OID_NUMERIC = 1700,
	OID_JSONB = 3802,
};

#define MOST_EXACT (INT64_C(1) << 53) /* above this a double, which is what a JSON number is to libjq, loses digits */

static jv exact_number(const char *text)
{
	int64_t number;

	errno = 0;
	number = strtoll(text, NULL, 10);
	return errno != 0 || number > MOST_EXACT || number < -MOST_EXACT ? jv_string(text) : jv_number((double)number);
}

/* NaN and the infinities have no JSON. */
static jv real_number(const char *text)
{
	double number = strtod(text, NULL);

	return isfinite(number) ? jv_number(number) : jv_null();
}

/* "2026-11-23 10:00:00.5+00" to "2026-11-23T10:00:00.5Z": the session is in UTC and says dates the ISO way. */
static jv timestamp(const char *text, int length)
{
	char iso[40];

	if (length < 22 || length >= (int)sizeof(iso) || strcmp(text + length - 3, "+00") != 0)
		return jv_string_sized(text, length);
	memcpy(iso, text, (size_t)length);
	iso[10] = 'T';
	iso[length - 3] = 'Z';
	return jv_string_sized(iso, length - 2);
}

static jv json(const char *text, int length)
{
	jv value = jv_parse_sized(text, length);

	if (jv_is_valid(value))
		return value;
	jv_free(value); /* PostgreSQL takes it and libjq does not: too deep */
	return jv_null();
}

jv fr_database_value(const PGresult *result, int row, int field)
{
	const char *text = PQgetvalue(result, row, field);
	int length = PQgetlength(result, row, field);

	if (PQgetisnull(result, row, field))
		return jv_null();
	switch (PQftype(result, field)) {
	case OID_BOOL:
		return jv_bool(text[0] == 't');
	case OID_INT8:
	case OID_INT2:
	case OID_INT4:
	case OID_OID:
	case OID_XID:
		return exact_number(text);
	case OID_FLOAT4:
	case OID_FLOAT8:
	case OID_NUMERIC:
		return real_number(text);
	case OID_JSON:
	case OID_JSONB:
		return json(text, length);
	case OID_TIMESTAMPTZ:
		return timestamp(text, length);
	default:
		return jv_string_sized(text, length);
	}
}

/* A result may have two columns of one name, an object may not. */
static jv unused_name(jv object, const char *name)
{
	jv key = jv_string(name);

	for (int i = 2; jv_object_has(jv_copy(object), jv_copy(key)); i++) {
		jv_free(key);
		key = jv_string_fmt("%s_%d", name, i);
	}
	return key;
}

jv fr_database_rows(const PGresult *result)
{
	int fields = PQnfields(result);
	jv all = jv_array_sized(PQntuples(result));

	for (int row = 0; row < PQntuples(result); row++) {
		jv object = jv_object();

		for (int field = 0; field < fields; field++) {
			jv value = fr_database_value(result, row, field);

			object = jv_object_set(object, unused_name(object, PQfname(result, field)), value);
		}
		all = jv_array_append(all, object);
	}
	return all;
}
