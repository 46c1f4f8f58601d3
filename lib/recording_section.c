/* recording_section.c: what a SELECT on a recording gives, as JSON. */
#include <string.h>
#include <time.h>

#include "json.h"
#include "recording_internal.h"

#define MOST_EXACT (INT64_C(1) << 53) /* above this a double, which is what a JSON number is to libjq, loses digits */
#define STEPS_BETWEEN 20000           /* of SQLite's machine, between two looks at the clock: about a millisecond */

static jv plain(sqlite3_stmt *statement, int column)
{
	sqlite3_int64 number;

	switch (sqlite3_column_type(statement, column)) {
	case SQLITE_INTEGER:
		number = sqlite3_column_int64(statement, column);
		if (number >= -MOST_EXACT && number <= MOST_EXACT)
			return jv_number((double)number);
		break;
	case SQLITE_FLOAT:
		return jv_number(sqlite3_column_double(statement, column));
	case SQLITE_NULL:
		return jv_null();
	}
	return jv_string_sized((const char *)sqlite3_column_text(statement, column),
			       sqlite3_column_bytes(statement, column));
}

static jv parsed(sqlite3_stmt *statement, int column)
{
	jv value;

	if (sqlite3_column_type(statement, column) == SQLITE_NULL)
		return jv_null();
	value = jv_parse_sized((const char *)sqlite3_column_text(statement, column),
			       sqlite3_column_bytes(statement, column));
	if (jv_is_valid(value))
		return value;
	jv_free(value);
	return jv_null();
}

/* Put one column into the row, under its name without the type that may stand behind a colon. Consumes row. */
static jv add(jv row, sqlite3_stmt *statement, int column)
{
	const char *name = sqlite3_column_name(statement, column);
	size_t length = strcspn(name, ":");
	const char *type = name + length;
	jv value;

	if (strcmp(type, ":json") == 0)
		value = parsed(statement, column);
	else if (strcmp(type, ":boolean") == 0 && sqlite3_column_type(statement, column) != SQLITE_NULL)
		value = jv_bool(sqlite3_column_int(statement, column) != 0);
	else
		value = plain(statement, column);
	return jv_object_set(row, jv_string_sized(name, (int)length), value);
}

static jv row(sqlite3_stmt *statement, double *total)
{
	jv object = jv_object();

	for (int column = 0; column < sqlite3_column_count(statement); column++)
		if (strcmp(sqlite3_column_name(statement, column), "fr_total") == 0)
			*total = sqlite3_column_double(statement, column);
		else
			object = add(object, statement, column);
	return object;
}

static void bind(sqlite3_stmt *statement, const char *name, int64_t value)
{
	int index = sqlite3_bind_parameter_index(statement, name);

	if (index > 0)
		sqlite3_bind_int64(statement, index, value);
}

/* unavailable('why'): how a section says that it cannot be given, which is not the same as an empty one. */
static void unavailable(sqlite3_context *context, int count, sqlite3_value **values)
{
	(void)count;
	sqlite3_result_error(context, (const char *)sqlite3_value_text(values[0]), -1);
}

int fr_recording_add_functions(sqlite3 *db)
{
	return sqlite3_create_function_v2(db, "unavailable", 1, SQLITE_UTF8, NULL, unavailable, NULL, NULL, NULL);
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int is_over(void *state)
{
	const struct fr_recording *recording = state;

	return now_ms() >= recording->deadline_ms;
}

void fr_recording_set_timeout(struct fr_recording *recording, int seconds)
{
	recording->timeout_seconds = seconds;
	sqlite3_progress_handler(recording->db, STEPS_BETWEEN, seconds > 0 ? is_over : NULL, recording);
}

static int refused(const struct fr_recording *recording, int code, struct fr_error *err)
{
	if (code == SQLITE_INTERRUPT)
		return fr_error_set(err, FR_EX_DATAERR, "it takes more than %d s", recording->timeout_seconds);
	return fr_error_set(err, FR_EX_DATAERR, "%s", sqlite3_errmsg(recording->db));
}

int fr_recording_section(struct fr_recording *recording, const char *sql, int64_t start_us, int64_t end_us,
			 int64_t limit, jv *section, struct fr_error *err)
{
	sqlite3_stmt *statement = NULL;
	double total = -1, returned;
	jv rows;
	int code;

	recording->deadline_ms = now_ms() + 1000 * (int64_t)recording->timeout_seconds;
	code = sqlite3_prepare_v2(recording->db, sql, -1, &statement, NULL);
	if (code != SQLITE_OK)
		return refused(recording, code, err);
	bind(statement, ":start_us", start_us);
	bind(statement, ":end_us", end_us);
	bind(statement, ":limit", limit);
	rows = jv_array();
	while ((code = sqlite3_step(statement)) == SQLITE_ROW)
		rows = jv_array_append(rows, row(statement, &total));
	sqlite3_finalize(statement);
	if (code != SQLITE_DONE) {
		jv_free(rows);
		return refused(recording, code, err);
	}
	returned = jv_array_length(jv_copy(rows));
	if (total < returned)
		total = returned;
	*section = fr_json_set(jv_object(), "rows", rows);
	*section = fr_json_set(*section, "returned", jv_number(returned));
	*section = fr_json_set(*section, "total", jv_number(total));
	*section = fr_json_set(*section, "truncated", jv_bool(total > returned));
	return 0;
}

int fr_recording_span(struct fr_recording *recording, int64_t *first_us, int64_t *last_us, struct fr_error *err)
{
	sqlite3_stmt *statement;

	*first_us = *last_us = 0;
	if (sqlite3_prepare_v2(recording->db, "SELECT min(at_us), max(at_us) FROM samples", -1, &statement, NULL) !=
	    SQLITE_OK)
		return fr_recording_failed(recording, "read", err);
	if (sqlite3_step(statement) == SQLITE_ROW) {
		*first_us = sqlite3_column_int64(statement, 0);
		*last_us = sqlite3_column_int64(statement, 1);
	}
	sqlite3_finalize(statement);
	return 0;
}
