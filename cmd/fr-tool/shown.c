#include "shown.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

/* As database.h writes a timestamptz: 2026-11-23T10:00:00.123Z. */
static bool is_time(const char *text)
{
	static const char form[] = "0000-00-00T00:00:00";

	for (size_t i = 0; i < sizeof(form) - 1; i++)
		if (form[i] == '0' ? !isdigit((unsigned char)text[i]) : text[i] != form[i])
			return false;
	text += sizeof(form) - 1;
	return text[strspn(text, ".0123456789")] == 'Z' && strlen(text) <= 8;
}

static bool passes(jv value)
{
	switch (jv_get_kind(value)) {
	case JV_KIND_NUMBER:
		return true;
	case JV_KIND_STRING:
		return is_time(jv_string_value(value));
	default:
		return false;
	}
}

/* As the policy has it, or ?column?, PostgreSQL's name for what has none. */
static bool is_column(const char *name)
{
	return name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_?")] == '\0';
}

/* Take what passes out of row, into *passed. */
static jv split(jv row, jv *passed)
{
	jv rest = row;

	*passed = jv_object();
	jv_object_foreach (row, key, value) {
		if (is_column(jv_string_value(key)) && passes(value)) {
			rest = jv_object_delete(rest, jv_copy(key));
			*passed = jv_object_set(*passed, jv_copy(key), jv_copy(value));
		}
		jv_free(key);
		jv_free(value);
	}
	return rest;
}

/* One member of a section, sanitised. Consumes value. */
static int sanitise(jv *value, struct fr_sanitizer *sanitizer, const char *section, const char *member,
		    struct fr_error *err)
{
	jv context = fr_json_set(jv_object(), section, fr_json_set(jv_object(), member, *value));
	jv envelope = fr_json_set(jv_object(), "context", context);
	int result = fr_sanitize(sanitizer, &envelope, err);

	*value = jv_null();
	if (result == 0) {
		jv sections = fr_json_get(envelope, "context");
		jv made = jv_object_get(sections, jv_string(section));

		*value = jv_object_get(made, jv_string(member));
	}
	jv_free(envelope);
	return result;
}

int shown_rows(jv *rows, struct fr_sanitizer *sanitizer, const char *name, struct fr_error *err)
{
	jv passed = jv_array(), rest = jv_array();

	jv_array_foreach (*rows, i, row) {
		jv apart;

		row = split(row, &apart);
		rest = jv_array_append(rest, row);
		passed = jv_array_append(passed, apart);
	}
	jv_free(*rows);
	*rows = jv_null();
	if (sanitise(&rest, sanitizer, name, "rows", err) < 0) {
		jv_free(passed);
		return -1;
	}
	*rows = jv_array();
	jv_array_foreach (rest, i, row)
		*rows = jv_array_append(*rows, jv_object_merge(row, jv_array_get(jv_copy(passed), i)));
	jv_free(rest);
	jv_free(passed);
	return 0;
}

static void clean(char *text, size_t size, struct fr_sanitizer *sanitizer)
{
	struct fr_error err = { 0 };
	jv value = jv_string(text);

	if (sanitise(&value, sanitizer, "run_sql", "summary", &err) < 0 || jv_get_kind(value) != JV_KIND_STRING)
		snprintf(text, size, "<redacted>");
	else
		snprintf(text, size, "%s", jv_string_value(value));
	jv_free(value);
}

void shown_error(struct fr_error *failure, struct fr_sanitizer *sanitizer)
{
	if (*failure->message != '\0')
		clean(failure->message, sizeof(failure->message), sanitizer);
	if (*failure->hint != '\0')
		clean(failure->hint, sizeof(failure->hint), sanitizer);
}
