#include "records.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "gate.h"
#include "json.h"
#include "text.h"

struct list {
	bool as_json;
};

static void put(const char *text, int width)
{
	int length = (int)strlen(text);

	fr_text_write(stdout, text, (size_t)length, FR_MASK_ALL);
	printf("%*s", width > length ? width - length : 0, "");
}

static void put_member(jv row, const char *name, int width)
{
	jv value = fr_json_get(row, name), text;

	if (jv_get_kind(value) == JV_KIND_NULL || !jv_is_valid(value)) {
		jv_free(value);
		put("-", width);
		return;
	}
	text = jv_get_kind(value) == JV_KIND_STRING ? value : jv_dump_string(value, 0);
	put(jv_string_value(text), width);
	jv_free(text);
}

static int put_line(jv row, void *state, struct fr_error *err)
{
	const struct list *list = state;
	static const struct {
		const char *name;
		int width;
	} columns[] = {
		{ "id", 6 }, { "executed_at", 29 }, { "state", 9 }, { "action_type", 20 }, { "action_target", 30 }
	};
	jv refusal;

	(void)err;
	if (list->as_json) {
		fr_put(row);
		return 0;
	}
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		put_member(row, columns[i].name, columns[i].width);
	refusal = fr_json_get(row, "refusal");
	put_member(row, jv_get_kind(refusal) == JV_KIND_STRING ? "refusal" : "action_result", 0);
	putchar('\n');
	jv_free(refusal);
	jv_free(row);
	return 0;
}

enum fr_exit records_list(struct book *book, long limit, bool as_json)
{
	jv parameters = fr_json_set(jv_object(), "limit", jv_number((double)limit));
	struct list list = { as_json };
	struct fr_error err;
	int result = fr_store_query(book->store, "remediation_list", parameters, put_line, &list, &err);

	jv_free(parameters);
	if (result < 0)
		fr_die(&err);
	return FR_EX_OK;
}

static jv find(struct book *book, long id)
{
	struct fr_error err;
	jv row;

	if (fr_store_first(book->store, "remediation_show", fr_json_set(jv_object(), "id", jv_number((double)id)), &row,
			   &err) < 0)
		fr_die(&err);
	if (jv_get_kind(row) == JV_KIND_OBJECT)
		return row;
	fr_error_set(&err, FR_EX_DATAERR, "there is no action %ld", id);
	fr_error_hint(&err, "fr-remediate list shows them");
	fr_die(&err);
}

static void put_statements(jv row)
{
	jv statements = fr_json_get(row, "statements");

	if (jv_get_kind(statements) == JV_KIND_ARRAY)
		jv_array_foreach (statements, i, statement) {
			puts("\nstatement:");
			if (jv_get_kind(statement) == JV_KIND_STRING)
				fr_text_write(stdout, jv_string_value(statement),
					      (size_t)jv_string_length_bytes(jv_copy(statement)), FR_MASK_KEEP_LINES);
			putchar('\n');
			jv_free(statement);
		}
	jv_free(statements);
}

enum fr_exit records_show(struct book *book, long id, bool as_json)
{
	static const char *const names[] = { "id",          "state",     "action_type",   "action_target",
					     "database",    "diagnosis", "executed_at",   "finished_at",
					     "done_by",     "refusal",   "action_result", "facts_before",
					     "facts_after", "undo" };
	jv row = find(book, id);

	if (as_json) {
		fr_put(row);
		return FR_EX_OK;
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		printf("%-14s ", names[i]);
		put_member(row, names[i], 0);
		putchar('\n');
	}
	put_statements(row);
	jv_free(row);
	return FR_EX_OK;
}

enum fr_exit records_undo(struct book *book, long id)
{
	jv row = find(book, id);
	char *state = fr_json_text(row, "state"), *undo = fr_json_text(row, "undo");
	struct fr_error err;

	if (state == NULL || strcmp(state, "refused") == 0 || strcmp(state, "planned") == 0)
		fr_error_set(&err, FR_EX_NOPERM, "nothing was done: action %ld is %s", id,
			     state != NULL ? state : "old");
	else
		fr_error_set(&err, FR_EX_NOPERM, "action %ld cannot be undone", id);
	if (undo != NULL)
		fr_error_hint(&err, "%s", undo);
	free(state);
	free(undo);
	jv_free(row);
	fr_report(&err);
	return err.code;
}

/* Report what failed of the two halves, and say what to exit with. */
static enum fr_exit both(int file, const struct fr_error *of_file, int store, const struct fr_error *of_store)
{
	if (file < 0)
		fr_report(of_file);
	if (store < 0)
		fr_report(of_store);
	return fr_exit_worse(file < 0 ? of_file->code : FR_EX_OK, store < 0 ? of_store->code : FR_EX_OK);
}

static int make_file(struct fr_error *err)
{
	char *path = gate_stop_file(err);
	int fd = path != NULL ? open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600) : -1;

	if (path != NULL && fd < 0)
		fr_error_set(err, FR_EX_IOERR, "cannot make '%s': %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	free(path);
	return fd < 0 ? -1 : 0;
}

static int remove_file(struct fr_error *err)
{
	char *path = gate_stop_file(err);
	int result = path == NULL ? -1 : 0;

	if (path != NULL && unlink(path) < 0 && errno != ENOENT)
		result = fr_error_set(err, FR_EX_IOERR, "cannot remove '%s': %s", path, strerror(errno));
	free(path);
	return result;
}

enum fr_exit records_stop(struct book *book, const char *reason, const struct fr_error *opening)
{
	struct fr_error of_file, of_store = *opening;
	int file = make_file(&of_file);
	int store = book->store != NULL ? book_stop(book, reason, &of_store) : -1;

	return both(file, &of_file, store, &of_store);
}

enum fr_exit records_resume(struct book *book, const struct fr_error *opening)
{
	struct fr_error of_file, of_store = *opening;
	int store = book->store != NULL ? book_resume(book, &of_store) : -1;
	int file = store == 0 ? remove_file(&of_file) : 0; /* half a resume would look like a whole one */

	return both(file, &of_file, store, &of_store);
}
