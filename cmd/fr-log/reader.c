#include <stdlib.h>

#include "fr-log.h"
#include "json.h"

struct fr_store *fr_log_open(const struct fr_log_options *options, enum fr_store_access access)
{
	struct fr_store *store;
	struct fr_error err;

	if (options->place == NULL)
		fr_die(&options->placeless);
	if (fr_store_open(&store, &options->share, &options->where, access, options->wait_seconds, &err) < 0)
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

jv fr_log_all(struct fr_store *store, const char *name, jv parameters)
{
	jv rows = jv_array();

	fr_log_query(store, name, parameters, fr_store_collect, &rows);
	return rows;
}

jv fr_log_first(struct fr_store *store, const char *name, jv parameters)
{
	struct fr_error err;
	jv row;

	if (fr_store_first(store, name, parameters, &row, &err) < 0)
		fr_die(&err);
	return row;
}

jv fr_log_id(const char *id)
{
	return fr_json_set(jv_object(), "id", jv_string(id));
}

static jv text_or_null(const char *text)
{
	return text != NULL ? jv_string(text) : jv_null();
}

jv fr_log_chosen(const struct fr_log_options *options)
{
	jv chosen = fr_json_set(jv_object(), "from", jv_string(options->from));

	chosen = fr_json_set(chosen, "to", jv_string(options->to));
	chosen = fr_json_set(chosen, "database", text_or_null(options->database));
	chosen = fr_json_set(chosen, "cause", text_or_null(options->cause));
	chosen = fr_json_set(chosen, "auto_generated", options->auto_generated ? jv_true() : jv_null());
	chosen = fr_json_set(chosen, "feedback_helpful",
			     options->verdict == FR_LOG_NO_VERDICT ? jv_null() :
								     jv_bool(options->verdict == FR_LOG_HELPFUL));
	return fr_json_set(chosen, "limit", jv_number(options->limit > 0 ? (double)options->limit : -1));
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

jv fr_log_find(const struct fr_log_options *options, struct fr_store *store, const char *id)
{
	jv matches = id[0] != '\0' ? fr_log_all(store, "find", fr_log_id(id)) : jv_array();
	int count = jv_array_length(jv_copy(matches));
	struct fr_error err;
	jv found = jv_null();

	if (count == 1) {
		found = jv_array_get(jv_copy(matches), 0);
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
	return found;
}
