#include "call.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arguments.h"
#include "explain.h"
#include "fetch.h"
#include "hypopg.h"
#include "id.h"
#include "json.h"
#include "shown.h"
#include "try.h"
#include "when.h"

#define GROWS_SECONDS 2 /* string_agg() and the like fill up to a gigabyte a second */

/* Where the relations of an extension stand, which its owner alone can replace. */
static const char extensions[] =
    "SELECT n.nspname, c.relname FROM pg_extension AS e"
    " JOIN pg_depend AS d ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid AND d.deptype = 'e'"
    " JOIN pg_class AS c ON d.classid = 'pg_class'::regclass AND c.oid = d.objid"
    " JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE e.extname = 'pg_stat_statements'";

void call_disconnect(struct caller *caller)
{
	fr_database_free(caller->db);
	caller->db = NULL;
}

static int read_batch(struct caller *caller, struct fr_query *queries, int count, struct fr_error *err)
{
	int result = fr_database_read(caller->db, queries, count, caller->timeout, err);

	if (result < 0)
		call_disconnect(caller);
	return result;
}

int call_connect(struct caller *caller, struct fr_error *err)
{
	struct fr_query query = { .sql = extensions };

	if (caller->db != NULL)
		return 0;
	if (fr_database_connect(&caller->db, caller->dsn, "fr-tool", caller->timeout, err) < 0 ||
	    read_batch(caller, &query, 1, err) < 0)
		return -1;
	jv_free(caller->extensions);
	caller->extensions = jv_object();
	if (jv_is_valid(query.rows))
		jv_array_foreach (query.rows, i, row) {
			jv name = jv_object_get(jv_copy(row), jv_string("relname"));

			caller->extensions =
			    jv_object_set(caller->extensions, name, jv_object_get(row, jv_string("nspname")));
		}
	fr_queries_release(&query, 1);
	return 0;
}

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

/* The rows of one. */
static int run(struct caller *caller, const char *sql, jv *rows, bool *truncated, struct fr_error *err)
{
	struct fr_verdict verdict;
	struct fr_fetch judged = { 0 };

	if (fr_policy_judge(caller->policy, sql, FR_POLICY_RUN, jv_copy(caller->extensions), &verdict, err) < 0)
		return -1;
	jv_free(verdict.unqualified);
	judged.sql = sql + verdict.start;
	judged.length = verdict.length;
	return fetch(caller, &judged,
		     verdict.grows && caller->timeout > GROWS_SECONDS ? GROWS_SECONDS : caller->timeout, rows,
		     truncated, err);
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
	struct fr_error first = { 0 };
	int result;

	own.sql = tool->sql;
	own.length = strlen(tool->sql);
	result = fetch(caller, &own, caller->timeout, rows, truncated, &first);
	*err = first;
	if (result < 0 && tool->fallback != NULL && first.code != FR_EX_UNAVAILABLE && first.code != FR_EX_TEMPFAIL) {
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

static int ask(struct caller *caller, const struct tool *tool, jv input, jv *result, struct fr_error *err)
{
	struct arguments arguments;
	jv rows = jv_null();
	bool truncated = false;
	int64_t now_us = caller->recording != NULL ? caller->now_us : fr_time_now_us();
	int asked;

	if (arguments_read(&arguments, tool, input, now_us, err) < 0)
		return -1;
	asked = caller->recording != NULL ? ask_recording(caller, tool, &arguments, &rows, &truncated, err) :
					    ask_database(caller, tool, &arguments, &rows, &truncated, err);
	arguments_release(&arguments);
	if (asked < 0)
		return -1;
	rows = within(rows, caller->most_bytes, &truncated);
	if (shown_rows(&rows, caller->sanitizer, tool->name, err) < 0)
		return -1;
	*result = fr_json_set(jv_object(), "rows", jv_copy(rows));
	*result = fr_json_set(*result, "returned", jv_number(jv_array_length(rows)));
	*result = fr_json_set(*result, "truncated", jv_bool(truncated));
	return 0;
}

static int unknown(const struct table *table, struct fr_error *err)
{
	char known[sizeof(err->hint)] = "";
	size_t used = 0;

	for (size_t i = 0; i < table->count && used < sizeof(known); i++)
		used += (size_t)snprintf(known + used, sizeof(known) - used, " %s", table->tools[i].name);
	fr_error_set(err, FR_EX_DATAERR, "there is no such tool");
	return fr_error_hint(err, "there are:%s", known);
}

static jv error_json(const struct fr_error *err)
{
	jv made = fr_json_set(jv_object(), "code", jv_number(err->code));

	made = fr_json_set(made, "message", jv_string(err->message));
	return *err->hint != '\0' ? fr_json_set(made, "hint", jv_string(err->hint)) : made;
}

int call_tool(struct caller *caller, jv call, jv *answer, struct fr_error *err)
{
	char *name = fr_json_text(call, "name");
	const struct tool *tool = name != NULL ? table_find(&caller->table, name) : NULL;
	jv input = fr_json_get(call, "input"), id = fr_json_get(call, "id"), result = jv_null();
	int made;

	*err = (struct fr_error){ 0 };
	made = tool != NULL ? ask(caller, tool, input, &result, err) : unknown(&caller->table, err);
	*answer = jv_object();
	if (jv_is_valid(id))
		*answer = fr_json_set(*answer, "id", jv_copy(id));
	*answer = fr_json_set(*answer, "name", name != NULL ? jv_string(name) : jv_null());
	if (made < 0) {
		if (tool != NULL && err->code != FR_EX_NOPERM)
			shown_error(err, caller->sanitizer);
		result = error_json(err);
	}
	*answer = fr_json_set(*answer, made < 0 ? "error" : "result", result);
	free(name);
	jv_free(id);
	jv_free(input);
	jv_free(call);
	return made;
}
