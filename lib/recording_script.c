/* recording_script.c: running the SQL of share/record on a recording. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "recording_internal.h"

static char *script_text(const struct fr_recording *recording, const char *name, struct fr_error *err)
{
	char file[256];

	snprintf(file, sizeof(file), "record/%s.sql", name);
	return fr_share_text(recording->share, file, NULL, err);
}

int fr_recording_execute(struct fr_recording *recording, const char *name, struct fr_error *err)
{
	char *sql = script_text(recording, name, err);
	int code;

	if (sql == NULL)
		return -1;
	code = sqlite3_exec(recording->db, sql, NULL, NULL, NULL);
	free(sql);
	return code == SQLITE_OK ? 0 : fr_recording_failed(recording, "write", err);
}

static void free_script(struct script *script)
{
	for (size_t i = 0; i < script->count; i++)
		sqlite3_finalize(script->statements[i]);
	free(script->statements);
	free(script->name);
	free(script);
}

void fr_recording_free_scripts(struct fr_recording *recording)
{
	while (recording->scripts != NULL) {
		struct script *next = recording->scripts->next;

		free_script(recording->scripts);
		recording->scripts = next;
	}
}

static int compile(struct fr_recording *recording, struct script *script, const char *sql, struct fr_error *err)
{
	while (*sql != '\0') {
		sqlite3_stmt *statement;

		if (sqlite3_prepare_v3(recording->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, &sql) !=
		    SQLITE_OK)
			return fr_error_set(err, FR_EX_CONFIG, "bad SQL in 'record/%s.sql': %s", script->name,
					    sqlite3_errmsg(recording->db));
		if (statement == NULL) /* only comments were left */
			continue;
		script->statements = realloc(script->statements, (script->count + 1) * sizeof(sqlite3_stmt *));
		if (script->statements == NULL)
			abort();
		script->statements[script->count++] = statement;
	}
	return 0;
}

/* The script called name, compiled on its first use; NULL and *err when it cannot be. */
static struct script *find(struct fr_recording *recording, const char *name, struct fr_error *err)
{
	struct script *script;
	char *sql;
	int compiled;

	for (script = recording->scripts; script != NULL; script = script->next)
		if (strcmp(script->name, name) == 0)
			return script;
	sql = script_text(recording, name, err);
	if (sql == NULL)
		return NULL;
	script = calloc(1, sizeof(*script));
	if (script == NULL || (script->name = strdup(name)) == NULL)
		abort();
	compiled = compile(recording, script, sql, err);
	free(sql);
	if (compiled < 0) {
		free_script(script);
		return NULL;
	}
	script->next = recording->scripts;
	recording->scripts = script;
	return script;
}

static void bind(sqlite3_stmt *statement, const struct fr_recording_value *values, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int index = sqlite3_bind_parameter_index(statement, values[i].name);

		if (index > 0 && values[i].text != NULL)
			sqlite3_bind_text(statement, index, values[i].text, -1, SQLITE_STATIC);
		else if (index > 0)
			sqlite3_bind_int64(statement, index, values[i].number);
	}
}

/* Step through one statement; the first column of its first row goes to *answer when that is wanted and there is one.
 */
static int step(struct fr_recording *recording, sqlite3_stmt *statement, char **answer, struct fr_error *err)
{
	bool first = true;
	int code;

	while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
		const char *text = (const char *)sqlite3_column_text(statement, 0);

		if (first && answer != NULL && text != NULL && (*answer = strdup(text)) == NULL)
			abort();
		first = false;
	}
	if (code != SQLITE_DONE)
		fr_recording_failed(recording, "write", err);
	sqlite3_reset(statement);
	sqlite3_clear_bindings(statement);
	return code == SQLITE_DONE ? 0 : -1;
}

int fr_recording_run(struct fr_recording *recording, const char *name, const struct fr_recording_value *values,
		     size_t count, struct fr_error *err)
{
	struct script *script = find(recording, name, err);

	if (script == NULL)
		return -1;
	if (sqlite3_exec(recording->db, "SAVEPOINT script", NULL, NULL, NULL) != SQLITE_OK)
		return fr_recording_failed(recording, "write", err);
	for (size_t i = 0; i < script->count; i++) {
		bind(script->statements[i], values, count);
		if (step(recording, script->statements[i], NULL, err) < 0) {
			sqlite3_exec(recording->db, "ROLLBACK TO script; RELEASE script", NULL, NULL, NULL);
			return -1;
		}
	}
	if (sqlite3_exec(recording->db, "RELEASE script", NULL, NULL, NULL) == SQLITE_OK)
		return 0;
	fr_recording_failed(recording, "write", err);
	sqlite3_exec(recording->db, "ROLLBACK", NULL, NULL, NULL);
	return -1;
}

int fr_recording_ask(struct fr_recording *recording, const char *name, const struct fr_recording_value *values,
		     size_t count, char **answer, struct fr_error *err)
{
	struct script *script = find(recording, name, err);

	*answer = NULL;
	if (script == NULL)
		return -1;
	for (size_t i = 0; i < script->count; i++) {
		free(*answer);
		*answer = NULL;
		bind(script->statements[i], values, count);
		if (step(recording, script->statements[i], answer, err) < 0) {
			free(*answer);
			*answer = NULL;
			return -1;
		}
	}
	return 0;
}
