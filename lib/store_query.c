#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "share.h"
#include "store_sqlite.h"

int fr_store_run(struct fr_store *store, const char *sql, const char *doing, struct fr_error *err)
{
	return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : fr_store_fault(store, doing, err);
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

int fr_store_query(struct fr_store *store, const char *name, jv parameters, fr_store_row *row, void *state,
		   struct fr_error *err)
{
	char file[128];
	sqlite3_stmt *statement = NULL;
	char *sql;
	int code, result = 0;

	snprintf(file, sizeof(file), "store/sqlite/%s.sql", name);
	sql = fr_share_text(store->share, file, NULL, err);
	if (sql == NULL)
		return -1;
	code = sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL);
	free(sql);
	if (code != SQLITE_OK)
		return fr_store_fault(store, "use", err);
	bind_all(statement, parameters);
	while (result == 0 && (code = sqlite3_step(statement)) == SQLITE_ROW)
		result = row(row_of(statement), state, err);
	if (result == 0 && code != SQLITE_DONE)
		result = fr_store_fault(store, sqlite3_stmt_readonly(statement) ? "read" : "write", err);
	sqlite3_finalize(statement);
	return result;
}

/* Takes log_id out of a row. */
static int take_id(jv row, void *state, struct fr_error *err)
{
	struct fr_kept *kept = state;
	char *id = fr_json_text(row, "log_id");

	(void)err;
	snprintf(kept->id, sizeof(kept->id), "%s", id != NULL ? id : "");
	free(id);
	jv_free(row);
	return 0;
}

static int keep(struct fr_store *store, const char *table, jv entry, struct fr_kept *kept, struct fr_error *err)
{
	char name[64];

	snprintf(name, sizeof(name), "keep_%s", table);
	kept->id[0] = '\0';
	if (fr_store_query(store, name, entry, take_id, kept, err) < 0)
		return -1;
	kept->before = kept->id[0] == '\0';
	if (!kept->before)
		return 0;
	snprintf(name, sizeof(name), "kept_%s", table);
	return fr_store_query(store, name, entry, take_id, kept, err);
}

int fr_store_keep(struct fr_store *store, jv entry, struct fr_kept *kept, struct fr_error *err)
{
	char *table = fr_json_text(entry, "table");
	struct fr_error ignored;
	int done = -1;

	if (table == NULL || (strcmp(table, "ai_diagnoses") != 0 && strcmp(table, "ai_errors") != 0))
		fr_error_set(err, FR_EX_DATAERR, "not an entry of the store");
	else if (fr_store_run(store, "BEGIN IMMEDIATE", "write", err) == 0) {
		done = keep(store, table, entry, kept, err);
		if (done == 0)
			done = fr_store_run(store, "COMMIT", "write", err);
		if (done < 0)
			fr_store_run(store, "ROLLBACK", "write", &ignored);
	}
	free(table);
	return done;
}
