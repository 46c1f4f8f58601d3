#include "call.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arguments.h"
#include "id.h"
#include "json.h"
#include "rows.h"
#include "shown.h"

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

static const char superuser[] = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user";

/* {"pg_stat_statements": "public"} of what extensions finds. Borrows rows. */
static jv schemas_of(jv rows)
{
	jv schemas = jv_object();

	if (jv_is_valid(rows))
		jv_array_foreach (rows, i, row) {
			jv name = jv_object_get(jv_copy(row), jv_string("relname"));

			schemas = jv_object_set(schemas, name, jv_object_get(row, jv_string("nspname")));
		}
	return schemas;
}

int call_connect(struct caller *caller, struct fr_error *err)
{
	struct fr_query queries[] = { { .sql = extensions }, { .sql = superuser } };
	jv role;

	if (caller->db != NULL)
		return 0;
	if (fr_database_connect(&caller->db, caller->dsn, "fr-tool", caller->timeout, err) < 0)
		return -1;
	if (fr_database_read(caller->db, queries, 2, caller->timeout, err) < 0) {
		call_disconnect(caller);
		return -1;
	}
	jv_free(caller->extensions);
	caller->extensions = schemas_of(queries[0].rows);
	role = jv_is_valid(queries[1].rows) ? jv_array_get(jv_copy(queries[1].rows), 0) : jv_invalid();
	caller->superuser = fr_json_true(role, "rolsuper");
	jv_free(role);
	fr_queries_release(queries, 2);
	return 0;
}

static int ask(struct caller *caller, const struct tool *tool, jv input, jv *result, struct fr_error *err)
{
	struct arguments arguments;
	jv rows;
	bool truncated = false;
	int64_t now_us = caller->recording != NULL ? caller->now_us : fr_time_now_us();
	int asked;

	if (arguments_read(&arguments, tool, input, now_us, err) < 0)
		return -1;
	asked = rows_ask(caller, tool, &arguments, &rows, &truncated, err);
	arguments_release(&arguments);
	if (asked < 0)
		return -1;
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
		if (tool != NULL)
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
