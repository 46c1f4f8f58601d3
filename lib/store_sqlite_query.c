#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "store_sqlite.h"

int fr_sqlite_run(struct fr_sqlite *sqlite, const char *sql, const char *doing, struct fr_error *err)
{
	return sqlite3_exec(sqlite->db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : fr_sqlite_fault(sqlite, doing, err);
}

/* Consumes value. */
static void bind(sqlite3_stmt *statement, int i, jv value)
{
	double number;

	switch (jv_get_kind(value)) {
	case JV_KIND_STRING:
		sqlite3_bind_text64(statement, i, jv_string_value(value),
				    (sqlite3_uint64)jv_string_length_bytes(jv_copy(value)), SQLITE_TRANSIENT,
				    SQLITE_UTF8);
		break;
	case JV_KIND_NUMBER:
		number = jv_number_value(value);
		if (number == floor(number) && fabs(number) <= 9007199254740992.0)
			sqlite3_bind_int64(statement, i, (sqlite3_int64)number);
		else
			sqlite3_bind_double(statement, i, number);
		break;
	case JV_KIND_TRUE:
	case JV_KIND_FALSE:
		sqlite3_bind_int(statement, i, jv_get_kind(value) == JV_KIND_TRUE);
		break;
	default:
		sqlite3_bind_null(statement, i);
	}
	jv_free(value);
}

static void bind_all(sqlite3_stmt *statement, jv parameters)
{
	for (int i = 1; i <= sqlite3_bind_parameter_count(statement); i++) {
		const char *name = sqlite3_bind_parameter_name(statement, i); /* ":limit" */

		if (name != NULL)
			bind(statement, i, fr_json_get(parameters, name + 1));
	}
}

/* A column by its value and by the type it was declared with: SQLite itself has no booleans and no JSON. */
static jv column(sqlite3_stmt *statement, int i)
{
	const char *declared = sqlite3_column_decltype(statement, i);
	jv text, parsed;

	switch (sqlite3_column_type(statement, i)) {
	case SQLITE_INTEGER:
		if (declared != NULL && strcmp(declared, "BOOLEAN") == 0)
			return jv_bool(sqlite3_column_int(statement, i) != 0);
		return jv_number((double)sqlite3_column_int64(statement, i));
	case SQLITE_FLOAT:
		return jv_number(sqlite3_column_double(statement, i));
	case SQLITE_TEXT:
		text = jv_string_sized((const char *)sqlite3_column_text(statement, i),
				       sqlite3_column_bytes(statement, i));
		if (declared == NULL || strcmp(declared, "JSON") != 0)
			return text;
		parsed = jv_parse_sized(jv_string_value(text), jv_string_length_bytes(jv_copy(text)));
		if (!jv_is_valid(parsed)) {
			jv_free(parsed);
			return text;
		}
		jv_free(text);
		return parsed;
	default:
		return jv_null();
	}
}

static jv row_of(sqlite3_stmt *statement)
{
	jv row = jv_object();

	for (int i = 0; i < sqlite3_column_count(statement); i++)
		row = fr_json_set(row, sqlite3_column_name(statement, i), column(statement, i));
	return row;
}

static sqlite3_stmt *prepare(struct fr_sqlite *sqlite, const char *name, struct fr_error *err)
{
	char *sql = fr_store_statement(&sqlite->store, name, err);
	sqlite3_stmt *statement = NULL;
	int code;

	if (sql == NULL)
		return NULL;
	code = sqlite3_prepare_v3(sqlite->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);
	free(sql);
	if (code != SQLITE_OK)
		fr_sqlite_fault(sqlite, "use", err);
	return statement;
}

/* The statement of that name, ready to run. A stream of envelopes runs the same few again and again: they are kept. */
static struct fr_sqlite_statement *statement_of(struct fr_sqlite *sqlite, const char *name, struct fr_error *err)
{
	struct fr_sqlite_statement *kept = sqlite->statements;
	sqlite3_stmt *statement;

	while (kept != NULL && (strcmp(kept->name, name) != 0 || sqlite3_stmt_busy(kept->statement)))
		kept = kept->next;
	if (kept != NULL)
		return kept;
	statement = prepare(sqlite, name, err);
	if (statement == NULL)
		return NULL;
	kept = malloc(sizeof(*kept));
	if (kept == NULL)
		abort();
	*kept = (struct fr_sqlite_statement){ strdup(name), statement, sqlite->statements };
	sqlite->statements = kept;
	return kept;
}

void fr_sqlite_forget_statements(struct fr_sqlite *sqlite)
{
	while (sqlite->statements != NULL) {
		struct fr_sqlite_statement *kept = sqlite->statements;

		sqlite->statements = kept->next;
		sqlite3_finalize(kept->statement);
		free(kept->name);
		free(kept);
	}
}

int fr_sqlite_query(struct fr_store *store, const char *name, jv parameters, fr_store_row *row, void *state,
		    struct fr_error *err)
{
	struct fr_sqlite *sqlite = (struct fr_sqlite *)store;
	struct fr_sqlite_statement *kept = statement_of(sqlite, name, err);
	int code = SQLITE_OK, result = 0;

	if (kept == NULL)
		return -1;
	bind_all(kept->statement, parameters);
	while (result == 0 && (code = sqlite3_step(kept->statement)) == SQLITE_ROW)
		result = row(row_of(kept->statement), state, err);
	if (result == 0 && code != SQLITE_DONE)
		result = fr_sqlite_fault(sqlite, sqlite3_stmt_readonly(kept->statement) ? "read" : "write", err);
	sqlite3_reset(kept->statement);
	sqlite3_clear_bindings(kept->statement);
	return result;
}

int fr_sqlite_transaction(struct fr_store *store, fr_store_work *work, void *state, struct fr_error *err)
{
	struct fr_sqlite *sqlite = (struct fr_sqlite *)store;
	struct fr_error ignored;

	if (fr_sqlite_run(sqlite, "BEGIN IMMEDIATE", "write", err) < 0)
		return -1;
	if (work(store, state, err) == 0 && fr_sqlite_run(sqlite, "COMMIT", "write", err) == 0)
		return 0;
	fr_sqlite_run(sqlite, "ROLLBACK", "write", &ignored);
	return -1;
}
