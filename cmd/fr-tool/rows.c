#include "rows.h"

#include <stdlib.h>
#include <string.h>

#include "explain.h"
#include "fetch.h"
#include "json.h"
#include "try.h"
#include "when.h"

#define GROWS_SECONDS 2 /* string_agg() and the like fill up to a gigabyte a second */

/* A statement that ran out of time may be asked again, with less to do. */
static int server_failed(const char *sqlstate, const char *message, struct fr_error *err)
{
	fr_explain_failed(sqlstate, message, err);
	if (err->code == FR_EX_TEMPFAIL)
		fr_error_hint(err, "ask for less: a shorter window, fewer relations, no joins of large ones");
	return -1;
}

/* Rows of a SELECT, of a tool's own or of one that was judged. */
static int fetch(struct caller *caller, struct fr_fetch *fetch, int timeout, jv *rows, bool *truncated,
		 struct fr_error *err)
{
	int result;

	fetch->most_rows = caller->most_rows;
	fetch->most_bytes = caller->most_bytes;
	if (fr_database_fetch(caller->db, fetch, timeout, err) < 0) {
		call_disconnect(caller);
		return -1;
	}
	if (fetch->message != NULL) {
		result = server_failed(fetch->sqlstate, fetch->message, err);
	} else {
		*rows = jv_copy(fetch->rows);
		*truncated = fetch->truncated;
		result = 0;
	}
	fr_fetch_release(fetch);
	return result;
}

/* The plan of a statement that the model wrote, as a row with the column plan, which is classified. */
static int explain(struct caller *caller, const char *sql, jv *rows, struct fr_error *err)
{
	jv plan;

	if (fr_explain(caller->db, caller->policy, sql, FR_EXPLAIN, caller->timeout, &plan, err) < 0) {
		if (err->code == FR_EX_UNAVAILABLE)
			call_disconnect(caller);
		return -1;
	}
	*rows = jv_array_append(jv_array(), fr_json_set(jv_object(), "plan", plan));
	return 0;
}

/*
 * Who runs a statement that a model wrote, when a superuser is connected: pg_monitor sees statistics, and
 * pg_read_all_data everything else, the recorder's tables among it. Neither reads files, starts programs, or writes.
 */
static const char *lesser_role(const struct caller *caller, int attempt)
{
	static const char *const roles[] = { "pg_monitor", "pg_read_all_data" };
	int known = fr_database_version(caller->db) >= 140000 ? 2 : 1;

	return caller->superuser && attempt < known ? roles[attempt] : NULL;
}

/* The rows of one. */
static int run(struct caller *caller, const char *sql, jv *rows, bool *truncated, struct fr_error *err)
{
	struct fr_verdict verdict;
	struct fr_fetch judged = { 0 };
	int timeout, result;

	if (fr_policy_judge(caller->policy, sql, FR_POLICY_RUN, jv_copy(caller->extensions), &verdict, err) < 0)
		return -1;
	jv_free(verdict.unqualified);
	judged.sql = sql + verdict.start;
	judged.length = verdict.length;
	judged.role = lesser_role(caller, 0);
	timeout = verdict.grows && caller->timeout > GROWS_SECONDS ? GROWS_SECONDS : caller->timeout;
	result = fetch(caller, &judged, timeout, rows, truncated, err);
	if (result < 0 && err->code == FR_EX_NOPERM && (judged.role = lesser_role(caller, 1)) != NULL)
		result = fetch(caller, &judged, timeout, rows, truncated, err);
	return result;
}

/* How many there are in all is a column of a section (share/context/README.md). */
static void take_total(jv *rows, bool *truncated)
{
	jv row = jv_array_get(jv_copy(*rows), 0);
	int count = jv_array_length(jv_copy(*rows));

	*truncated |= jv_is_valid(row) && fr_json_number(row, "fr_total", 0) > count;
	jv_free(row);
	for (int i = 0; i < count; i++)
		*rows =
		    jv_array_set(*rows, i, jv_object_delete(jv_array_get(jv_copy(*rows), i), jv_string("fr_total")));
}

