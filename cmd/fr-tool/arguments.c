#include "arguments.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "id.h"
#include "json.h"
#include "values.h"
#include "when.h"

static char *copy(const char *text)
{
	char *made = strdup(text);

	if (made == NULL)
		abort();
	return made;
}

static int names(const struct tool *tool, struct fr_error *err)
{
	char known[sizeof(err->hint)] = "";
	size_t used = 0;

	for (int i = 0; i < tool->count && used < sizeof(known); i++)
		used += (size_t)snprintf(known + used, sizeof(known) - used, " %s%s", tool->parameters[i].name,
					 tool->parameters[i].required ? " (required)" : "");
	return fr_error_hint(err, tool->count > 0 ? "%s takes%s" : "%s takes no arguments", tool->name, known);
}

static int wrong(const struct parameter *parameter, const char *wanted, struct fr_error *err)
{
	return fr_error_set(err, FR_EX_DATAERR, "'%s' has to be %s", parameter->name, wanted);
}

static int whole_number(const struct parameter *parameter, double number, char **text, struct fr_error *err)
{
	if (number != floor(number) || fabs(number) > 2147483647)
		return wrong(parameter, "a whole number", err);
	if (parameter->ranged && (number < (double)parameter->first || number > (double)parameter->last))
		return fr_error_set(err, FR_EX_DATAERR, "'%s' goes from %ld to %ld", parameter->name, parameter->first,
				    parameter->last);
	if (asprintf(text, "%.0f", number) < 0)
		abort();
	return 0;
}

static int take_number(const struct parameter *parameter, jv value, char **text, struct fr_error *err)
{
	double number;

	if (jv_get_kind(value) != JV_KIND_NUMBER || !isfinite(jv_number_value(value)))
		return wrong(parameter, "a number", err);
	number = jv_number_value(value);
	if (parameter->type == TYPE_INTEGER)
		return whole_number(parameter, number, text, err);
	if (asprintf(text, "%.17g", number) < 0)
		abort();
	return 0;
}

static int take_time(const struct parameter *parameter, const char *value, int64_t now_us, char **text,
		     struct fr_error *err)
{
	char iso[FR_TIME_BYTES];
	int64_t time_us;

	if (fr_when(&time_us, value, now_us, err) < 0) {
		fr_error_set(err, FR_EX_DATAERR, "'%s' has to be a time", parameter->name);
		return fr_error_hint(err, "for instance 2026-11-23T10:00:00Z, -2h or now");
	}
	fr_time_format(iso, time_us);
	*text = copy(iso);
	return 0;
}

static int take_interval(const struct parameter *parameter, const char *value, char **text, struct fr_error *err)
{
	int64_t seconds = fr_value_seconds(value);

	if (seconds < 0)
		return wrong(parameter, "a length of time such as '15 minutes'", err);
	if (asprintf(text, "%" PRId64 " seconds", seconds) < 0)
		abort();
	return 0;
}

static int take_string(const struct parameter *parameter, jv value, int64_t now_us, char **text, struct fr_error *err)
{
	jv object;
	char *string;
	int result = 0;

	if (jv_get_kind(value) != JV_KIND_STRING)
		return wrong(parameter, "a string", err);
	object = fr_json_set(jv_object(), "value", jv_copy(value));
	string = fr_json_text(object, "value");
	jv_free(object);
	if (string == NULL)
		return wrong(parameter, "a string without NUL", err);
	if (parameter->type == TYPE_TIMESTAMPTZ)
		result = take_time(parameter, string, now_us, text, err);
	else if (parameter->type == TYPE_INTERVAL)
		result = take_interval(parameter, string, text, err);
	else
		*text = copy(string);
	free(string);
	return result;
}

static int take(const struct parameter *parameter, jv value, int64_t now_us, char **text, struct fr_error *err)
{
	switch (parameter->type) {
	case TYPE_INTEGER:
	case TYPE_NUMERIC:
		return take_number(parameter, value, text, err);
	case TYPE_BOOLEAN:
		if (jv_get_kind(value) != JV_KIND_TRUE && jv_get_kind(value) != JV_KIND_FALSE)
			return wrong(parameter, "true or false", err);
		*text = copy(jv_get_kind(value) == JV_KIND_TRUE ? "true" : "false");
		return 0;
	default:
		return take_string(parameter, value, now_us, text, err);
	}
}

static int take_or_default(const struct parameter *parameter, jv input, int64_t now_us, char **text,
			   struct fr_error *err)
{
	jv value = jv_object_get(jv_copy(input), jv_string(parameter->name));
	bool given = jv_is_valid(value) && jv_get_kind(value) != JV_KIND_NULL;
	int result = 0;

	if (given)
		result = take(parameter, value, now_us, text, err);
	else if (parameter->required)
		result = fr_error_set(err, FR_EX_DATAERR, "'%s' is missing", parameter->name);
	else if (parameter->fallback != NULL)
		*text = copy(parameter->fallback);
	jv_free(value);
	return result;
}

static bool is_known(const struct tool *tool, const char *name)
{
	for (int i = 0; i < tool->count; i++)
		if (strcmp(tool->parameters[i].name, name) == 0)
			return true;
	return false;
}

static int refuse_unknown(const struct tool *tool, jv input, struct fr_error *err)
{
	int result = 0;

	jv_object_foreach (input, key, value) {
		if (!is_known(tool, jv_string_value(key)))
			result = fr_error_set(err, FR_EX_DATAERR, "there is no argument '%s'", jv_string_value(key));
		jv_free(key);
		jv_free(value);
	}
	return result;
}

int arguments_read(struct arguments *arguments, const struct tool *tool, jv input, int64_t now_us, struct fr_error *err)
{
	int result;

	*arguments = (struct arguments){ .count = tool->count };
	if (jv_get_kind(input) != JV_KIND_OBJECT) {
		fr_error_set(err, FR_EX_DATAERR, "'input' has to be an object");
		return names(tool, err);
	}
	result = refuse_unknown(tool, input, err);
	for (int i = 0; result == 0 && i < tool->count; i++)
		result = take_or_default(&tool->parameters[i], input, now_us, &arguments->values[i], err);
	if (result < 0) {
		arguments_release(arguments);
		return *err->hint != '\0' ? -1 : names(tool, err);
	}
	return 0;
}

void arguments_release(struct arguments *arguments)
{
	for (int i = 0; i < arguments->count; i++)
		free(arguments->values[i]);
	*arguments = (struct arguments){ 0 };
}

const char *arguments_value(const struct arguments *arguments, const struct tool *tool, const char *name)
{
	for (int i = 0; i < tool->count; i++)
		if (strcmp(tool->parameters[i].name, name) == 0)
			return arguments->values[i];
	return NULL;
}
