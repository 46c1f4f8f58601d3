#include <stdlib.h>

#include "fr-log.h"
#include "json.h"

struct fr_store *fr_log_reader(const struct fr_log_options *options)
{
	struct fr_store *store;
	struct fr_error err;

	if (options->place == NULL)
		fr_die(&options->placeless);
	if (fr_store_open(&store, &options->share, &options->where, FR_STORE_READ, options->wait_seconds, &err) < 0)
		fr_die(&err);
	return store;
}

void fr_log_query(struct fr_store *store, const char *name, jv parameters, fr_store_row *row, void *state)
{
	struct fr_error err;
	int done = fr_store_query(store, name, parameters, row, state, &err);

	jv_free(parameters);
	if (done < 0)
		fr_die(&err);
}

void fr_log_dump(jv row)
{
	jv_dumpf(row, stdout, 0);
	putchar('\n');
}

static int collect(jv row, void *state, struct fr_error *err)
{
	jv *rows = state;

	(void)err;
	*rows = jv_array_append(*rows, row);
	return 0;
}

static jv ask(struct fr_store *store, const char *name, const char *id)
{
	jv rows = jv_array();

	fr_log_query(store, name, fr_json_set(jv_object(), "id", jv_string(id)), collect, &rows);
	return rows;
}

static void print_row(const struct fr_log_options *options, jv row, bool error)
{
	char *id = fr_json_text(row, "id");
	struct fr_pseudonyms table;
	struct fr_pseudonyms *names = fr_log_names(options, &table);
	jv shown = fr_log_revealed(names, row);

	if (error)
		fr_log_print_error(stdout, &options->look, shown);
	else
		fr_log_print_diagnosis(stdout, &options->look, shown);
	jv_free(shown);
	if (names != NULL)
		fr_pseudonyms_close(names);
	fr_log_print_footer(stdout, &options->look, row, id != NULL ? id : "", "store", options->place);
	free(id);
}

static void show(const struct fr_log_options *options, struct fr_store *store, jv match)
{
	char *id = fr_json_text(match, "id");
	char *kind = fr_json_text(match, "kind");
	bool error = strcmp(kind, "error") == 0;
	jv rows = ask(store, error ? "show_error" : "show_diagnosis", id);

	jv_array_foreach (rows, i, row) {
		if (options->text)
			print_row(options, row, error);
		else
			fr_log_dump(jv_copy(row));
		jv_free(row);
	}
	jv_free(rows);
	free(id);
	free(kind);
}

static void name_matches(jv matches)
{
	jv_array_foreach (matches, i, match) {
		char *id = fr_json_text(match, "id"), *kind = fr_json_text(match, "kind");
		char *at = fr_json_text(match, "at"), *what = fr_json_text(match, "what");

		fr_note("%s  %.19s  %s  %s", id, at, kind, what);
		free(id);
		free(kind);
		free(at);
		free(what);
		jv_free(match);
	}
}

enum fr_exit fr_log_show(const struct fr_log_options *options, const char *id)
{
	struct fr_store *store = fr_log_reader(options);
	jv matches = id[0] != '\0' ? ask(store, "find", id) : jv_array();
	int count = jv_array_length(jv_copy(matches));
	struct fr_error err = { 0 };

	if (count == 1) {
		jv match = jv_array_get(jv_copy(matches), 0);

		show(options, store, match);
		jv_free(match);
	} else if (count == 0) {
		fr_error_set(&err, FR_EX_DATAERR, "no id begins with '%s' in '%s'", id, options->place);
		fr_error_hint(&err, "'fr-log list' names what is kept");
		fr_report(&err);
	} else {
		fr_error_set(&err, FR_EX_DATAERR, "more than one id begins with '%s'", id);
		fr_report(&err);
		name_matches(matches);
	}
	jv_free(matches);
	fr_store_free(store);
	return err.code;
}