/* The tool's own statement, or what stands in for it. */
static int ask_own(struct caller *caller, const struct tool *tool, const struct arguments *arguments, jv *rows,
		   bool *truncated, struct fr_error *err)
{
	struct fr_fetch own = { .values = (const char *const *)arguments->values, .count = arguments->count };
	int result;

	own.sql = tool->sql;
	own.length = strlen(tool->sql);
	result = fetch(caller, &own, caller->timeout, rows, truncated, err);
	if (result < 0 && tool->fallback != NULL && err->code != FR_EX_UNAVAILABLE && err->code != FR_EX_TEMPFAIL) {
		own.sql = tool->fallback;
		own.length = strlen(tool->fallback);
		result = fetch(caller, &own, caller->timeout, rows, truncated, err);
	}
	if (result == 0)
		take_total(rows, truncated);
	return result;
}

static int ask_database(struct caller *caller, const struct tool *tool, const struct arguments *arguments, jv *rows,
			bool *truncated, struct fr_error *err)
{
	if (call_connect(caller, err) < 0)
		return -1;
	if (tool->statement == STATEMENT_RUN)
		return run(caller, arguments_value(arguments, tool, "sql"), rows, truncated, err);
	if (tool->statement == STATEMENT_EXPLAIN)
		return explain(caller, arguments_value(arguments, tool, "sql"), rows, err);
	if (tool->statement == STATEMENT_TRY_INDEX)
		return try_index(caller, arguments_value(arguments, tool, "sql"),
				 arguments_value(arguments, tool, "definition"), rows, err);
	return ask_own(caller, tool, arguments, rows, truncated, err);
}

static int64_t time_of(const char *text, int64_t otherwise)
{
	struct fr_error err = { 0 };
	int64_t time_us;

	return text != NULL && fr_when(&time_us, text, 0, &err) == 0 ? time_us : otherwise;
}

static int ask_recording(struct caller *caller, const struct tool *tool, const struct arguments *arguments, jv *rows,
			 bool *truncated, struct fr_error *err)
{
	const char *limit = arguments_value(arguments, tool, "limit");
	int64_t most = limit != NULL ? strtoll(limit, NULL, 10) : caller->most_rows;
	jv section, more;

	if (fr_recording_section(caller->recording, tool->sql,
				 time_of(arguments_value(arguments, tool, "start_time"), 0),
				 time_of(arguments_value(arguments, tool, "end_time"), caller->now_us),
				 most < caller->most_rows ? most : caller->most_rows, &section, err) < 0)
		return -1;
	*rows = fr_json_get(section, "rows");
	more = fr_json_get(section, "truncated");
	*truncated = jv_get_kind(more) == JV_KIND_TRUE;
	jv_free(more);
	jv_free(section);
	return 0;
}

/* As many of the rows as there is room for; a recording knows no other bound. Consumes rows. */
static jv within(jv rows, size_t most_bytes, bool *truncated)
{
	jv kept = jv_array();
	size_t bytes = 0;

	jv_array_foreach (rows, i, row) {
		jv text = jv_dump_string(jv_copy(row), 0);

		bytes += (size_t)jv_string_length_bytes(text);
		if (i == 0 || bytes <= most_bytes) {
			kept = jv_array_append(kept, row);
		} else {
			*truncated = true;
			jv_free(row);
		}
	}
	jv_free(rows);
	return kept;
}

int rows_ask(struct caller *caller, const struct tool *tool, const struct arguments *arguments, jv *rows,
	     bool *truncated, struct fr_error *err)
{
	int asked;

	*rows = jv_null();
	*truncated = false;
	asked = caller->recording != NULL ? ask_recording(caller, tool, arguments, rows, truncated, err) :
					    ask_database(caller, tool, arguments, rows, truncated, err);
	if (asked == 0)
		*rows = within(*rows, caller->most_bytes, truncated);
	return asked;
}
